package org.luer.gateway.inbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.Audit;
import org.luer.gateway.access.Audit.Event;
import org.luer.gateway.access.Audit.Outcome;
import org.luer.gateway.inbox.Offer.Fault;
import org.luer.gateway.inbox.Offer.NotAcceptable;
import org.luer.gateway.inbox.Offer.Taken;
import org.luer.gateway.inbox.Offer.Wish;
import org.luer.gateway.intake.http.RecordReader;
import org.luer.gateway.intake.http.RecordReader.Reading;
import org.luer.gateway.journal.Inbox;
import org.luer.gateway.journal.Journal;
import org.luer.gateway.journal.Reception;
import org.luer.gateway.journal.RecordFacts;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes a record of the clinic's own of what a partner offered, or decides without one; together
 * with the decision and its audit row.
 */
@Component
public class Adoption {
  private static final String JSON = "application/json";

  private final Journal journal;
  private final Inbox inbox;
  private final Audit audit;
  private final RecordReader reader;
  private final TransactionTemplate transaction;
  private final Clock clock;

  Adoption(
      Journal journal,
      Inbox inbox,
      Audit audit,
      RecordReader reader,
      TransactionTemplate transaction,
      Clock clock) {
    this.journal = journal;
    this.inbox = inbox;
    this.audit = audit;
    this.reader = reader;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * Writes a version of a clinic's record.
   *
   * @param collection of the API, {@code orders}
   * @param content the record
   * @param also further writes of the same transaction
   */
  public Taken adopt(
      Inbox.Item item,
      Wish wish,
      String collection,
      ObjectNode content,
      Consumer<RecordFacts> also) {
    var kind = content.path("kind").asText();
    var bytes = content.toString().getBytes(StandardCharsets.UTF_8);
    var reading = reader.read(kind, bytes);
    if (reading instanceof Reading.Refused refused) {
      throw new NotAcceptable(
          refused.faults().stream()
              .map(f -> new Fault("", f.code(), f.pointer() + ": " + f.detail()))
              .toList());
    }
    var facts = ((Reading.Accepted) reading).facts();
    var became = kind + "/" + facts.id();
    var reception =
        new Reception(
            collection,
            kind,
            Reception.CLINIC,
            wish.actor(),
            "inbox/" + item.id() + "/accept",
            JSON,
            bytes,
            List.of(facts),
            id -> {
              also.accept(facts);
              decide(item, wish, became);
              return became.getBytes(StandardCharsets.UTF_8);
            });
    var acceptance = journal.accept(reception, null);
    return new Taken(
        became,
        acceptance.versions().isEmpty() ? null : acceptance.versions().get(0).version(),
        acceptance.messageId());
  }

  /** Decides without a record of the clinic's being written. */
  public Taken decide(Inbox.Item item, Wish wish, @Nullable String became, Runnable also) {
    transaction.executeWithoutResult(
        status -> {
          also.run();
          decide(item, wish, became);
        });
    return new Taken(became, null, null);
  }

  private void decide(Inbox.Item item, Wish wish, @Nullable String became) {
    if (!inbox.decide(
        item.id(), "accepted", wish.reason(), became, wish.actor(), clock.instant())) {
      throw new NotAcceptable("", "conflict", "Another decision was made meanwhile.");
    }
    audit.record(
        new Event(
            "inbox-accepted",
            Outcome.DONE,
            wish.actor(),
            item.from(),
            "inbox/" + item.id() + " " + item.record(),
            wish.reason()));
  }
}

package org.luer.gateway.exchange.patientfeed;

import java.time.Clock;
import org.luer.gateway.inbox.Adoption;
import org.luer.gateway.inbox.Offer;
import org.luer.gateway.journal.Inbox;
import org.luer.gateway.journal.Records;
import org.springframework.stereotype.Component;

/**
 * A merge that waited for the clinic is followed among the partner's own records. The clinic's
 * records stay as they are: whether two of its patients are one it decides there.
 */
@Component
class MergeAcceptance implements Offer {
  private final Adoption adoption;
  private final PatientMerging merging;
  private final Records records;
  private final Clock clock;

  MergeAcceptance(Adoption adoption, PatientMerging merging, Records records, Clock clock) {
    this.adoption = adoption;
    this.merging = merging;
    this.records = records;
    this.clock = clock;
  }

  @Override
  public boolean is(Inbox.Item item) {
    return item.kind().equals("merge-review");
  }

  @Override
  public Taken accept(Inbox.Item item, Wish wish) {
    var id = item.record().substring(item.record().indexOf('/') + 1);
    var merge = records.find("PatientMerge", id, item.version()).orElseThrow();
    if (merging.circular(merge)) {
      throw new NotAcceptable(
          "", "conflict", "The merge leads back to where it began; the sender has to correct it.");
    }
    return adoption.decide(item, wish, null, () -> merging.follow(merge, clock.instant()));
  }
}

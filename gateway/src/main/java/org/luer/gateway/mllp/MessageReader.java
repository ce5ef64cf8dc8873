package org.luer.gateway.mllp;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.luer.gateway.journal.RecordFacts;
import org.luer.gateway.partner.Partner;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.Translation;

/** Reads HL7 v2 messages into records owned by the partner that sent them. */
public interface MessageReader {
  /** The message types, such as {@code ORU_R01}, that this partner may send. */
  Set<String> types(Partner sender);

  /** What a message says, or every reason against it; pure. */
  Translation<Content> read(byte[] message, Partner sender);

  /**
   * The application's own answer, such as RRE^O12 to RDE^O11; empty where the general
   * acknowledgement is the answer. Called inside the transaction that stores the message.
   */
  default Optional<byte[]> answer(byte[] message, Partner sender, Outcome outcome) {
    return Optional.empty();
  }

  /**
   * What became of a message.
   *
   * @param accepted whether it was taken
   * @param issues the reasons against it, or warnings
   * @param at when that was decided
   * @param later whether the answer travels as a message of its own, after a commit answer
   */
  record Outcome(boolean accepted, List<Issue> issues, OffsetDateTime at, boolean later) {
    public Outcome {
      issues = List.copyOf(issues);
    }
  }

  /**
   * What a message says.
   *
   * @param exchange the exchange that it mainly belongs to
   * @param records in the order to be written
   */
  record Content(String exchange, List<RecordFacts> records) {
    public Content {
      records = List.copyOf(records);
    }
  }
}

package org.luer.gateway.intake.http;

import java.util.List;
import org.luer.gateway.journal.RecordFacts;

/**
 * Reads a record of the clinic model from JSON, completely, or says everything that is wrong with
 * it.
 */
public interface RecordReader {
  /**
   * Reads one record.
   *
   * @param kind the kind that the path asks for, {@code InfusionSession}
   * @param body well-formed JSON in UTF-8
   */
  Reading read(String kind, byte[] body);

  /** Accepted, or refused with every reason. */
  sealed interface Reading {
    /** A valid record; its content is the body. */
    record Accepted(RecordFacts facts) implements Reading {}

    /** At least one fault. */
    record Refused(List<Fault> faults) implements Reading {
      public Refused {
        faults = List.copyOf(faults);
      }
    }
  }

  /**
   * One thing that is wrong.
   *
   * @param pointer JSON pointer (RFC 6901)
   * @param code stable, kebab case
   * @param detail plain words, no patient data
   */
  record Fault(String pointer, String code, String detail) {}
}

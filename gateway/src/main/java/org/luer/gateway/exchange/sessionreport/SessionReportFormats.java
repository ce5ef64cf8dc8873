package org.luer.gateway.exchange.sessionreport;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Translation;
import org.luer.mappings.exchange.sessionreport.Predecessor;
import org.luer.mappings.exchange.sessionreport.SessionReport;

/** The wire forms of a session report, as the mapping library writes and reads them. */
public interface SessionReportFormats {
  /**
   * Writes one message.
   *
   * @param type {@code ORU_R01}, {@code RAS_O17}, {@code Bundle}, or {@code Bundle-2} for what
   *     cannot be created conditionally
   * @param purpose preliminary, final, correction or withdrawal
   * @param before what the partner has
   * @param places ids that the partner gave: fullUrl to {@code Type/id}
   * @param salt "" usually; something else makes the same content a new message
   * @return empty when there is nothing to say in this type
   */
  Optional<Message> write(
      String type,
      SessionReport report,
      Purpose purpose,
      Predecessor before,
      Map<String, String> places,
      Dialect dialect,
      String salt);

  /** Reads ORU^R01 or RAS^O17. */
  Translation<List<SessionReport>> read(byte[] message, Dialect dialect);

  /** What a report is to its receiver. */
  enum Purpose {
    PRELIMINARY,
    FINAL,
    CORRECTION,
    WITHDRAWAL
  }

  /**
   * A message as it goes out.
   *
   * @param controlId MSH-10, empty for FHIR
   * @param timePoints times in the order in which they are numbered for this partner
   */
  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  record Message(byte[] bytes, Optional<String> controlId, List<OffsetDateTime> timePoints) {}
}

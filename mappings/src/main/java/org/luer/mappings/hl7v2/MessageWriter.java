package org.luer.mappings.hl7v2;

import java.util.List;
import org.luer.mappings.core.Dialect;

/** Writes composed segments as a message of the receiver's version. */
public final class MessageWriter {
  private MessageWriter() {}

  /**
   * The message.
   *
   * @param type ORU_R01 or RAS_O17
   * @param segments in the shape of version 2.5.1, MSH first
   */
  public static Hl7v2Message write(
      String type, String controlId, List<OutSegment> segments, Dialect dialect) {
    return new Hl7v2Message(
        type, controlId, Hapi.encode(Version.of(dialect.version()), type, segments));
  }
}

package org.luer.mappings.hl7v2;

import org.luer.mappings.core.Dialect;

/** Writes composed segments as a message of the receiver's version. */
public final class MessageWriter {
  private MessageWriter() {}

  /**
   * The message, its control id derived from its content.
   *
   * @param salt makes the control id new, for a replay as new; empty for none
   */
  public static Hl7v2Message write(Draft draft, String salt, Dialect dialect) {
    var controlId = ControlIds.of(draft.segments(), salt, dialect);
    draft.segments().get(0).set(10, controlId);
    var version = Version.of(dialect.version());
    return new Hl7v2Message(
        draft.type(), controlId, Hapi.encode(version, draft.type(), draft.segments()));
  }
}

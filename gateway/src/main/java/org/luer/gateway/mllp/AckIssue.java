package org.luer.gateway.mllp;

/**
 * One reason in an acknowledgement (ERR, HL7 v2.5.1 ch. 2.15.5), free of patient data.
 *
 * @param location {@code PID^1^3}: segment, its occurrence, field, and further down if known; ""
 *     when the whole message is meant
 * @param code table 0357
 * @param severity table 0516
 * @param text plain words
 */
public record AckIssue(String location, Code code, Severity severity, String text) {
  /** Table 0357. */
  public enum Code {
    SEGMENT_SEQUENCE("100", "Segment sequence error"),
    REQUIRED_MISSING("101", "Required field missing"),
    DATA_TYPE("102", "Data type error"),
    TABLE_VALUE("103", "Table value not found"),
    TOO_LONG("104", "Value too long"),
    MESSAGE_TYPE("200", "Unsupported message type"),
    EVENT("201", "Unsupported event code"),
    PROCESSING_ID("202", "Unsupported processing id"),
    VERSION("203", "Unsupported version id"),
    UNKNOWN_KEY("204", "Unknown key identifier"),
    DUPLICATE_KEY("205", "Duplicate key identifier"),
    APPLICATION("207", "Application internal error");

    private final String number;
    private final String display;

    Code(String number, String display) {
      this.number = number;
      this.display = display;
    }

    /** The code itself. */
    public String number() {
      return number;
    }

    /** Its text in table 0357. */
    public String display() {
      return display;
    }
  }

  /** Table 0516. */
  public enum Severity {
    E,
    W,
    I
  }
}

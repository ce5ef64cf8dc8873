package org.luer.gateway.mllp;

import java.util.Locale;

/**
 * How a sender wants to be answered (MSH-15, MSH-16; HL7 v2.5.1 ch. 2.9.2 and 2.9.3; values of
 * table 0155).
 *
 * @param commit the answer on the connection says that the message is stored (CA, CE, CR) instead
 *     of what the application made of it (AA, AE, AR)
 * @param onSuccess an application answer is to follow as a message of its own when it was taken
 * @param onError the same when it was refused
 */
record AckMode(boolean commit, boolean onSuccess, boolean onError) {
  private static final AckMode ORIGINAL = new AckMode(false, false, false);

  /**
   * What the header asks for. Without a wish for a commit answer (MSH-15 empty or NE) but with one
   * for the application's, that one goes back at once, as in original mode; a sender that wants
   * neither gets a commit answer all the same, since it would wait for it.
   */
  static AckMode of(Hl7v2Text message) {
    var accept = value(message, 15);
    var application = value(message, 16);
    if (accept.isEmpty() && application.isEmpty()) {
      return ORIGINAL;
    }
    var never = accept.isEmpty() || accept.equals("NE");
    var nothing = application.isEmpty() || application.equals("NE");
    if (never) {
      return nothing ? new AckMode(true, false, false) : ORIGINAL;
    }
    var always = application.equals("AL");
    return new AckMode(
        true, always || application.equals("SU"), always || application.equals("ER"));
  }

  private static String value(Hl7v2Text message, int field) {
    return message.field("MSH", field).strip().toUpperCase(Locale.ROOT);
  }
}

package org.luer.gateway.partner;

import java.nio.charset.Charset;
import java.time.Duration;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** How a partner speaks and what it wants to hear. */
public record Dialect(
    @Key(value = "HL7 v2 version: 2.3.1, 2.4, 2.5.1 or 2.8", otherwise = "2.5.1") String version,
    @Key(
            value = "Vital signs: A = one OBR with OBX-4 time points, B = flowsheet rows",
            otherwise = "A")
        Layout layout,
    @Key(value = "Character set of HL7 v2", otherwise = "UTF-8") Charset charset,
    @Key("Time zone of the times that it is sent; left out = the partner's zone, then the clinic's")
        @Nullable ZoneId zone,
    @Key(value = "How long an answer may take", otherwise = "30s") Duration ackTimeout,
    @Key(value = "Take an answer that does not name the message (MSA-2 empty)", otherwise = "false")
        boolean acceptAckWithoutId,
    @Key(value = "Sent, but no answer: resend the same bytes, or hold", otherwise = "resend")
        Ambiguous ambiguous,
    @Key(value = "Shortest wait before a retry; doubles each time", otherwise = "2s")
        Duration retryFirst,
    @Key(value = "Longest wait before a retry", otherwise = "5m") Duration retryMost,
    @Key(value = "Send planned and running sessions as preliminary", otherwise = "false")
        boolean live,
    @Key(
            value = "Completed but unsigned sessions: hold, or send as preliminary",
            otherwise = "hold")
        Unsigned unsigned,
    @Key(value = "A newer version replaces one that still waits", otherwise = "false")
        boolean coalesce,
    @Key(
            value = "Form of documents in HL7 v2: text, pdf, or both in one message",
            otherwise = "both")
        Documents documents,
    @Key(
            value =
                "Write how confidential an order or result is (ORC-28, table 0177: PSY, ETH, R) from version 2.5.1 on",
            otherwise = "false")
        boolean confidentiality) {

  /** Layout of vital signs. */
  public enum Layout {
    A,
    B
  }

  /** Form of documents in HL7 v2. */
  public enum Documents {
    TEXT,
    PDF,
    BOTH
  }

  /** What follows a missing answer. */
  public enum Ambiguous {
    RESEND,
    HOLD
  }

  /** What happens to a session that nobody has signed. */
  public enum Unsigned {
    HOLD,
    SEND
  }
}

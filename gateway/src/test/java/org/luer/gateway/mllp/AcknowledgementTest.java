package org.luer.gateway.mllp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.luer.gateway.mllp.Acknowledgement.Verdict;

class AcknowledgementTest {
  private static final OffsetDateTime AT = OffsetDateTime.parse("2026-03-04T15:30:12-06:00");
  private static final AckIssue ISSUE =
      new AckIssue("PID^1^3", AckIssue.Code.REQUIRED_MISSING, AckIssue.Severity.E, "no id | here");

  @Test
  void swapsWholeFieldsAndEchoesTheControlId() {
    assertThat(ack(message("|P|2.5.1", "ORU^R01^ORU_R01"), Verdict.ACCEPT))
        .isEqualTo(
            "MSH|^~\\&|LUER|NLKC|EPIC^1.2^ISO|RGH^1.3^ISO|20260304153012-0600||ACK^R01^ACK|A1|P"
                + "|2.5.1||||||UNICODE UTF-8\rMSA|AA|id é\u00011\r");
  }

  @Test
  void enhancedModeGetsACommitAcknowledgement() {
    var message = message("|P|2.5.1|||AL|NE", "RAS^O17^RAS_O17");
    assertThat(ack(message, Verdict.ACCEPT)).contains("|ACK^O17^ACK|").contains("\rMSA|CA|id");
    assertThat(ack(message, Verdict.ERROR)).contains("\rMSA|CE|id");
    assertThat(ack(message, Verdict.REJECT)).contains("\rMSA|CR|id");
  }

  @Test
  void administrationInOriginalModeGetsItsOwnResponse() {
    assertThat(ack(message("|P|2.5.1", "RAS^O17^RAS_O17"), Verdict.ACCEPT))
        .contains("|RRA^O18^RRA_O18|")
        .contains("\rMSA|AA|");
  }

  @Test
  void reasonsStandInErr() {
    assertThat(ack(message("|P|2.5.1", "ORU^R01^ORU_R01"), Verdict.ERROR, ISSUE))
        .endsWith("\rERR||PID^1^3|101^Required field missing^HL70357|E||||no id   here\r");
  }

  @Test
  void encodingCharactersThatWereEscapedAreNotRepeated() {
    var message = new String(message("|P|2.5.1", "ORU^R01^ORU_R01"), StandardCharsets.UTF_8);
    var escaped = message.replace("^~\\&", "^~\\&amp;").getBytes(StandardCharsets.UTF_8);
    var issue =
        new AckIssue("PID^1^3", AckIssue.Code.REQUIRED_MISSING, AckIssue.Severity.E, "a map");
    assertThat(ack(escaped, Verdict.ERROR, issue))
        .startsWith("MSH|^~\\&|LUER|")
        .endsWith("|a map\r");
  }

  @Test
  void anAnswerStaysShort() {
    var issues = new java.util.ArrayList<AckIssue>();
    for (int i = 1; i <= 10_000; i++) {
      issues.add(warning("ZPI^" + i + "^2", "has no place"));
    }
    issues.add(ISSUE);
    var alike =
        ack(message("|P|2.5.1", "ADT^A08"), Verdict.ACCEPT, issues.toArray(AckIssue[]::new));
    assertThat(alike.split("\rERR")).hasSize(3);
    assertThat(alike.indexOf("no id")).as("errors come first").isLessThan(alike.indexOf("ZPI"));
    assertThat(alike).contains("ERR||ZPI^1^2|").contains("has no place (and 9999 more like it)");

    issues.clear();
    for (int i = 1; i <= 50; i++) {
      issues.add(warning("PID^1^" + i, "is odd in way " + i));
    }
    var different =
        ack(message("|P|2.5.1", "ADT^A08"), Verdict.ACCEPT, issues.toArray(AckIssue[]::new));
    assertThat(different.split("\rERR")).hasSize(21);
    assertThat(different).endsWith("|and 31 more of other kinds\r");
  }

  private static AckIssue warning(String location, String text) {
    return new AckIssue(location, AckIssue.Code.DATA_TYPE, AckIssue.Severity.W, text);
  }

  @Test
  void olderPeersGetTheOldForm() {
    assertThat(ack(message("|P|2.3.1", "ORU^R01"), Verdict.REJECT, ISSUE))
        .contains("|ACK^R01|A1|")
        .contains("\rMSA|AR|id é\u00011|no id   here\r")
        .endsWith("\rERR|PID^1^3^101&Required field missing&HL70357\r");
  }

  @Test
  void messageWithoutReadableHeaderIsRecognised() {
    assertThat(Hl7v2Text.of("".getBytes(StandardCharsets.UTF_8))).isEmpty();
    assertThat(Hl7v2Text.of("MSH".getBytes(StandardCharsets.UTF_8))).isEmpty();
    assertThat(Hl7v2Text.of("PID|1||x".getBytes(StandardCharsets.UTF_8))).isEmpty();
  }

  private static byte[] message(String tail, String type) {
    var text =
        "MSH|^~\\&|EPIC^1.2^ISO|RGH^1.3^ISO|LUER|NLKC|20260304||" + type + "|id é\u00011" + tail;
    var rest = "|".repeat(17 - (int) text.chars().filter(c -> c == '|').count());
    return (text + rest + "UNICODE UTF-8\rPID|1\r").getBytes(StandardCharsets.UTF_8);
  }

  private static String ack(byte[] message, Verdict verdict, AckIssue... issues) {
    var text = Hl7v2Text.of(message).orElseThrow();
    return new String(
        Acknowledgement.of(text, verdict, List.of(issues), "A1", AT), StandardCharsets.UTF_8);
  }
}

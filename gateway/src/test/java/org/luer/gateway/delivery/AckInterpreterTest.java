package org.luer.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.luer.gateway.delivery.Outcome.Kind;

class AckInterpreterTest {
  private static final String MSH = "MSH|^~\\&|A|B|C|D|2026||ACK|7|P|2.5.1\r";

  @Test
  void acceptMeansDelivered() {
    assertThat(kind("MSA|AA|ID1\r")).isEqualTo(Kind.DELIVERED);
    assertThat(kind("MSA|CA|ID1")).isEqualTo(Kind.DELIVERED);
    assertThat(kind("MSA|aa|ID1\r")).isEqualTo(Kind.DELIVERED);
  }

  @Test
  void errorMeansHeldWithPlaceAndCodeButWithoutText() {
    var outcome = read("MSA|AE|ID1|Roe, Jane unknown\rERR||PID^1^3|204^Unknown^HL70357|E||||Roe\r");
    assertThat(outcome.kind()).isEqualTo(Kind.HELD);
    assertThat(outcome.code()).isEqualTo("ack-AE");
    assertThat(outcome.text()).isEqualTo("the partner answered AE at PID^1^3, code 204");
    assertThat(kind("MSA|CE|ID1\r")).isEqualTo(Kind.HELD);
  }

  @Test
  void olderErrorFormIsRead() {
    assertThat(read("MSA|AE|ID1\rERR|PID^1^3^101&Missing&HL70357\r").text())
        .isEqualTo("the partner answered AE at PID^1^3, code 101");
  }

  @Test
  void errorTextWhereALocationBelongsIsNotKept() {
    assertThat(read("MSA|AE|ID1\rERR||Jane Roe|Jane Roe\r").text())
        .isEqualTo("the partner answered AE");
  }

  @Test
  void rejectMeansRejected() {
    assertThat(kind("MSA|AR|ID1\r")).isEqualTo(Kind.REJECTED);
    assertThat(kind("MSA|CR|ID1\r")).isEqualTo(Kind.REJECTED);
  }

  @Test
  void whatIsNotOurAnswerLeavesItOpen() {
    assertThat(read("MSA|AA|ID2\r").code()).isEqualTo("ack-of-another");
    assertThat(read("MSA|AA\r").code()).isEqualTo("ack-without-id");
    assertThat(read("MSA|XX|ID1\r").code()).isEqualTo("ack-unknown-code");
    assertThat(read("PID|1\r").code()).isEqualTo("ack-unreadable");
    assertThat(AckInterpreter.interpret("ID1", new byte[0], false).kind())
        .isEqualTo(Kind.AMBIGUOUS);
    assertThat(AckInterpreter.interpret("ID1", new byte[] {'M', 'S'}, false).kind())
        .isEqualTo(Kind.AMBIGUOUS);
  }

  private static Kind kind(String rest) {
    return read(rest).kind();
  }

  private static Outcome read(String rest) {
    return AckInterpreter.interpret("ID1", (MSH + rest).getBytes(StandardCharsets.UTF_8), false);
  }
}

package org.luer.mappings.exchange.orderintake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.order.PlacedOrder;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.exchange.StrictHl7v2;
import org.luer.mappings.hl7v2.MessageWriter;

/** Answers to messages of orders, and what their control codes do. */
class OrderAnswersTest {
  private static final String RDE = Orders.file("rde_o11-infusion-order.hl7");
  private static final OffsetDateTime AT = OffsetDateTime.parse("2025-03-04T15:31:00-06:00");

  @Test
  void aNewOrderIsAnsweredOk() {
    var answer = answer(RDE, OrderOutcome.Verdict.AA, List.of(), null, "2.5.1");
    assertThat(answer)
        .contains("|RRE^O12^RRE_O12|")
        .contains("MSA|AA|RGH20250304000812\r")
        .contains("ORC|OK|7784123^RGHORD|RX55102^RGHRX|7784120^RGHGRP|IP||||20250304153100-0600\r");
    assertThat(StrictHl7v2.problems(answer)).isEmpty();
  }

  @Test
  void aRefusedOrderIsAnsweredUnableWithItsReason() {
    var why = Issue.error(IssueCode.UNIT_UNKNOWN, "RXE[1]-26", "is no unit of mass");
    var answer = answer(RDE, OrderOutcome.Verdict.AE, List.of(why), null, "2.5.1");
    assertThat(answer)
        .contains("MSA|AE|RGH20250304000812\r")
        .contains("ERR||RXE^1^26|103^Table value not found^HL70357|E||||is no unit of mass\r")
        .contains("ORC|UA|7784123^RGHORD|");
    assertThat(StrictHl7v2.problems(answer)).isEmpty();
  }

  @Test
  void whatIsRejectedIsNotNamed() {
    var answer = answer(RDE, OrderOutcome.Verdict.AR, List.of(), null, "2.5.1");
    assertThat(answer).contains("MSA|AR|").doesNotContain("\rORC|");
  }

  @ParameterizedTest
  @CsvSource({
    "NW, OK, UA",
    "CA, CR, UC",
    "DC, DR, UD",
    "HD, HR, UH",
    "RL, OR, UR",
    "XO, XR, UX",
    "RP, RQ, UM",
    "RO, RQ, UM",
    "PA, OK, UA",
    "CH, OK, UA"
  })
  void everyControlCodeHasItsTwoAnswers(String control, String done, String unable) {
    var text = RDE.replace("ORC|NW|", "ORC|" + control + "|");
    var known = Orders.one(RDE).order();
    assertThat(answer(text, OrderOutcome.Verdict.AA, List.of(), known, "2.5.1"))
        .contains("\rORC|" + done + "|");
    assertThat(answer(text, OrderOutcome.Verdict.AE, List.of(), known, "2.5.1"))
        .contains("\rORC|" + unable + "|");
  }

  @Test
  void anUnknownOrderCannotBeCancelled() {
    var text = RDE.replace("ORC|NW|", "ORC|CA|");
    assertThat(answer(text, OrderOutcome.Verdict.AA, List.of(), null, "2.5.1"))
        .contains("MSA|AE|")
        .contains("|204^Unknown key identifier^HL70357|E|")
        .contains("\rORC|UC|7784123^RGHORD|");
  }

  @Test
  void aQuestionForTheStatusIsAnsweredWithIt() {
    var text = RDE.replace("ORC|NW|", "ORC|SS|");
    assertThat(Orders.read(text).value()).contains(List.of());
    var held = apply("HD");
    assertThat(answer(text, OrderOutcome.Verdict.AA, List.of(), held, "2.5.1"))
        .contains("\rORC|SR|7784123^RGHORD|RX55102^RGHRX|7784120^RGHGRP|HD|");
    assertThat(answer(text, OrderOutcome.Verdict.AA, List.of(), null, "2.5.1"))
        .contains("\rORC|SR|7784123^RGHORD|RX55102^RGHRX|7784120^RGHGRP|ER|");
  }

  @ParameterizedTest
  @CsvSource({
    "RDE, 2.3.1, RRE^O02", "RDE, 2.4, RRE^O12", "RDE, 2.8, RRE^O12",
    "OMP, 2.5.1, ORP^O10", "ORM, 2.5.1, ORR^O02", "ORM, 2.3.1, ORR^O02"
  })
  void theAnswerSuitsMessageAndVersion(String code, String version, String expected) {
    var text =
        switch (code) {
          case "RDE" -> RDE;
          case "OMP" -> Orders.file("omp_o09-compounding-order.hl7");
          default -> Orders.file("orm_o01-service-order.hl7");
        };
    var answer = answer(text, OrderOutcome.Verdict.AA, List.of(), null, version);
    assertThat(answer).contains(expected).contains("\rORC|OK|");
    assertThat(StrictHl7v2.problems(answer)).isEmpty();
  }

  @Test
  void beforeVersion25TheErrorHasOneField() {
    var why = Issue.error(IssueCode.REQUIRED, "PID[1]-3", "the number is missing");
    assertThat(answer(RDE, OrderOutcome.Verdict.AE, List.of(why), null, "2.4"))
        .contains("ERR|PID^1^3^101&Required field missing&HL70357\r");
  }

  @ParameterizedTest
  @CsvSource({"CA, cancelled", "DC, stopped", "HD, on-hold", "RL, active"})
  void aChangeOfStatusLeavesTheRest(String control, String status) {
    var known = (InfusionOrder) Orders.one(RDE).order();
    var changed = (InfusionOrder) apply(control);
    assertThat(changed.status().code()).isEqualTo(status);
    assertThat(changed.dose()).isEqualTo(known.dose());
    assertThat(Objects.requireNonNull(Objects.requireNonNull(changed.entry()).reason()).text())
        .isEqualTo("patient has a cold");
  }

  @Test
  void theOrderThatReplacesNamesTheOneItReplaces() {
    var orders = RDE.substring(RDE.indexOf("ORC|"));
    var text =
        RDE.replace("ORC|NW|", "ORC|RP|")
            + orders.replace("ORC|NW|7784123", "ORC|RO|7784999").replace("RX55102", "RX55999");
    var sets = Orders.read(text).value().orElseThrow();
    assertThat(sets).hasSize(2);
    assertThat(sets.get(0).order().statusCode()).isEqualTo("cancelled");
    assertThat(Objects.requireNonNull(sets.get(1).order().origin().replaces()).value())
        .isEqualTo("7784123");
  }

  @Test
  void anUnknownControlCodeIsRefused() {
    var read = Orders.read(RDE.replace("ORC|NW|", "ORC|DF|"));
    assertThat(read.value()).isEmpty();
    assertThat(read.issues()).anyMatch(i -> i.path().equals("ORC[1]-1"));
  }

  /** What a message with nothing but an ORC makes of the known order. */
  private static PlacedOrder apply(String control) {
    var head = RDE.substring(0, RDE.indexOf("ORC|"));
    var text =
        head
            + "ORC|"
            + control
            + "|7784123^RGHORD|RX55102^RGHRX||IP||||20250305080000-0600|||||||^patient has a cold\r";
    var change = Orders.one(text);
    assertThat(OrderChanges.only(change)).isTrue();
    var known = Orders.one(RDE).order();
    assertThat(change.order().id()).isEqualTo(known.id());
    return OrderChanges.apply(known, change);
  }

  private static String answer(
      String request,
      OrderOutcome.Verdict verdict,
      List<Issue> issues,
      @org.jspecify.annotations.Nullable PlacedOrder known,
      String version) {
    var outcome =
        new OrderOutcome(
            verdict, issues, AT, key -> Optional.ofNullable(known).filter(o -> o.id().equals(key)));
    var dialect = Orders.RGH.withVersion(version);
    var draft = OrderAnswers.answer(Orders.segments(request), outcome, dialect).orElseThrow();
    return MessageWriter.write(draft, "", dialect).text();
  }
}

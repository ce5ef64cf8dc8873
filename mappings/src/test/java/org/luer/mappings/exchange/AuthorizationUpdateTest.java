package org.luer.mappings.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.hl7.fhir.r4.model.Bundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.claim.AuthorizationUpdate;
import org.luer.mappings.concept.claim.Claim;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.core.Systems;
import org.luer.mappings.exchange.charges.ChargeExamples;
import org.luer.mappings.exchange.charges.Charges;
import org.luer.mappings.exchange.charges.InsurerRequests;
import org.luer.mappings.exchange.charges.InsurerRequests.Pas;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.fhir.PasConformance;

/** A request for prior authorization that changes after it was sent. */
class AuthorizationUpdateTest {
  private static final OffsetDateTime AT = OffsetDateTime.parse("2026-09-20T16:30:00-07:00");
  private static final PartialTime MADE = PartialTime.of("2026-09-20");
  private static final Charges REQUEST =
      ChargeExamples.of(
          ChargeExamples.cases().stream()
              .filter(c -> c.endsWith("a-preauthorization-of-six-infusions"))
              .findFirst()
              .orElseThrow());
  private static final Claim BEFORE = REQUEST.claim().orElseThrow();

  private static Claim changed(Claim from, Consumer<ObjectNode> change) {
    var tree = ClinicRecords.tree(from);
    change.accept(tree);
    return (Claim) ClinicRecords.read(tree, "").value().orElseThrow();
  }

  private static ObjectNode line(ObjectNode claim, int index) {
    return (ObjectNode) claim.path("lines").path(index);
  }

  private static Claim update(Claim before, Consumer<ObjectNode> change) {
    return AuthorizationUpdate.of(
        before, changed(before, change), "PA-2", Map.of(1, "AUTH-9"), MADE);
  }

  /** What the update did to each line, with the certification that it is sent with. */
  private static List<String> marks(Claim claim) {
    var marks = new ArrayList<String>();
    for (var line : claim.lines()) {
      var authorization = Objects.requireNonNull(line.authorization());
      marks.add(
          line.code().code()
              + " "
              + Objects.requireNonNull(authorization.certification()).code()
              + " "
              + authorization.change());
    }
    return marks;
  }

  @Test
  void whatIsAskedForOtherwiseIsMarkedAndTheRestIsNot() {
    assertThat(marks(update(BEFORE, c -> {}))).containsExactly("96365 I null", "J3490 I null");
    assertThat(marks(update(BEFORE, c -> line(c, 0).put("units", 8))))
        .containsExactly("96365 I changed", "J3490 I null");
    assertThat(
            marks(update(BEFORE, c -> ((ObjectNode) line(c, 1).path("period")).put("to", "2027"))))
        .containsExactly("96365 I null", "J3490 I changed");
    assertThat(
            marks(
                update(
                    BEFORE,
                    c -> ((ObjectNode) c.at("/careTeam/0/clinician/name")).put("family", "Silva"))))
        .containsExactly("96365 I changed", "J3490 I changed");
  }

  @Test
  void aLineThatIsNotWantedIsCancelledInItsPlaceAndANewOneFollows() {
    var made =
        update(
            BEFORE,
            c -> {
              line(c, 0).withObject("code").put("code", "96366").remove("text");
              line(c, 0).put("units", 2);
            });
    assertThat(marks(made)).containsExactly("96365 3 changed", "J3490 I null", "96366 I added");
    assertThat(made.replaces()).isEqualTo(BEFORE.id());
    assertThat(Objects.requireNonNull(made.lines().get(0).authorization()).number())
        .isEqualTo("AUTH-9");
    var again = AuthorizationUpdate.of(made, made, "PA-3", Map.of(), MADE);
    assertThat(marks(again)).containsExactly("96365 3 null", "J3490 I null", "96366 I null");
    var back = AuthorizationUpdate.of(made, BEFORE, "PA-3", Map.of(), MADE);
    assertThat(marks(back))
        .containsExactly("96365 3 null", "J3490 I null", "96366 3 changed", "96365 I added");
  }

  @ParameterizedTest
  @EnumSource(Pas.class)
  void everyUpdateAndItsCancellationConform(Pas version) {
    var wanted =
        List.<Consumer<ObjectNode>>of(
            c -> {},
            c -> line(c, 0).put("units", 8),
            c -> line(c, 0).withObject("code").put("code", "96366").remove("text"),
            c -> ((ObjectNode) c.at("/careTeam/0/clinician/name")).put("family", "Silva"));
    for (var change : wanted) {
      var update =
          changed(update(BEFORE, change), c -> c.put("status", Claim.Status.ACTIVE.code()));
      var set = new Charges(REQUEST.clinic(), REQUEST.patient(), REQUEST.coverages(), update);
      var whole = made(AuthorizationSupport.toFhir(set, List.of(), Map.of(), Dialect.DEFAULT));
      var sent = made(InsurerRequests.authorize(whole, version, AT, Systems.DEFAULT_BASE));
      conforms(sent, version);
      var claim = (org.hl7.fhir.r4.model.Claim) sent.getEntryFirstRep().getResource();
      assertThat(claim.getMeta().getProfile().get(0).getValue()).endsWith("profile-claim-update");
      assertThat(claim.getRelatedFirstRep().getClaim().getIdentifier().getValue())
          .isEqualTo(BEFORE.id());
      for (var item : claim.getItem()) {
        assertThat(item.hasModifierExtension())
            .isEqualTo(AuthorizationUpdate.cancelled(update.lines().get(item.getSequence() - 1)));
      }
      var cancelled = made(InsurerRequests.cancel(whole, version, AT, Systems.DEFAULT_BASE));
      conforms(cancelled, version);
      var taken = (org.hl7.fhir.r4.model.Claim) cancelled.getEntryFirstRep().getResource();
      assertThat(taken.getRelatedFirstRep().getClaim().getIdentifier().getValue())
          .isEqualTo("PA-2");
      assertThat(taken.getIdentifierFirstRep().getValue()).isEqualTo("PA-2-cancel");
      assertThat(taken.getItem()).allMatch(i -> i.getModifierExtension().size() == 1);
    }
  }

  private static void conforms(Bundle bundle, Pas version) {
    var json = FhirJson.encode(bundle);
    assertThat(PasConformance.errors(json, version == Pas.V2_2_1 ? "2.2.1" : "2.0.1"))
        .as(json)
        .isEmpty();
  }

  private static Bundle made(org.luer.mappings.core.Translation<Bundle> translation) {
    assertThat(translation.value()).as(translation.issues().toString()).isPresent();
    return translation.value().orElseThrow();
  }
}

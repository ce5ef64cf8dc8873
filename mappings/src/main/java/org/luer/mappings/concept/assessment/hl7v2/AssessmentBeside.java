package org.luer.mappings.concept.assessment.hl7v2;

import java.math.BigDecimal;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.assessment.Assessment;
import org.luer.mappings.concept.assessment.AssessmentDraft;
import org.luer.mappings.concept.assessment.Occasion;
import org.luer.mappings.concept.assessment.SafetySignal;
import org.luer.mappings.concept.assessment.Told;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ClinicianRowsHl7v2;
import org.luer.mappings.concept.instrument.Grade;
import org.luer.mappings.concept.session.Amendment;
import org.luer.mappings.concept.session.Signature;
import org.luer.mappings.core.Coding;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.fhir.Enums;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.Numbers;

/** Reads the observations of 99KIC that follow the answers of a report of our own. */
final class AssessmentBeside {
  private final Found found;
  private final AssessmentDraft draft;

  private AssessmentBeside(Found found, AssessmentDraft draft) {
    this.found = found;
    this.draft = draft;
  }

  static void read(Found found, List<Found> told, AssessmentDraft draft) {
    var beside = new AssessmentBeside(found, draft);
    beside.read();
    told.forEach(beside::told);
  }

  private void told(Found one) {
    var code = one.text("ASM-TOLD");
    if (code != null) {
      var dialect = one.reading().dialect();
      draft.told(
          new Told(
              code,
              one.all("ASM-TOLD-NO").stream()
                  .flatMap(o -> Numbers.readCx(o.value(), dialect).stream())
                  .toList(),
              one.codeds("ASM-TOLD-CODE").stream()
                  .filter(c -> c.system() != null && c.code() != null)
                  .map(c -> new Coding(c.system(), c.code(), c.text()))
                  .toList(),
              one.text("ASM-TOLD-TEXT"),
              one.time("ASM-TOLD-AT"),
              ClinicianRowsHl7v2.read(one, "ASM-TOLD-BY").orElse(null)));
    }
  }

  private void read() {
    draft.version = found.text("ASM-VERSION");
    draft.askedOn = found.text("ASM-FORM");
    draft.context = member(Assessment.Context.values(), Assessment.Context::code, "ASM-CONTEXT");
    draft.sessionId = found.text("ASM-SESSION");
    draft.orderId = found.text("ASM-ORDER");
    draft.placerNumber = number("ASM-PLACER");
    draft.fillerNumber = number("ASM-FILLER");
    draft.answeredBy =
        member(Assessment.Respondent.values(), Assessment.Respondent::code, "ASM-BY");
    draft.rater = clinician("ASM-RATER");
    draft.enteredBy = clinician("ASM-ENTERED");
    draft.orderer = clinician("ASM-ORDERER");
    draft.severity = found.code("ASM-SEVERITY");
    draft.note = found.text("ASM-NOTE");
    draft.recordedAt = found.time("ASM-RECORDED");
    draft.occasion =
        new Occasion(
                member(Occasion.Status.values(), Occasion.Status::code, "ASM-VISIT-ST"),
                found.codeds("ASM-VISIT-TYPE"),
                found.codeds("ASM-VISIT-FOR"))
            .orNull();
    account();
    for (var obx : found.all("ASM-RECOMPUTED")) {
      @Nullable BigDecimal value = Found.number(obx, found.reading());
      if (value != null) {
        draft.recomputed(obx.sub(), value);
      }
    }
    for (var obx : found.all("ASM-SIGNAL")) {
      var known = draft.signal(obx.sub());
      var grade =
          Enums.read(Grade.values(), Grade::code, obx.value().component(1)).orElse(Grade.ALERT);
      draft.signal(new SafetySignal(obx.sub(), grade, known == null ? null : known.note()));
    }
  }

  private <E> @Nullable E member(E[] values, Function<E, String> code, String name) {
    var written = found.code(name);
    return written == null ? null : found.reading().member(values, code, written, found.path(name));
  }

  private @Nullable Identifier number(String code) {
    var obx = found.first(code);
    return obx == null ? null : Numbers.readCx(obx.value(), found.reading().dialect()).orElse(null);
  }

  private @Nullable Clinician clinician(String code) {
    return ClinicianRowsHl7v2.read(found, code).orElse(null);
  }

  private void account() {
    var signed = found.time("ASM-SIGNED");
    var signer = clinician("ASM-SIGNER");
    if (signed != null && signer == null) {
      found
          .reading()
          .issues()
          .error(IssueCode.REQUIRED, found.path("ASM-SIGNED"), "has no ASM-SIGNER beside it");
    } else if (signed != null && signer != null) {
      draft.signature = new Signature(signer, signed);
    }
    var amended = found.time("ASM-AMENDED");
    draft.amendment = amended == null ? null : new Amendment(amended, found.text("ASM-AMEND-WHY"));
  }
}

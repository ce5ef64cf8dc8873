package org.luer.mappings.concept.order.fhir;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Reference;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Identifiers;

/**
 * What a treatment is for, to and from a Condition on the problem list (US Core); the receiver's
 * own entry stands when it has one.
 *
 * <p>Mapped: code; clinicalStatus is active, since it is treated. verificationStatus is left out:
 * an order does not say it. Ignored when read: onset, abatement, severity, recordedDate.
 */
public final class ProblemFhir {
  private static final String CATEGORY = "http://terminology.hl7.org/CodeSystem/condition-category";
  private static final String CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical";
  private static final String VERIFICATION =
      "http://terminology.hl7.org/CodeSystem/condition-ver-status";
  private static final String SID = "condition";
  private static final Set<String> VOID = Set.of("refuted", "entered-in-error");

  private ProblemFhir() {}

  /** Writes the problem of a patient. */
  public static Reference toFhir(
      String patientId, Coded indication, Reference subject, BundleWriter out) {
    return toFhir(patientId, indication, subject, out, problem -> {});
  }

  /**
   * Writes the problem.
   *
   * @param about says more of it
   */
  public static Reference toFhir(
      String patientId,
      Coded indication,
      Reference subject,
      BundleWriter out,
      Consumer<Condition> about) {
    var problem = new Condition();
    problem.setMeta(out.clinical("us-core-condition-problems-health-concerns"));
    problem.setClinicalStatus(Codings.concept(CLINICAL, "active", "Active"));
    problem.addCategory(Codings.concept(CATEGORY, "problem-list-item", "Problem List Item"));
    problem.setCode(Codings.of(indication));
    problem.setSubject(subject);
    var key =
        patientId
            + "-"
            + (indication.code() == null
                ? Ids.uuid(String.valueOf(indication.text())).toString()
                : indication.code());
    problem.addIdentifier(Identifiers.of(out.sid(SID), key));
    about.accept(problem);
    return out.create(problem, out.sid(SID), key);
  }

  /** The reasons of a request, by reference first, then by code. */
  public static List<Coded> read(
      List<Reference> references,
      List<CodeableConcept> codes,
      DomainResource owner,
      BundleReader in) {
    var indications = new ArrayList<Coded>();
    for (var reference : references) {
      var condition = in.resolve(reference, owner, Condition.class);
      condition.ifPresent(c -> read(c, indications, in));
      if (condition.isEmpty() && reference.hasDisplay()) {
        indications.add(Coded.text(reference.getDisplay()));
      }
    }
    for (var code : codes) {
      recorded(code, in)
          .or(() -> Codings.read(code))
          .filter(c -> !indications.contains(c))
          .ifPresent(indications::add);
    }
    return indications;
  }

  /** The problem of the Bundle that has the code of a reason without words of its own. */
  private static Optional<Coded> recorded(CodeableConcept reason, BundleReader in) {
    var coding = reason.getCodingFirstRep();
    if (!coding.hasSystem() || !coding.hasCode() || ownWords(reason)) {
      return Optional.empty();
    }
    return in.all(Condition.class).stream()
        .filter(c -> c.getCode().hasCoding(coding.getSystem(), coding.getCode()))
        .filter(
            c -> !VOID.contains(Codings.codeIn(c.getVerificationStatus(), VERIFICATION).orElse("")))
        .findFirst()
        .flatMap(c -> Codings.read(c.getCode()));
  }

  private static boolean ownWords(CodeableConcept reason) {
    return reason.getCoding().size() > 1
        || (reason.hasText() && !reason.getText().equals(reason.getCodingFirstRep().getDisplay()));
  }

  private static void read(Condition condition, List<Coded> indications, BundleReader in) {
    var status = Codings.codeIn(condition.getVerificationStatus(), VERIFICATION).orElse("");
    if (VOID.contains(status)) {
      in.issues()
          .error(
              IssueCode.NOT_USABLE,
              in.path(condition) + ".verificationStatus",
              "a refuted or void diagnosis is not an indication");
      return;
    }
    Codings.read(condition.getCode()).ifPresent(indications::add);
  }
}

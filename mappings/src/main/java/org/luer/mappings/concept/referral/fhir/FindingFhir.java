package org.luer.mappings.concept.referral.fhir;

import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.luer.mappings.concept.referral.Finding;
import org.luer.mappings.core.CodeTable;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Quantities;
import org.luer.mappings.fhir.Times;

/**
 * {@link Finding} to and from an Observation that is contained in the request.
 *
 * <p>Mapped: code, valueQuantity, valueCodeableConcept, valueString, interpretation,
 * referenceRange.text, effectiveDateTime, note. Category is vital-signs for the codes of
 * finding-vitals.csv, since R4 wants it for them. Read: final, amended and corrected Observations
 * with one of these values; others are named and left. Ignored when read: performer, method, parts
 * of a panel.
 */
public final class FindingFhir {
  private static final String CATEGORY =
      "http://terminology.hl7.org/CodeSystem/observation-category";
  private static final String FLAG =
      "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation";
  private static final Set<ObservationStatus> USABLE =
      Set.of(ObservationStatus.FINAL, ObservationStatus.AMENDED, ObservationStatus.CORRECTED);
  private static final CodeTable<String, String> VITALS =
      CodeTable.load(
          FindingFhir.class, "finding-vitals.csv", line -> line.getField("loinc"), c -> c);

  private FindingFhir() {}

  /** Adds the finding to the request and gives the reference to it. */
  public static Reference toFhir(
      Finding finding, int number, DomainResource owner, Reference patient) {
    var written = new Observation().setStatus(ObservationStatus.FINAL).setSubject(patient);
    var id = "finding-" + number;
    written.setId(id);
    written.setCode(Codings.of(finding.code()));
    var vital = finding.code().codeIn(Systems.LOINC).flatMap(VITALS::find).isPresent();
    if (vital) {
      written.addCategory(Codings.concept(CATEGORY, "vital-signs", "Vital Signs"));
    }
    value(finding, written);
    finding.flags().forEach(f -> written.addInterpretation(Codings.concept(FLAG, f, null)));
    if (finding.range() != null) {
      written.addReferenceRange().setText(finding.range());
    }
    if (finding.at() != null) {
      written.setEffective(Times.dateTime(finding.at()));
    } else if (vital) {
      written.setEffective(Times.absent(new DateTimeType()));
    }
    if (finding.note() != null) {
      written.addNote().setText(finding.note());
    }
    owner.addContained(written);
    return new Reference("#" + id);
  }

  private static void value(Finding finding, Observation written) {
    if (finding.quantity() != null) {
      written.setValue(Quantities.of(finding.quantity()));
    } else if (finding.coded() != null) {
      written.setValue(Codings.of(finding.coded()));
    } else {
      written.setValue(new StringType(finding.text()));
    }
  }

  /** The finding of an Observation; empty when it cannot be used, with a warning. */
  public static Optional<Finding> fromFhir(Observation written, BundleReader in) {
    var path = in.path(written);
    var code = Codings.read(written.getCode());
    if (code.isEmpty() || !written.hasStatus() || !USABLE.contains(written.getStatus())) {
      in.issues()
          .warning(IssueCode.NOT_USABLE, path, "is not final or says not what it is: not read");
      return Optional.empty();
    }
    Quantity quantity =
        written.hasValueQuantity()
            ? Quantities.read(written.getValueQuantity(), path + ".valueQuantity", in.issues())
                .orElse(null)
            : null;
    Coded coded =
        written.hasValueCodeableConcept()
            ? Codings.read(written.getValueCodeableConcept()).orElse(null)
            : null;
    var text = written.hasValueStringType() ? written.getValueStringType().getValue() : null;
    if (quantity == null && coded == null && text == null) {
      in.issues()
          .warning(IssueCode.NOT_SUPPORTED, path + ".value", "is a kind of value that is not read");
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
            code.get(),
            quantity,
            coded,
            text,
            written.getReferenceRangeFirstRep().getText(),
            written.getInterpretation().stream()
                .flatMap(i -> Codings.codeIn(i, FLAG).stream())
                .toList(),
            written.hasEffectiveDateTimeType() && !Times.isAbsent(written.getEffective())
                ? Times.partial(written.getEffective(), path + ".effectiveDateTime", in.issues())
                    .orElse(null)
                : null,
            written.hasNote() ? written.getNoteFirstRep().getText() : null));
  }
}

package org.luer.mappings.concept.patient;

import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.Identifier.IdentifierUse;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.organization.OrganizationFhir;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Extensions;
import org.luer.mappings.fhir.Identifiers;

/**
 * Who keeps the record of a patient, numbers that the keeper does not tell and further languages,
 * to and from R4 Patient.
 *
 * <p>Mapped: managingOrganization, an identifier without value (system, type, use, the extension
 * rendered-value), communication beside the preferred one.
 */
public final class KeepingFhir {
  private static final String RENDERED = "http://hl7.org/fhir/StructureDefinition/rendered-value";
  private static final String TYPE = Systems.V2 + "0203";

  private KeepingFhir() {}

  static void toFhir(
      @Nullable Demographics known, Patient written, BundleWriter out, Dialect dialect) {
    if (known == null) {
      return;
    }
    if (known.keptBy() != null) {
      written.setManagingOrganization(
          OrganizationFhir.toFhir(known.keptBy(), out).copy().setDisplay(known.keptBy().name()));
    }
    for (var number : known.masked()) {
      if (!number.shownTo(dialect)) {
        continue;
      }
      var identifier = written.addIdentifier().setSystem(number.authority());
      if (number.type() != null) {
        identifier.setType(Codings.concept(TYPE, number.type(), null));
      }
      if (number.typeText() != null) {
        identifier.getType().setText(number.typeText());
      }
      if (number.use() != null) {
        identifier.setUse(IdentifierUse.fromCode(number.use().code()));
      }
      identifier.getValueElement().addExtension(RENDERED, new StringType(number.shown()));
    }
    known.languages().forEach(l -> written.addCommunication().setLanguage(Codings.of(l)));
  }

  /** The patient with what is read here. */
  public static org.luer.mappings.concept.patient.Patient read(
      org.luer.mappings.concept.patient.Patient patient, Patient written, BundleReader in) {
    var keeper =
        in.resolve(
                written.getManagingOrganization(),
                written,
                org.hl7.fhir.r4.model.Organization.class)
            .flatMap(o -> OrganizationFhir.fromFhir(o, in.dialect(), in.path(o), in.issues()))
            .orElse(null);
    var known = patient.demographics() == null ? Demographics.none() : patient.demographics();
    return patient.withDemographics(
        known.with(keeper, masked(written), languages(written)).orNull());
  }

  private static List<MaskedNumber> masked(Patient written) {
    var numbers = new ArrayList<MaskedNumber>();
    for (var number : written.getIdentifier()) {
      var shown = Extensions.text(number.getValueElement().getExtension(), RENDERED).orElse(null);
      if (number.getValue() == null && number.getSystem() != null && shown != null) {
        numbers.add(
            new MaskedNumber(
                number.getSystem(),
                Codings.codeIn(number.getType(), TYPE).orElse(null),
                number.getType().getText(),
                Identifiers.use(number),
                shown));
      }
    }
    return numbers;
  }

  private static List<Coded> languages(Patient written) {
    var preferred = PatientFhir.preferred(written).orElse(null);
    return written.getCommunication().stream()
        .filter(c -> c != preferred)
        .flatMap(c -> Codings.read(c.getLanguage()).stream())
        .toList();
  }
}

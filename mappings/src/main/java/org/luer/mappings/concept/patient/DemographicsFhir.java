package org.luer.mappings.concept.patient;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Issues;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Extensions;
import org.luer.mappings.fhir.Times;

/**
 * {@link Demographics} to and from the extensions of R4 and US Core and Patient.multipleBirth.
 *
 * <p>Mapped: us-core-birthsex, us-core-sex, patient-birthTime, patient-religion (the first),
 * patient-birthPlace (its text), patient-citizenship (its code), multipleBirth[x]. Ignored when
 * read: the parts of the place of birth, since when somebody is a citizen. The practice is a
 * generalPractitioner that is named and not referred to. Cannot carry: protection and publicity.
 */
final class DemographicsFhir {
  private static final String HL7 = "http://hl7.org/fhir/StructureDefinition/";
  private static final String ORGANIZATION = "Organization";
  private static final String BIRTH_SEX = BundleWriter.usCore("us-core-birthsex");
  private static final String SEX = BundleWriter.usCore("us-core-sex");
  private static final String BIRTH_TIME = HL7 + "patient-birthTime";
  private static final String RELIGION = HL7 + "patient-religion";
  private static final String BIRTH_PLACE = HL7 + "patient-birthPlace";
  private static final String CITIZENSHIP = HL7 + "patient-citizenship";

  private DemographicsFhir() {}

  static void toFhir(@Nullable Demographics known, Patient written) {
    if (known == null) {
      return;
    }
    if (known.birthSex() != null) {
      written.addExtension(BIRTH_SEX, new CodeType(known.birthSex()));
    }
    if (known.recordedSex() != null) {
      written.addExtension(SEX, new CodeType(known.recordedSex()));
    }
    if (known.bornAt() != null) {
      written.getBirthDateElement().addExtension(BIRTH_TIME, Times.dateTime(known.bornAt()));
    }
    if (known.religion() != null) {
      written.addExtension(RELIGION, Codings.of(known.religion()));
    }
    if (known.birthPlace() != null) {
      written.addExtension(BIRTH_PLACE, new Address().setText(known.birthPlace()));
    }
    for (var country : known.citizenships()) {
      var citizen = new Extension(CITIZENSHIP);
      citizen.addExtension("code", Codings.of(country));
      written.addExtension(citizen);
    }
    if (known.birthOrder() != null) {
      written.setMultipleBirth(new IntegerType(known.birthOrder()));
    } else if (known.multipleBirth() != null) {
      written.setMultipleBirth(new BooleanType(known.multipleBirth()));
    }
  }

  /** The practice that cares for the patient, by its name and number. */
  static void practice(@Nullable Demographics known, Patient written) {
    if (known == null || known.practice() == null) {
      return;
    }
    var practice = written.addGeneralPractitioner();
    practice.setType(ORGANIZATION).setDisplay(known.practice());
    if (known.practiceNumber() != null) {
      practice.getIdentifier().setValue(known.practiceNumber());
    }
  }

  /** Whether it is a practice of which only name and number are told. */
  static boolean isPractice(Reference reference) {
    return ORGANIZATION.equals(reference.getType())
        && reference.hasDisplay()
        && reference.getReferenceElement().isEmpty();
  }

  static @Nullable Demographics fromFhir(Patient written, String path, Issues issues) {
    var order =
        written.hasMultipleBirthIntegerType() ? written.getMultipleBirthIntegerType() : null;
    var several =
        written.hasMultipleBirthBooleanType() ? written.getMultipleBirthBooleanType() : null;
    var practice =
        written.getGeneralPractitioner().stream()
            .filter(DemographicsFhir::isPractice)
            .findFirst()
            .orElseGet(Reference::new);
    var sex = Extensions.text(written.getExtension(), BIRTH_SEX).orElse(null);
    return new Demographics(
            sex != null && sex.matches("F|M|OTH|ASKU|UNK") ? sex : null,
            concept(Extensions.first(written.getExtension(), RELIGION).orElse(null)),
            place(Extensions.first(written.getExtension(), BIRTH_PLACE).orElse(null)),
            several == null ? null : several.getValue(),
            order == null || order.getValue() < 1 ? null : order.getValue(),
            citizenships(written),
            practice.getDisplay(),
            practice.getIdentifier().getValue(),
            null,
            null,
            Extensions.text(written.getExtension(), SEX)
                .filter(s -> s.matches("[A-Za-z0-9-]{1,40}"))
                .orElse(null),
            RaceFhir.raceText(written),
            RaceFhir.ethnicityText(written),
            bornAt(written, path, issues))
        .orNull();
  }

  private static @Nullable OffsetDateTime bornAt(Patient written, String path, Issues issues) {
    return Extensions.first(written.getBirthDateElement().getExtension(), BIRTH_TIME)
        .flatMap(e -> Times.read(e.getValue(), path + ".birthDate.extension", issues))
        .orElse(null);
  }

  private static @Nullable Coded concept(@Nullable Extension extension) {
    return extension != null && extension.getValue() instanceof CodeableConcept concept
        ? Codings.read(concept).orElse(null)
        : null;
  }

  private static @Nullable String place(@Nullable Extension extension) {
    return extension != null && extension.getValue() instanceof Address address
        ? address.getText()
        : null;
  }

  private static List<Coded> citizenships(Patient written) {
    return written.getExtension().stream()
        .filter(e -> CITIZENSHIP.equals(e.getUrl()))
        .map(e -> concept(Extensions.first(e.getExtension(), "code").orElse(null)))
        .filter(Objects::nonNull)
        .toList();
  }
}

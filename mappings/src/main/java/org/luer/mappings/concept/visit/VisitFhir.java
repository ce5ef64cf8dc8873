package org.luer.mappings.concept.visit;

import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Times;

/**
 * {@link Visit} to and from the Encounter of a session.
 *
 * <p>Mapped: identifier of type VN, account (by identifier), class, type (HL7 table 0004 beside the
 * SNOMED CT kind of visit), serviceType, period, location. Without a patient class the Encounter is
 * ambulatory, as every infusion here is, and the code is marked as not chosen by the user. Ignored
 * when read: classHistory, length.
 */
public final class VisitFhir {
  private static final Map<String, String> WORDS =
      Map.of(
          "IMP", "inpatient encounter",
          "EMER", "emergency",
          "PRENC", "pre-admission",
          "AMB", "ambulatory");
  private static final String ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode";

  /** The system of the patient class that stands among the types. */
  public static final String V2_CLASS = Systems.V2 + "0004";

  private static final String NUMBER = "VN";

  private VisitFhir() {}

  /** Writes the visit into the Encounter. */
  public static void toFhir(
      @Nullable Visit visit, Encounter encounter, BundleWriter out, @Nullable Reference clinic) {
    encounter.addType(
        Codings.concept(Systems.SNOMED_CT, "390906007", "Follow-up encounter (procedure)")
            .setText("Ketamine infusion session"));
    describe(visit, encounter, out, clinic);
  }

  /** Writes the visit into an Encounter of any kind. */
  public static void describe(
      @Nullable Visit visit, Encounter encounter, BundleWriter out, @Nullable Reference clinic) {
    var patientClass = visit == null ? null : visit.patientClass();
    encounter.setClass_(act(patientClass));
    if (visit == null) {
      return;
    }
    if (patientClass != null) {
      encounter.addType(Codings.concept(V2_CLASS, VisitClasses.write(patientClass), null));
    }
    if (visit.number() != null) {
      encounter.addIdentifier(Identifiers.of(visit.number(), NUMBER, out.base()));
    }
    if (visit.account() != null) {
      encounter.addAccount(
          new Reference()
              .setType("Account")
              .setIdentifier(Identifiers.of(visit.account(), out.base())));
    }
    if (visit.arrivedAt() != null || visit.leftAt() != null) {
      encounter.setPeriod(Times.period(visit.arrivedAt(), visit.leftAt()));
    }
    if (visit.service() != null) {
      encounter.setServiceType(Codings.of(visit.service()));
    }
    if (visit.place() != null) {
      PlaceFhir.toFhir(visit.place(), out, clinic)
          .ifPresent(l -> encounter.addLocation().setLocation(l));
    }
  }

  private static Coding act(Visit.@Nullable PatientClass patientClass) {
    if (patientClass == null) {
      return Codings.coding(ACT, "AMB", "ambulatory").setUserSelected(false);
    }
    var code = VisitClasses.act(patientClass);
    return Codings.coding(ACT, code, WORDS.get(code));
  }

  /** Reads the visit; empty when the Encounter says nothing about one. */
  public static Optional<Visit> fromFhir(Encounter encounter, BundleReader in) {
    var path = in.path(encounter);
    Identifier number = null;
    for (var identifier : encounter.getIdentifier()) {
      if (Identifiers.is(identifier, NUMBER)) {
        number = Identifiers.read(identifier, in.dialect()).orElse(null);
      }
    }
    var account =
        encounter.getAccount().stream()
            .filter(Reference::hasIdentifier)
            .findFirst()
            .flatMap(a -> Identifiers.read(a.getIdentifier(), in.dialect()))
            .orElse(null);
    var period = encounter.getPeriod();
    OffsetDateTime arrived =
        Times.read(
                period.hasStart() ? period.getStartElement() : null,
                path + ".period.start",
                in.issues())
            .orElse(null);
    OffsetDateTime left =
        Times.read(
                period.hasEnd() ? period.getEndElement() : null, path + ".period.end", in.issues())
            .orElse(null);
    var place =
        encounter.hasLocation()
            ? PlaceFhir.fromFhir(encounter.getLocationFirstRep().getLocation(), encounter, in)
                .orElse(null)
            : null;
    var patientClass = patientClass(encounter);
    return Optional.ofNullable(
        Visit.of(
            Visit.orNull(number, account, patientClass, place, arrived, left),
            Codings.read(encounter.getServiceType()).orElse(null)));
  }

  /** The same, with a stranger's number that has no type as that of the visit. */
  public static Optional<Visit> ofStranger(Encounter encounter, BundleReader in) {
    var own = Systems.sid(in.base(), "");
    for (var identifier : encounter.getIdentifier()) {
      if (Identifiers.is(identifier, NUMBER)
          || (identifier.hasSystem() && identifier.getSystem().startsWith(own))) {
        return fromFhir(encounter, in);
      }
    }
    var copy = encounter.copy();
    copy.setId(encounter.getIdElement());
    for (var identifier : copy.getIdentifier()) {
      if (!identifier.hasType()) {
        identifier.setType(Codings.concept(Systems.V2 + "0203", NUMBER, null));
        break;
      }
    }
    return fromFhir(copy, in);
  }

  private static Visit.@Nullable PatientClass patientClass(Encounter encounter) {
    for (CodeableConcept type : encounter.getType()) {
      var code = Codings.codeIn(type, V2_CLASS).orElse("");
      var value = VisitClasses.read(code);
      if (value.isPresent()) {
        return value.get();
      }
    }
    var act = encounter.getClass_();
    var ours = act.hasUserSelected() && "AMB".equals(act.getCode());
    if (!ACT.equals(act.getSystem()) || !act.hasCode() || ours) {
      return null;
    }
    return VisitClasses.ofAct(act.getCode()).orElse(null);
  }
}

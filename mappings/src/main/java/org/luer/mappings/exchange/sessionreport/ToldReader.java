package org.luer.mappings.exchange.sessionreport;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Medication;
import org.hl7.fhir.r4.model.MedicationAdministration;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.infusion.AdministrationFhir;
import org.luer.mappings.concept.infusion.InfusionReader;
import org.luer.mappings.concept.observation.OtherFindingsFhir;
import org.luer.mappings.concept.session.Act;
import org.luer.mappings.concept.session.Delivery;
import org.luer.mappings.concept.session.NumberedPart;
import org.luer.mappings.concept.session.ProvenanceFhir;
import org.luer.mappings.concept.session.ReportNumberFhir;
import org.luer.mappings.concept.session.SessionEncounterFhir;
import org.luer.mappings.concept.session.SessionFindingsFhir;
import org.luer.mappings.concept.session.SessionProcedureFhir;
import org.luer.mappings.concept.session.Told;
import org.luer.mappings.concept.vitals.VitalSignFhir;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.FactReader;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Notes;
import org.luer.mappings.fhir.PartKey;

/** Reads what the sender of a Bundle tells of a session beside what the clinic records. */
final class ToldReader {
  private final BundleReader in;
  private final FactReader facts;
  private final Encounter encounter;
  private final Belongings belongings;
  private final InfusionReader infusion;
  private final BiFunction<Reference, DomainResource, Optional<Clinician>> person;

  ToldReader(
      BundleReader in,
      FactReader facts,
      Encounter encounter,
      Belongings belongings,
      InfusionReader infusion,
      BiFunction<Reference, DomainResource, Optional<Clinician>> person) {
    this.in = in;
    this.facts = facts;
    this.encounter = encounter;
    this.belongings = belongings;
    this.infusion = infusion;
    this.person = person;
  }

  @Nullable Told read(String session, String patientId, @Nullable Provenance provenance) {
    var findings = OtherFindingsFhir.fromFhir(belongings.observations(), person, in);
    belongings.observations().stream().filter(OtherFindingsFhir::isOne).forEach(facts::used);
    return new Told(
            facts.devices(),
            delivery(),
            Codings.read(encounter.getServiceType()).orElse(null),
            provenance == null ? null : facts.by(ProvenanceFhir.author(provenance), provenance),
            act(),
            SessionEncounterFhir.diagnoses(SessionEncounterFhir.indications(encounter, in), in),
            parts(patientId),
            ReportNumberFhir.fromFhir(session, in),
            findings)
        .orNull();
  }

  private @Nullable Delivery delivery() {
    var form =
        infusion.products().stream()
            .filter(Medication::hasForm)
            .findFirst()
            .flatMap(m -> Codings.read(m.getForm()));
    var method =
        belongings.administrations().stream()
            .filter(a -> a.getDosage().hasMethod())
            .findFirst()
            .flatMap(a -> Codings.read(a.getDosage().getMethod()));
    var kind =
        belongings.administrations().stream()
            .map(AdministrationFhir::kind)
            .filter(Objects::nonNull)
            .findFirst();
    return new Delivery(kind.orElse(null), method.orElse(null), form.orElse(null), null).orNull();
  }

  private @Nullable Act act() {
    var procedure = belongings.procedure();
    var weighed = SessionFindingsFhir.weighed(facts);
    @Nullable Coded use =
        encounter.getDiagnosis().stream()
            .filter(d -> d.hasUse())
            .findFirst()
            .flatMap(d -> Codings.read(d.getUse()))
            .orElse(null);
    return new Act(
            procedure == null ? null : SessionProcedureFhir.code(procedure),
            procedure == null ? null : Codings.read(procedure.getOutcome()).orElse(null),
            procedure == null ? null : Notes.joined(procedure.getNote()),
            use,
            SessionEncounterFhir.visitType(encounter).orElse(null),
            weighed
                .filter(w -> !w.hasEffectiveDateTimeType() || hasTime(w.getEffectiveDateTimeType()))
                .map(w -> facts.time(w.getEffective(), in.path(w) + ".effectiveDateTime"))
                .orElse(null),
            weighed.map(w -> facts.by(w.getPerformer(), w)).orElse(null))
        .orNull();
  }

  private static boolean hasTime(org.hl7.fhir.r4.model.DateTimeType when) {
    return when.hasValue() && when.getValueAsString().contains("T");
  }

  /** Numbers that are not ours, and dosages in words. */
  private List<NumberedPart> parts(String patientId) {
    var parts = new LinkedHashMap<String, NumberedPart>();
    var all = new ArrayList<Resource>();
    belongings.observations().stream()
        .filter(o -> !VitalSignFhir.isReading(o, in.base()) && !OtherFindingsFhir.isOne(o))
        .forEach(all::add);
    all.add(encounter);
    all.addAll(belongings.administrations());
    all.addAll(belongings.adverseEvents());
    all.addAll(in.all(Condition.class));
    all.addAll(infusion.products());
    if (belongings.procedure() != null) {
      all.add(belongings.procedure());
    }
    for (var resource : all) {
      var number = ourProblem(resource, patientId) ? null : facts.number(resource).orElse(null);
      var words =
          resource instanceof MedicationAdministration given ? given.getDosage().getText() : null;
      if (number != null || words != null) {
        parts.putIfAbsent(
            PartKey.of(resource), new NumberedPart(PartKey.of(resource), number, words));
      }
    }
    return List.copyOf(parts.values());
  }

  /** Our number of a problem begins with the patient's. */
  private boolean ourProblem(Resource resource, String patientId) {
    return resource instanceof Condition problem
        && Identifiers.value(problem.getIdentifier(), Systems.sid(in.base(), "condition"))
            .filter(v -> v.startsWith(patientId + "-"))
            .isPresent();
  }
}

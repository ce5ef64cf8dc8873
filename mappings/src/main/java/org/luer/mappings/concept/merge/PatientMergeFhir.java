package org.luer.mappings.concept.merge;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Account;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Enums;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Names;
import org.luer.mappings.fhir.Times;

/**
 * {@link PatientMerge} to and from Patient.link and the retired Patient (FHIR R4 Patient, notes on
 * links).
 *
 * <p>Mapped: the surviving Patient links {@code replaces} to the retired one, which is inactive and
 * links back {@code replaced-by}; a link is {@code seealso}; retired account and visit numbers are
 * identifiers with use old; the Provenance of the event says which kind, when and by whom. Without
 * it {@code replaces} means that two patients are one. Cannot carry: a second number of a retired
 * visit.
 */
public final class PatientMergeFhir {
  private static final String EVENT = Systems.V2 + "0003";
  private static final String AGENT =
      "http://terminology.hl7.org/CodeSystem/provenance-participant-type";

  private PatientMergeFhir() {}

  /**
   * Writes what is retired beside the surviving patient.
   *
   * @param survivor the surviving Patient of the Bundle
   * @param who who recorded it
   */
  public static void toFhir(
      PatientMerge merge,
      Patient survivor,
      Reference patient,
      @Nullable Reference who,
      Reference clinic,
      BundleWriter out) {
    var moves = merge.event().retiresPatients();
    if (!merge.retired().isEmpty()) {
      var retired = new Patient();
      retired.setMeta(out.meta(null));
      merge.retired().forEach(n -> retired.addIdentifier(Identifiers.of(n, out.base())));
      if (moves) {
        retired.setActive(false);
      }
      if (merge.retiredName() != null) {
        retired.addName(Names.of(merge.retiredName()));
      }
      retired
          .addLink()
          .setType(moves ? Patient.LinkType.REPLACEDBY : Patient.LinkType.SEEALSO)
          .setOther(patient);
      var number = retired.getIdentifierFirstRep();
      var reference = out.update(retired, number.getSystem(), number.getValue());
      survivor
          .addLink()
          .setType(moves ? Patient.LinkType.REPLACES : Patient.LinkType.SEEALSO)
          .setOther(reference);
    }
    numbers(merge, patient, out);
    provenance(merge, patient, who, clinic, out);
  }

  private static void numbers(PatientMerge merge, Reference patient, BundleWriter out) {
    if (merge.survivingAccount() != null || merge.retiredAccount() != null) {
      var account = new Account().setStatus(Account.AccountStatus.ACTIVE).addSubject(patient);
      account.setMeta(out.meta(null));
      add(account.getIdentifier(), merge.survivingAccount(), merge.retiredAccount(), out);
      var first = account.getIdentifierFirstRep();
      out.update(account, first.getSystem(), first.getValue());
    }
    if (merge.survivingVisit() != null || merge.retiredVisit() != null) {
      var visit = new Encounter().setStatus(Encounter.EncounterStatus.UNKNOWN).setSubject(patient);
      visit.setMeta(out.clinical(null));
      visit.setClass_(Codings.coding(Codings.DATA_ABSENT_REASON, "unknown", "Unknown"));
      add(visit.getIdentifier(), merge.survivingVisit(), merge.retiredVisit(), out);
      var first = visit.getIdentifierFirstRep();
      out.update(visit, first.getSystem(), first.getValue());
    }
  }

  private static void add(
      List<org.hl7.fhir.r4.model.Identifier> identifiers,
      @Nullable Identifier surviving,
      @Nullable Identifier retired,
      BundleWriter out) {
    if (surviving != null) {
      identifiers.add(Identifiers.of(surviving, out.base()));
    }
    if (retired != null) {
      identifiers.add(
          Identifiers.of(retired, out.base())
              .setUse(org.hl7.fhir.r4.model.Identifier.IdentifierUse.OLD));
    }
  }

  private static void provenance(
      PatientMerge merge,
      Reference patient,
      @Nullable Reference who,
      Reference clinic,
      BundleWriter out) {
    var provenance = new Provenance();
    provenance.setMeta(out.meta("us-core-provenance"));
    provenance.addTarget(patient);
    provenance.setActivity(Codings.concept(EVENT, merge.event().trigger(), null));
    if (merge.recordedAt() == null) {
      Times.absent(provenance.getRecordedElement());
    } else {
      provenance.setRecordedElement(Times.instant(merge.recordedAt()));
    }
    if (merge.occurredAt() != null) {
      provenance.setOccurred(Times.dateTime(merge.occurredAt()));
    }
    var agent = provenance.addAgent().setType(Codings.concept(AGENT, "author", "Author"));
    agent.setWho(who == null ? clinic : who);
    if (who != null) {
      agent.setOnBehalfOf(clinic);
    }
    provenance
        .addEntity()
        .setRole(Provenance.ProvenanceEntityRole.SOURCE)
        .setWhat(new Reference().setIdentifier(Identifiers.of(out.sid("merge"), merge.id())));
    out.put(provenance, out.sid("merge-event"), merge.id());
  }

  /** The retired or linked Patient that a surviving one names; empty when it names none. */
  public static Optional<Patient> other(Patient survivor, BundleReader in) {
    return survivor.getLink().stream()
        .filter(
            l ->
                l.getType() == Patient.LinkType.REPLACES || l.getType() == Patient.LinkType.SEEALSO)
        .flatMap(l -> in.resolve(l.getOther(), survivor, Patient.class).stream())
        .findFirst();
  }

  /**
   * Reads a merge; empty when the Bundle tells of none.
   *
   * @param provenance of the event, when there is one
   * @param by who recorded it
   */
  public static Optional<PatientMerge> fromFhir(
      Patient survivor,
      @Nullable Provenance provenance,
      @Nullable Clinician by,
      String patientId,
      BundleReader in) {
    var other = other(survivor, in);
    var trigger =
        provenance == null ? null : Codings.codeIn(provenance.getActivity(), EVENT).orElse(null);
    var told =
        Enums.read(PatientMerge.Event.values(), PatientMerge.Event::trigger, trigger).orElse(null);
    if (other.isEmpty() && told == null) {
      return Optional.empty();
    }
    var link = survivor.getLink().stream().anyMatch(l -> l.getType() == Patient.LinkType.SEEALSO);
    var kind = told != null ? told : link ? PatientMerge.Event.LINK : PatientMerge.Event.PATIENT;
    var dialect = in.dialect();
    var surviving = numbers(survivor, in);
    var retired = other.map(o -> numbers(o, in)).orElse(List.of());
    var account = old(in.all(Account.class), dialect);
    var visit = old(in.all(Encounter.class), dialect);
    var path = in.path(survivor);
    try {
      return Optional.of(
          new PatientMerge(
              id(provenance, surviving, retired, kind, in),
              patientId,
              kind,
              surviving,
              retired,
              other
                  .filter(Patient::hasName)
                  .flatMap(o -> Names.read(o.getNameFirstRep(), in.path(o), in.issues()))
                  .orElse(null),
              current(in.all(Account.class), in),
              account,
              current(in.all(Encounter.class), in),
              visit,
              null,
              MergeConflicts.of(kind, surviving, retired, account, visit, dialect),
              provenance != null && provenance.hasOccurredDateTimeType()
                  ? Times.read(provenance.getOccurredDateTimeType(), path, in.issues()).orElse(null)
                  : null,
              provenance != null && provenance.hasRecorded()
                  ? Times.read(provenance.getRecordedElement(), path, in.issues()).orElse(null)
                  : null,
              by,
              List.of()));
    } catch (InvalidRecordException invalid) {
      invalid.issues().forEach(i -> in.issues().error(i.code(), path, i.text()));
      return Optional.empty();
    }
  }

  private static List<Identifier> numbers(Patient patient, BundleReader in) {
    var numbers = new ArrayList<Identifier>();
    var own = in.dialect().clinic();
    for (var identifier : patient.getIdentifier()) {
      if (in.sid("mrn").equals(identifier.getSystem()) && own.authority() != null) {
        numbers.add(
            new Identifier(identifier.getValue(), own.authority(), own.authorityOid(), "PI"));
      } else {
        Identifiers.read(identifier, in.dialect()).ifPresent(numbers::add);
      }
    }
    if (numbers.isEmpty()) {
      in.issues().error(IssueCode.REQUIRED, in.path(patient) + ".identifier", "is missing");
    }
    return numbers;
  }

  private static @Nullable Identifier old(List<? extends Resource> resources, Dialect dialect) {
    return find(resources, true).flatMap(i -> Identifiers.read(i, dialect)).orElse(null);
  }

  private static @Nullable Identifier current(List<? extends Resource> resources, BundleReader in) {
    return find(resources, false)
        .filter(i -> !String.valueOf(i.getSystem()).startsWith(in.sid("registration")))
        .flatMap(i -> Identifiers.read(i, in.dialect()))
        .orElse(null);
  }

  private static Optional<org.hl7.fhir.r4.model.Identifier> find(
      List<? extends Resource> resources, boolean old) {
    for (var resource : resources) {
      var identifiers =
          resource instanceof Account account
              ? account.getIdentifier()
              : resource instanceof Encounter visit
                  ? visit.getIdentifier()
                  : List.<org.hl7.fhir.r4.model.Identifier>of();
      for (var identifier : identifiers) {
        if ((identifier.getUse() == org.hl7.fhir.r4.model.Identifier.IdentifierUse.OLD) == old) {
          return Optional.of(identifier);
        }
      }
    }
    return Optional.empty();
  }

  private static String id(
      @Nullable Provenance provenance,
      List<Identifier> surviving,
      List<Identifier> retired,
      PatientMerge.Event kind,
      BundleReader in) {
    if (provenance != null) {
      var what = provenance.getEntityFirstRep().getWhat().getIdentifier();
      var own = Identifiers.value(List.of(what), in.sid("merge"));
      if (own.isPresent()) {
        return own.get();
      }
    }
    return PatientMergeHl7v2.id(kind, surviving, retired, null, null, in.dialect());
  }
}

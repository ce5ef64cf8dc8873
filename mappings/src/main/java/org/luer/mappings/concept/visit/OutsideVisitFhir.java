package org.luer.mappings.concept.visit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.concept.organization.OrganizationFhir;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Quantities;
import org.luer.mappings.fhir.Times;

/**
 * {@link OutsideVisit} to and from an Encounter of its own. It is created only where the receiver
 * has none of that number: the visit belongs to whoever kept it.
 *
 * <p>Mapped: identifier, status, class, type, serviceType, subject, participant, period,
 * reasonCode, reasonReference and diagnosis (the Condition by its code), priority, length, location
 * (the first, with status and period), serviceProvider, hospitalization (admitSource,
 * dischargeDisposition). Ignored when read: statusHistory, classHistory, basedOn, account, further
 * locations.
 */
public final class OutsideVisitFhir {
  private static final String SESSION = "session";

  private OutsideVisitFhir() {}

  /** Writes the visit and gives the reference to it. */
  public static Reference toFhir(
      OutsideVisit visit, Reference subject, BundleWriter out, ClinicianFhir people) {
    var written = new Encounter();
    var number = Identifiers.of(visit.identifiers().get(0), out.base());
    written.setMeta(out.clinical(visit.types().isEmpty() ? null : "us-core-encounter"));
    visit.identifiers().forEach(i -> written.addIdentifier(Identifiers.of(i, out.base())));
    written.getStatusElement().setValueAsString(visit.status());
    written.setClass_(act(visit.kind())).setSubject(subject);
    visit.types().forEach(t -> written.addType(Codings.of(t)));
    if (visit.from() != null || visit.to() != null) {
      written.setPeriod(Times.partialPeriod(visit.from(), visit.to()));
    }
    for (var one : visit.participants()) {
      var participant =
          written.addParticipant().setIndividual(people.toFhir(one.clinician(), written));
      one.parts().forEach(p -> participant.addType(Codings.of(p)));
      if (one.from() != null || one.to() != null) {
        participant.setPeriod(Times.partialPeriod(one.from(), one.to()));
      }
    }
    visit.reasons().forEach(r -> written.addReasonCode(Codings.of(r)));
    var provider = visit.provider() == null ? null : OrganizationFhir.toFhir(visit.provider(), out);
    written.setServiceProvider(provider);
    if (visit.place() != null) {
      PlaceFhir.toFhir(visit.place(), out, provider)
          .ifPresent(l -> presence(visit.presence(), written.addLocation().setLocation(l)));
    }
    OutsideProblems.write(visit, written, subject);
    if (visit.priority() != null) {
      written.setPriority(Codings.of(visit.priority()));
    }
    if (visit.length() != null) {
      written.setLength(Quantities.duration(visit.length()));
    }
    if (visit.admittedFrom() != null) {
      written.getHospitalization().setAdmitSource(Codings.of(visit.admittedFrom()));
    }
    if (visit.service() != null) {
      written.setServiceType(Codings.of(visit.service()));
    }
    if (visit.discharge() != null) {
      written.getHospitalization().setDischargeDisposition(Codings.of(visit.discharge()));
    }
    return out.create(written, String.valueOf(number.getSystem()), number.getValue());
  }

  private static void presence(
      OutsideVisit.@Nullable Presence presence, Encounter.EncounterLocationComponent written) {
    if (presence == null) {
      return;
    }
    if (presence.status() != null) {
      written.setStatus(Encounter.EncounterLocationStatus.fromCode(presence.status()));
    }
    if (presence.from() != null || presence.to() != null) {
      written.setPeriod(Times.partialPeriod(presence.from(), presence.to()));
    }
  }

  private static Coding act(@Nullable Coded kind) {
    return kind == null || kind.system() == null || kind.code() == null
        ? Codings.coding(Codings.DATA_ABSENT_REASON, "unknown", "Unknown")
        : Codings.coding(kind.system(), kind.code(), kind.text());
  }

  /**
   * The visit elsewhere that a reference names: an Encounter beside its owner, with a number, that
   * is no session of ours.
   */
  public static Optional<OutsideVisit> fromFhir(
      Reference reference,
      DomainResource owner,
      BiFunction<Reference, DomainResource, Optional<Clinician>> people,
      BundleReader in) {
    return in.resolve(reference, owner, Encounter.class)
        .filter(e -> !owner.getContained().contains(e))
        .filter(
            e -> Identifiers.value(e.getIdentifier(), Systems.sid(in.base(), SESSION)).isEmpty())
        .flatMap(e -> read(e, people, in));
  }

  /**
   * Whether it is one that we wrote for a document, of which nothing is known beyond what the
   * document itself keeps.
   */
  public static boolean ours(OutsideVisit visit, BundleReader in) {
    var first = visit.identifiers().get(0);
    return ("VN".equals(first.type()) && plain(visit)) || first.authority().startsWith(in.sid(""));
  }

  private static boolean plain(OutsideVisit visit) {
    var timed = visit.from() == null || visit.from().time().isPresent();
    var classes = Systems.V2 + "0004";
    return visit.types().stream().allMatch(t -> classes.equals(t.system()))
        && visit.reasons().isEmpty()
        && visit.discharge() == null
        && visit.problems().isEmpty()
        && visit.diagnoses().isEmpty()
        && visit.priority() == null
        && visit.admittedFrom() == null
        && visit.length() == null
        && visit.presence() == null
        && visit.status().equals("finished")
        && timed;
  }

  private static Optional<OutsideVisit> read(
      Encounter written,
      BiFunction<Reference, DomainResource, Optional<Clinician>> people,
      BundleReader in) {
    var path = in.path(written);
    List<Identifier> numbers = new ArrayList<>();
    written.getIdentifier().forEach(i -> Identifiers.read(i, in.dialect()).ifPresent(numbers::add));
    if (numbers.isEmpty() || !written.hasStatus()) {
      return Optional.empty();
    }
    var period = written.getPeriod();
    var place =
        written.hasLocation()
            ? PlaceFhir.fromFhir(written.getLocationFirstRep().getLocation(), written, in)
                .orElse(null)
            : null;
    return Optional.of(
        new OutsideVisit(
            numbers,
            written.getStatus().toCode(),
            kind(written.getClass_()),
            written.getType().stream()
                .filter(t -> !Codings.isUnknown(t))
                .flatMap(t -> Codings.read(t).stream())
                .toList(),
            start(period, path + ".period", in),
            end(period, path + ".period", in),
            participants(written, people, in),
            written.getReasonCode().stream().flatMap(r -> Codings.read(r).stream()).toList(),
            place,
            in.resolve(
                    written.getServiceProvider(), written, org.hl7.fhir.r4.model.Organization.class)
                .flatMap(o -> OrganizationFhir.fromFhir(o, in.dialect(), in.path(o), in.issues()))
                .orElse(null),
            Codings.read(written.getServiceType()).orElse(null),
            Codings.read(written.getHospitalization().getDischargeDisposition()).orElse(null),
            OutsideProblems.problems(written, in),
            OutsideProblems.diagnoses(written, in),
            Codings.read(written.getPriority()).orElse(null),
            Codings.read(written.getHospitalization().getAdmitSource()).orElse(null),
            written.hasLength()
                ? Quantities.read(written.getLength(), path + ".length", in.issues())
                    .filter(q -> q.unit().matches("s|min|h|d|wk|mo|a"))
                    .orElse(null)
                : null,
            place == null ? null : presence(written.getLocationFirstRep(), path, in)));
  }

  private static OutsideVisit.@Nullable Presence presence(
      Encounter.EncounterLocationComponent written, String path, BundleReader in) {
    var at = path + ".location[0].period";
    return new OutsideVisit.Presence(
            written.hasStatus() ? written.getStatus().toCode() : null,
            start(written.getPeriod(), at, in),
            end(written.getPeriod(), at, in))
        .orNull();
  }

  private static @Nullable Coded kind(Coding act) {
    return act.hasSystem() && act.hasCode() && !Codings.DATA_ABSENT_REASON.equals(act.getSystem())
        ? Coded.of(act.getSystem(), act.getCode(), act.getDisplay())
        : null;
  }

  private static List<OutsideVisit.Participant> participants(
      Encounter written,
      BiFunction<Reference, DomainResource, Optional<Clinician>> people,
      BundleReader in) {
    var participants = new ArrayList<OutsideVisit.Participant>();
    for (var one : written.getParticipant()) {
      var at = in.path(written) + ".participant";
      people
          .apply(one.getIndividual(), written)
          .ifPresent(
              clinician ->
                  participants.add(
                      new OutsideVisit.Participant(
                          one.getType().stream().flatMap(t -> Codings.read(t).stream()).toList(),
                          clinician,
                          start(one.getPeriod(), at, in),
                          end(one.getPeriod(), at, in))));
    }
    return participants;
  }

  private static @Nullable PartialTime start(Period period, String path, BundleReader in) {
    return moment(period.hasStart() ? period.getStartElement() : null, path + ".start", in);
  }

  private static @Nullable PartialTime end(Period period, String path, BundleReader in) {
    return moment(period.hasEnd() ? period.getEndElement() : null, path + ".end", in);
  }

  private static @Nullable PartialTime moment(
      @Nullable DateTimeType written, String path, BundleReader in) {
    return Times.partial(written, path, in.issues()).orElse(null);
  }
}

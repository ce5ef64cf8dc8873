package org.luer.mappings.concept.infusion;

import java.util.List;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.MedicationAdministration;
import org.hl7.fhir.r4.model.MedicationAdministration.MedicationAdministrationStatus;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.FactReader;
import org.luer.mappings.fhir.FactWriter;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.PartKey;
import org.luer.mappings.fhir.Quantities;
import org.luer.mappings.fhir.Times;

/**
 * The infusion as a whole and what was given in all ({@link Totals}) to and from the parent R4
 * MedicationAdministration; volume and running time as Observations INF-VOLUME and INF-MINUTES.
 *
 * <p>Mapped: identifier, partOf the Procedure, status, statusReason, medicationReference, subject,
 * context, effectivePeriod, reasonReference, request, dosage.dose, dosage.route, device. Segments,
 * boluses and adjuncts are parts of it or of the Procedure: {@link TimelineFhir}, {@link
 * AdjunctGivenFhir}.
 */
public final class AdministrationFhir {
  static final String SID = "administration";

  /** UCUM codes of a mass for each time, for each kilogram of weight too. */
  private static final String KIND = "device kind";

  private final FactWriter facts;
  private final Infusion infusion;

  /**
   * What every administration of the infusion shares.
   *
   * @param status status of the infusion as a whole
   * @param statusReason why it was not done or stopped
   * @param medication bag, drug or the code for unknown
   * @param route route
   * @param procedure the Procedure
   * @param problems the indications
   * @param order the order
   * @param pump the pump
   * @param site where the line lies
   * @param method way of giving
   * @param kind kind of device that it was given with
   * @param weight the weighing that the dose follows
   */
  public record Infusion(
      MedicationAdministrationStatus status,
      @Nullable Coded statusReason,
      Type medication,
      @Nullable Coded route,
      Reference procedure,
      List<Reference> problems,
      @Nullable Reference order,
      @Nullable Reference pump,
      @Nullable Coded site,
      @Nullable Coded method,
      @Nullable Coded kind,
      @Nullable Reference weight) {}

  /** The administrations of one infusion. */
  public AdministrationFhir(FactWriter facts, Infusion infusion) {
    this.facts = facts;
    this.infusion = infusion;
  }

  /** Where the parent lies. */
  public Reference parent() {
    return org.luer.mappings.fhir.BundleWriter.reference(
        "MedicationAdministration", facts.out().sid(SID), facts.session() + "-infusion");
  }

  /** Writes the parent and the totals. */
  public Reference toFhir(List<TimelineEvent> timeline, @Nullable Totals totals) {
    var written = administration(infusion.status());
    if (infusion.statusReason() != null) {
      written.addStatusReason(Codings.of(infusion.statusReason()));
    }
    written.addPartOf(infusion.procedure());
    written.setEffective(whole(timeline, totals));
    var first = timeline.isEmpty() ? null : timeline.get(0).by();
    if (first != null) {
      written.addPerformer(performer(facts.person(first)));
    }
    if (totals != null) {
      dosage(written).setDose(Quantities.of(totals.dose()));
      volume(totals, timeline);
    }
    return facts.fact(written, SID, "infusion", written.addIdentifier());
  }

  private static Type whole(List<TimelineEvent> timeline, @Nullable Totals totals) {
    return timeline.isEmpty() && totals != null && totals.from() != null
        ? Times.period(totals.from(), totals.to())
        : period(timeline);
  }

  private static Type period(List<TimelineEvent> timeline) {
    if (timeline.isEmpty()) {
      return Times.absent(new DateTimeType());
    }
    var last = timeline.get(timeline.size() - 1);
    return Times.period(timeline.get(0).at(), last.type().ends() ? last.at() : null);
  }

  /** An administration with what all of them share, except time, dose and rate. */
  MedicationAdministration administration(MedicationAdministrationStatus status) {
    var written = new MedicationAdministration();
    written.setMeta(facts.out().clinical(null));
    written.setStatus(facts.isVoid() ? MedicationAdministrationStatus.ENTEREDINERROR : status);
    written.setCategory(outpatient());
    written.setMedication(infusion.medication());
    written.setSubject(facts.subject()).setContext(facts.encounter());
    if (infusion.order() != null) {
      written.setRequest(infusion.order());
    }
    infusion.problems().forEach(written::addReasonReference);
    if (infusion.weight() != null) {
      written.addSupportingInformation(infusion.weight());
    }
    if (infusion.pump() != null) {
      written.addDevice(infusion.pump());
    }
    if (infusion.kind() != null) {
      written.addDevice(kind(infusion.kind()));
    }
    return written;
  }

  private static Reference kind(Coded device) {
    var reference = new Reference().setType("Device").setDisplay(device.text());
    if (device.system() != null && device.code() != null) {
      reference.setIdentifier(Identifiers.of(device.system(), device.code()));
      reference.getIdentifier().getType().setText(KIND);
    }
    return reference;
  }

  /** Whether a reference names a kind of device and no single one. */
  static boolean isKind(Reference device) {
    return KIND.equals(device.getIdentifier().getType().getText())
        || (!device.hasIdentifier() && !device.hasReference() && device.hasDisplay());
  }

  /** The kind of device that an administration names. */
  public static @Nullable Coded kind(MedicationAdministration written) {
    for (var device : written.getDevice()) {
      if (isKind(device)) {
        var number = device.getIdentifier();
        return number.isEmpty()
            ? Coded.text(device.getDisplay())
            : Coded.of(number.getSystem(), number.getValue(), device.getDisplay());
      }
    }
    return null;
  }

  /** The clinic treats outpatients only. */
  static CodeableConcept outpatient() {
    return Codings.concept(
        "http://terminology.hl7.org/CodeSystem/medication-admin-category",
        "outpatient",
        "Outpatient");
  }

  /** The dosage with the route; needs a dose or a rate (R4 rule mad-1). */
  MedicationAdministration.MedicationAdministrationDosageComponent dosage(
      MedicationAdministration written) {
    var dosage = written.getDosage();
    if (infusion.route() != null) {
      dosage.setRoute(Codings.of(infusion.route()));
    }
    if (infusion.method() != null) {
      dosage.setMethod(Codings.of(infusion.method()));
    }
    if (infusion.site() != null) {
      dosage.setSite(Codings.of(infusion.site()));
    }
    return dosage;
  }

  private void volume(Totals totals, List<TimelineEvent> timeline) {
    if (totals.volume() != null) {
      var volume = facts.finding("INF-VOLUME", null).setValue(Quantities.of(totals.volume()));
      if (!timeline.isEmpty()) {
        volume.setEffective(period(timeline));
      }
      facts.add(volume, "volume");
    }
    if (totals.running() != null) {
      var minutes = facts.finding("INF-MINUTES", null).setValue(Quantities.of(totals.running()));
      if (!timeline.isEmpty()) {
        minutes.setEffective(period(timeline));
      }
      facts.add(minutes, "minutes");
    }
  }

  /** The performer of an administration. */
  static MedicationAdministration.MedicationAdministrationPerformerComponent performer(
      Reference person) {
    return new MedicationAdministration.MedicationAdministrationPerformerComponent()
        .setActor(person)
        .setFunction(
            Codings.concept(
                "http://terminology.hl7.org/CodeSystem/med-admin-perform-function",
                "performer",
                "Performer"));
  }

  /** Whether an administration is the whole infusion: no rate, not a part of another one. */
  static boolean isParent(
      MedicationAdministration written, List<MedicationAdministration> all, FactReader facts) {
    var own = Systems.sid(facts.in().base(), SID);
    var named =
        written.getIdentifier().stream()
            .anyMatch(
                i ->
                    own.equals(i.getSystem())
                        && i.hasValue()
                        && i.getValue().endsWith("-infusion"));
    return named
        || all.stream()
            .flatMap(
                a ->
                    a.getPartOf().stream()
                        .flatMap(
                            p -> facts.in().resolve(p, a, MedicationAdministration.class).stream()))
            .anyMatch(p -> p == written)
        || (written.hasEffectivePeriod()
            && (!written.getDosage().hasRate() || (alone(written, all) && byMass(written))));
  }

  private static boolean alone(
      MedicationAdministration written, List<MedicationAdministration> all) {
    return all.stream().noneMatch(other -> other != written && other.hasEffectivePeriod());
  }

  /**
   * A rate in mass for each time is none of the pump; what was given in all is told all the same.
   */
  private static boolean byMass(MedicationAdministration written) {
    return written.getDosage().hasDose() && PartKey.byMass(written.getDosage().getRate());
  }

  /**
   * Reads the totals: dose from the parent, volume and running time from their Observations.
   *
   * @param untold whether no timeline tells when it was
   */
  static @Nullable Totals totals(
      @Nullable MedicationAdministration parent, boolean untold, FactReader facts) {
    if (parent == null || !parent.getDosage().hasDose()) {
      return null;
    }
    var dose =
        facts.quantity(parent.getDosage().getDose(), "mg", facts.path(parent) + ".dosage.dose");
    var volume =
        facts
            .finding("INF-VOLUME")
            .map(o -> facts.quantity(o.getValue(), "mL", facts.path(o) + ".valueQuantity"));
    var running =
        facts
            .finding("INF-MINUTES")
            .map(o -> facts.quantity(o.getValue(), "min", facts.path(o) + ".valueQuantity"));
    if (dose == null) {
      return null;
    }
    var period = untold && parent.getEffective() instanceof Period told ? told : new Period();
    var path = facts.path(parent) + ".effectivePeriod";
    return new Totals(
        dose,
        volume.orElse(null),
        running.orElse(null),
        period.hasStart() ? facts.time(period.getStartElement(), path + ".start") : null,
        period.hasEnd() ? facts.time(period.getEndElement(), path + ".end") : null);
  }
}

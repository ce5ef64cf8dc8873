package org.luer.mappings.concept.referral.hl7v2;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ClinicianRowsHl7v2;
import org.luer.mappings.concept.clinician.ProviderRowsHl7v2;
import org.luer.mappings.concept.clinician.Roster;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.order.OrderTypes;
import org.luer.mappings.concept.order.Priorities;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.referral.Referral;
import org.luer.mappings.concept.referral.ReferralCodes;
import org.luer.mappings.concept.referral.ReferralParty;
import org.luer.mappings.concept.referral.Remark;
import org.luer.mappings.concept.visit.VisitHl7v2;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.core.Telecom;
import org.luer.mappings.fhir.Enums;
import org.luer.mappings.hl7v2.Contacts;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.Part;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;

/**
 * Reads a {@link Referral} from the segments of one order of ORM^O01 or OMG^O19, ours and others'.
 *
 * <p>Beside what {@link ReferralHl7v2} writes it reads: TQ1 or ORC-7 where OBR-27 is empty, OBR-6
 * or ORC-15 where neither has a start, PV1-8 where ORC-12 and OBR-16 name nobody, IN1-36 (else
 * IN1-49) as member numbers and IN1-14 or AUT-6 as authorization. Ignored: ORC-6, 8, 11, 13, 17 to
 * 20, 24 to 28, 30, 31; the other fields of OBR.
 */
public final class ReferralReader {
  private final Segment orc;
  private final @Nullable Segment obr;
  private final List<Segment> segments;
  private final Reading reading;
  private final Observations observations;
  private final Found found;

  private ReferralReader(Segment orc, List<Segment> segments, Observations observations) {
    this.orc = orc;
    this.obr = named("OBR", segments);
    this.segments = segments;
    this.reading = observations.reading();
    this.observations = observations;
    this.found = observations.single(ReferralHl7v2.CODES);
  }

  /**
   * The referral; empty and issues when its number, status, referrer or service is missing.
   *
   * @param segments of the patient and of one order
   * @param observations those of the order; what nobody read before becomes a finding
   */
  public static Optional<Referral> read(
      List<Segment> segments, Observations observations, String patientId) {
    var orc = named("ORC", segments);
    if (orc == null) {
      observations.reading().issues().error(IssueCode.REQUIRED, "ORC[1]", "the order is missing");
      return Optional.empty();
    }
    return new ReferralReader(orc, segments, observations).read(patientId);
  }

  private static @Nullable Segment named(String name, List<Segment> segments) {
    return segments.stream().filter(s -> s.name().equals(name)).findFirst().orElse(null);
  }

  private Optional<Referral> read(String patientId) {
    var placer = number("REF-PLACER", 2, ReferralHl7v2.PLACER);
    var id = id(placer);
    var status = status();
    var from = from();
    var service = obr == null ? null : Cwe.read(obr.field(4), reading.dialect());
    require(id, orc.path(2), "the number of the order is missing");
    require(from, orc.path(12), "nobody is named who refers");
    require(service, obr == null ? "OBR[1]" : obr.path(4), "the requested service is missing");
    if (id == null || status == null || from == null || service == null) {
      reading.times().partial(orc, 9); // for what is wrong with the times
      start();
      return Optional.empty();
    }
    try {
      return Optional.of(referral(id, patientId, placer, status, from, service));
    } catch (InvalidRecordException invalid) {
      invalid.issues().forEach(i -> reading.issues().error(i.code(), orc.path(), i.text()));
      return Optional.empty();
    }
  }

  private void require(@Nullable Object value, String path, String what) {
    if (value == null) {
      reading.issues().error(IssueCode.REQUIRED, path, what);
    }
  }

  private Referral referral(
      String id,
      String patientId,
      @Nullable Identifier placer,
      Referral.Status status,
      ReferralParty from,
      Coded service) {
    var pid = named("PID", segments);
    var pv1 = named("PV1", segments);
    var history = HistoryHl7v2.read(status, orc, found, observations, reading);
    var diagnoses = DiagnosisHl7v2.read(segments, observations, reading);
    var treatments = SupportHl7v2.treatments(observations);
    var documents = SupportHl7v2.documents(observations);
    var remarks = remarks(); // before the findings, which are what nobody else reads
    var task = found.first("REF-TASK");
    return new Referral(
        id,
        patientId,
        placer,
        filler(),
        number("REF-GROUP", 4, ReferralHl7v2.GROUP),
        status,
        history,
        priority(),
        from,
        to(),
        HistoryHl7v2.authored(orc, found, reading),
        service,
        found.has("REF-DETAIL") ? found.codeds("REF-DETAIL") : codeds(46),
        quantity(),
        start(),
        time(5, 8),
        setting(),
        diagnoses,
        codeds(31),
        information(),
        treatments,
        FindingHl7v2.read(observations),
        documents,
        memberNumbers(),
        authorization(),
        pid == null ? null : VisitHl7v2.readWithService(pid, pv1, reading, new Roster(reading)),
        pv1 == null ? null : ProviderRowsHl7v2.read(found, "REF-ATT", pv1, 7).orElse(null),
        notes(),
        found.time("REF-RECORDED"),
        task == null ? null : Numbers.readCx(task.value(), reading.dialect()).orElse(null),
        found.text("REF-PATIENT"),
        List.of(),
        remarks,
        found.partial("REF-TASK-SET"),
        ReferralTermsHl7v2.read(segments, reading));
  }

  private List<Remark> remarks() {
    var remarks = new ArrayList<Remark>();
    for (var group : observations.groups(ReferralHl7v2.REMARKS)) {
      var text = group.text("REMARK");
      var by = ClinicianRowsHl7v2.read(group, "REMARK-BY").orElse(null);
      var at = group.time("REMARK-AT");
      if (text != null && (by != null || at != null)) {
        remarks.add(new Remark(text, by, at));
      }
    }
    return remarks;
  }

  private @Nullable String id(@Nullable Identifier placer) {
    var own = found.text("REF-ID");
    if (own != null) {
      return own;
    }
    var partner = reading.dialect().partner();
    var number = placer == null ? Numbers.readEi(orc.field(3), "FILL").orElse(null) : placer;
    return number == null
        ? null
        : Ids.uuid("referral", partner, number.authority(), number.value()).toString();
  }

  private @Nullable Identifier number(String code, int field, String type) {
    var obx = found.first(code);
    if (obx != null) {
      return Numbers.readCx(obx.value(), reading.dialect()).orElse(null);
    }
    var part = orc.has(field) || obr == null || field > 3 ? orc.field(field) : obr.field(field);
    var split = part.sub(1, 2);
    return split.isEmpty() ? ei(part, type) : new Identifier(part.component(1), split, null, type);
  }

  /** A number without namespace is one of the sender's facility. */
  private @Nullable Identifier ei(Part part, String type) {
    var value = part.component(1);
    return value.isEmpty()
        ? null
        : Numbers.readEi(part, type)
            .orElseGet(
                () -> new Identifier(value, reading.dialect().peer().facility(), null, type));
  }

  /** The filler's number, unless it is the key that we gave. */
  private @Nullable Identifier filler() {
    var number = number("REF-FILLER", 3, ReferralHl7v2.FILLER);
    return number != null
            && !found.has("REF-FILLER")
            && number.authority().equals(reading.dialect().clinic().application())
        ? null
        : number;
  }

  private Referral.@Nullable Status status() {
    var own = found.code("REF-STATUS");
    var control = orc.text(1).toUpperCase(Locale.ROOT);
    var order = orc.text(5).toUpperCase(Locale.ROOT);
    var status =
        own == null
            ? ReferralCodes.ofControl(control.isEmpty() ? "NW" : control, order)
            : ReferralCodes.find(own);
    if (status.isEmpty()) {
      reading
          .issues()
          .error(
              IssueCode.CODE_UNKNOWN,
              own == null ? orc.path(1) : found.path("REF-STATUS"),
              "is not a step in the life of a referral that can be read here");
    }
    return status.orElse(null);
  }

  private @Nullable ReferralParty from() {
    var pv1 = named("PV1", segments);
    var clinician =
        ProviderRowsHl7v2.read(found, "REF-FROM", orc, 12)
            .or(() -> ProviderRowsHl7v2.read(found, "REF-FROM", obr, 16))
            .or(() -> ProviderRowsHl7v2.read(found, "REF-FROM", pv1, 8))
            .map(this::withTelephone);
    var practice =
        PartyHl7v2.read(found, "REF-FORG").or(() -> PartyHl7v2.read(orc, reading.dialect()));
    if (clinician.map(Clinician::npi).isEmpty() && practice.map(Organization::npi).isEmpty()) {
      reading
          .issues()
          .warning(
              IssueCode.REQUIRED,
              orc.path(12),
              "has no National Provider Identifier: nobody gets access by it");
    }
    return clinician.isEmpty() && practice.isEmpty()
        ? null
        : new ReferralParty(reached(clinician, "RP"), practice.orElse(null));
  }

  /** ORC-14 is how to reach the one who refers. */
  private Clinician withTelephone(Clinician clinician) {
    List<Telecom> telecoms =
        orc.repetitions(14).stream().flatMap(p -> Contacts.readXtn(p).stream()).toList();
    return clinician.telecoms().isEmpty() && !found.has("REF-FROM")
        ? clinician.with().telecoms(telecoms).build()
        : clinician;
  }

  private @Nullable ReferralParty to() {
    var clinician = ClinicianRowsHl7v2.read(found, "REF-TO");
    var organization = PartyHl7v2.read(found, "REF-TORG");
    return clinician.isEmpty() && organization.isEmpty()
        ? null
        : new ReferralParty(reached(clinician, "RT"), organization.orElse(null));
  }

  /**
   * The clinician with the address and the telephone numbers of PRD, where nobody else says them.
   */
  private @Nullable Clinician reached(Optional<Clinician> clinician, String role) {
    var prd =
        segments.stream().filter(s -> s.name().equals("PRD") && s.text(1).equals(role)).findFirst();
    if (prd.isEmpty() || clinician.isEmpty()) {
      return clinician.orElse(null);
    }
    var known = clinician.get();
    var addresses =
        known.addresses().isEmpty()
            ? prd.get().repetitions(3).stream().map(Contacts::readXad).toList()
            : known.addresses();
    var telecoms =
        known.telecoms().isEmpty()
            ? prd.get().repetitions(5).stream().flatMap(p -> Contacts.readXtn(p).stream()).toList()
            : known.telecoms();
    return known.with().addresses(addresses).telecoms(telecoms).build();
  }

  private List<Coded> codeds(int field) {
    var codeds = new ArrayList<Coded>();
    if (obr != null) {
      obr.repetitions(field).stream()
          .map(p -> Cwe.read(p, reading.dialect()))
          .filter(Objects::nonNull)
          .forEach(codeds::add);
    }
    return codeds;
  }

  private @Nullable String information() {
    if (obr == null || !obr.has(13)) {
      return null;
    }
    var part = obr.field(13);
    var text = part.component(1).isEmpty() ? part.component(2) : part.whole();
    return text.isEmpty() ? null : text;
  }

  /** The quantity and timing: OBR-27, else ORC-7. */
  private @Nullable Part timing() {
    if (obr != null && obr.has(27)) {
      return obr.field(27);
    }
    return orc.has(7) ? orc.field(7) : null;
  }

  /** A time of the quantity and timing, else of TQ1. */
  private @Nullable PartialTime time(int component, int tq1Field) {
    var timing = timing();
    var tq1 = named("TQ1", segments);
    if (timing != null && !timing.component(component).isEmpty()) {
      return moment(
          new Part(
              timing.raw(component),
              timing.delimiters(),
              timing.segment(),
              timing.field(),
              timing.repetition()));
    }
    return tq1 == null || !tq1.has(tq1Field) ? null : moment(tq1.field(tq1Field));
  }

  /** A wanted day or time. */
  private @Nullable PartialTime moment(Part part) {
    return reading.times().partial(part);
  }

  private @Nullable PartialTime start() {
    var start = time(4, 7);
    if (start == null && obr != null && obr.has(6)) {
      start = moment(obr.field(6));
    }
    return start == null && orc.text(1).equals("NW") && orc.has(15) ? moment(orc.field(15)) : start;
  }

  private @Nullable Integer quantity() {
    if (found.has("REF-QUANTITY")) {
      return found.integer("REF-QUANTITY");
    }
    var timing = timing();
    var tq1 = named("TQ1", segments);
    var written =
        timing != null && !timing.component(1).isEmpty()
            ? timing.component(1)
            : tq1 == null ? "" : tq1.text(14);
    return Numbers.positive(written, 4);
  }

  private InfusionOrder.@Nullable Priority priority() {
    if ("urgent".equals(found.code("REF-PRIORITY"))) {
      return InfusionOrder.Priority.URGENT;
    }
    var timing = timing();
    var tq1 = named("TQ1", segments);
    var written =
        timing != null && !timing.component(6).isEmpty()
            ? timing.component(6)
            : tq1 != null && tq1.has(9) ? tq1.text(9) : obr == null ? "" : obr.text(5);
    return Priorities.read(written).orElse(null);
  }

  private Referral.@Nullable Setting setting() {
    var own = found.code("REF-SETTING");
    var code = own == null ? OrderTypes.read(orc.text(29)).orElse(null) : own;
    return Enums.read(Referral.Setting.values(), Referral.Setting::code, code).orElse(null);
  }

  private List<String> memberNumbers() {
    if (found.has("REF-ID")) {
      return found.texts("REF-MEMBER");
    }
    return segments.stream()
        .filter(s -> s.name().equals("IN1"))
        .map(s -> s.has(36) ? s.text(36) : s.text(49))
        .filter(n -> !n.isEmpty())
        .toList();
  }

  private @Nullable String authorization() {
    var own = found.text("REF-AUTH");
    return own != null || found.has("REF-ID")
        ? own
        : segments.stream()
            .filter(s -> s.name().equals("IN1") && s.has(14))
            .map(s -> s.text(14))
            .findFirst()
            .or(
                () ->
                    Optional.ofNullable(named("AUT", segments))
                        .flatMap(a -> Optional.ofNullable(a.field(6).optional(1))))
            .orElse(null);
  }

  /** Notes of the order: those before the first observation, and of REF those behind PV1. */
  private List<String> notes() {
    var notes = new ArrayList<String>();
    var ordered = false;
    var below = false;
    for (var segment : segments) {
      ordered |= segment.name().equals("ORC");
      if (segment.name().equals("OBX")) {
        below = true;
      } else if (segment.name().equals("PV1") && below) {
        below = false;
      }
      if (!below && ordered && segment.name().equals("NTE")) {
        var lines = segment.repetitions(3).stream().map(Part::whole).toList();
        if (!lines.isEmpty()) {
          notes.add(String.join("\n", lines));
        }
      }
    }
    return notes;
  }
}

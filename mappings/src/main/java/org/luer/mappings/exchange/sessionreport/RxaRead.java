package org.luer.mappings.exchange.sessionreport;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.infusion.AdministrationCodes;
import org.luer.mappings.concept.infusion.Bag;
import org.luer.mappings.concept.infusion.Drug;
import org.luer.mappings.concept.infusion.Lot;
import org.luer.mappings.concept.infusion.SuppliesHl7v2;
import org.luer.mappings.concept.session.Delivery;
import org.luer.mappings.concept.session.IvAccess;
import org.luer.mappings.concept.session.Told;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Coding;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.core.Systems;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.Obx;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Units;

/**
 * One RXA as received, with its RXR and the observations below it.
 *
 * @param segment the RXA
 * @param rxr route and site; absent when the sender left it out
 * @param from RXA-3
 * @param to RXA-4, or RXA-3 when it is empty
 * @param dose RXA-6 with RXA-7
 * @param below observations below it
 * @param reading dialect, zone rule, issues
 */
record RxaRead(
    Segment segment,
    @Nullable Segment rxr,
    OffsetDateTime from,
    OffsetDateTime to,
    @Nullable Quantity dose,
    List<Obx> below,
    Reading reading) {
  private static final BigDecimal SECONDS_PER_HOUR = BigDecimal.valueOf(3600);

  /** All RXA whose times can be read, in order. */
  static List<RxaRead> all(PatientRun run) {
    var all = new ArrayList<RxaRead>();
    var segments = run.segments();
    for (int i = 0; i < segments.size(); i++) {
      if (segments.get(i).name().equals("RXA")) {
        var read = read(segments.get(i), rxr(segments, i + 1), run);
        if (read != null) {
          all.add(read);
        }
      }
    }
    return all;
  }

  private static @Nullable Segment rxr(List<Segment> segments, int start) {
    for (int i = start; i < segments.size(); i++) {
      var name = segments.get(i).name();
      if (name.equals("RXR")) {
        return segments.get(i);
      }
      if (name.equals("ORC")) {
        return null;
      }
    }
    return null;
  }

  private static @Nullable RxaRead read(Segment rxa, @Nullable Segment rxr, PatientRun run) {
    var reading = run.reading();
    var from = reading.times().instant(rxa, 3);
    var to = rxa.has(4) ? reading.times().instant(rxa, 4) : from;
    if (!rxa.has(3)) {
      reading.issues().error(IssueCode.REQUIRED, rxa.path(3), "the start is missing");
    }
    var below = new ArrayList<Obx>();
    for (var obx : run.observations().all()) {
      if (Objects.equals(obx.above(), rxa)
          && Observations.code(obx, AdministrationCodes.TABLE) != null) {
        below.add(obx.use());
      }
    }
    var dose = dose(rxa, reading, from, to);
    return from == null || to == null
        ? null
        : new RxaRead(rxa, rxr, from, to, dose, below, reading);
  }

  private static @Nullable Quantity dose(
      Segment rxa, Reading reading, @Nullable OffsetDateTime from, @Nullable OffsetDateTime to) {
    var number = Numbers.readNm(rxa.text(6));
    if (number.isEmpty() || rxa.text(6).equals("999")) {
      reading.issues().error(IssueCode.VALUE, rxa.path(6), "is not an amount that was given");
      return null;
    }
    var perHour = rxa.text(12).equals("H1") && from != null && to != null;
    if (perHour && !Duration.between(from, to).equals(Duration.ofHours(1))) {
      reading
          .issues()
          .error(IssueCode.CONFLICT, rxa.path(12), "makes RXA-6 a rate; that was not agreed");
    }
    var unit = Units.read(rxa.field(7)).orElse("");
    if (unit.isEmpty()) {
      reading.issues().error(IssueCode.UNIT_UNKNOWN, rxa.path(7), "is not a known UCUM unit");
      return null;
    }
    if (from == null || from.equals(to)) {
      return new Quantity(number.get(), unit);
    }
    var milligrams = Found.inUnit(rxa, 7, number.get(), "mg", reading);
    return milligrams == null ? null : new Quantity(milligrams, "mg");
  }

  /** Whether it is a point in time: a bolus or an adjunct. */
  boolean isMoment() {
    return from.isEqual(to);
  }

  /** RXA-21 D: the sender withdraws it. */
  boolean deleted() {
    return segment.text(21).toUpperCase(Locale.ROOT).equals("D");
  }

  /** RXA-20 NA or RE: not given, refused. */
  boolean notDone() {
    var code = segment.text(20).toUpperCase(Locale.ROOT);
    return code.equals("NA") || code.equals("RE");
  }

  /** RXA-20 PA: stopped early. */
  boolean partly() {
    return segment.text(20).toUpperCase(Locale.ROOT).equals("PA");
  }

  /** RXA-18. */
  @Nullable Coded reason() {
    return Cwe.read(segment.field(18), reading.dialect());
  }

  /** RXA-9 and the notes of the observations below. */
  @Nullable String note() {
    var notes = new ArrayList<String>();
    Optional.ofNullable(PatientRun.words(segment.field(9))).ifPresent(notes::add);
    below.forEach(o -> Optional.ofNullable(o.note()).ifPresent(notes::add));
    return notes.isEmpty() ? null : String.join("\n", notes);
  }

  /** RXA-19. */
  List<Coded> indications() {
    return segment.repetitions(19).stream()
        .map(p -> Cwe.read(p, reading.dialect()))
        .filter(Objects::nonNull)
        .toList();
  }

  /** RXR-1. */
  @Nullable Coded route() {
    return rxr == null ? null : AdministrationCodes.readRoute(rxr.field(1), reading.dialect());
  }

  /** The number of the session, when the sender says it. */
  @Nullable String sessionId() {
    var obx = first("SES-ID");
    return obx == null ? null : obx.value().whole();
  }

  /** The pump rate: as sent, else volume by time. */
  @Nullable Quantity rate() {
    var obx = first("PUMP-RATE");
    if (obx != null) {
      var number = Found.number(obx, reading);
      var value = number == null ? null : Found.inUnit(obx.segment(), 6, number, "mL/h", reading);
      return value == null ? null : new Quantity(value, "mL/h");
    }
    var volume = volume();
    if (volume == null) {
      reading
          .issues()
          .error(IssueCode.REQUIRED, segment.path(), "has no observation of pump rate or volume");
      return null;
    }
    var seconds = BigDecimal.valueOf(Duration.between(from, to).toSeconds());
    var rate = volume.multiply(SECONDS_PER_HOUR).divide(seconds, 2, RoundingMode.HALF_EVEN);
    return new Quantity(rate.stripTrailingZeros(), "mL/h");
  }

  /** The volume, as sent. */
  @Nullable BigDecimal volume() {
    var obx = first("INF-VOL");
    var number = obx == null ? null : Found.number(obx, reading);
    return obx == null || number == null
        ? null
        : Found.inUnit(obx.segment(), 6, number, "mL", reading);
  }

  private @Nullable Obx first(String code) {
    for (var obx : below) {
      if (code.equals(Observations.code(obx, AdministrationCodes.TABLE))) {
        return obx;
      }
    }
    return null;
  }

  /** RXA-5 with the NDC apart; null when it says nothing. */
  @Nullable Drug drug() {
    var code = Cwe.read(segment.field(5), reading.dialect());
    if (code == null || "not stated".equals(code.text())) {
      return null;
    }
    var ndc = code.codeIn(Systems.NDC).map(n -> n.replace("-", "")).orElse(null);
    if (ndc == null || !ndc.matches("\\d{11}") || Systems.NDC.equals(code.system())) {
      return new Drug(code, null, null);
    }
    var also = code.also().stream().filter(c -> !isNdc(c)).toList();
    return new Drug(new Coded(code.system(), code.code(), code.text(), also), ndc, null);
  }

  private static boolean isNdc(Coding coding) {
    return coding.system().equals(Systems.NDC);
  }

  /** Drug, bag, route, line, pump and vials: what every RXA of an infusion repeats. */
  void about(SessionDraft draft) {
    draft.drug = drug();
    draft.route = route();
    var site = rxr == null ? null : Cwe.read(rxr.field(2), reading.dialect());
    draft.ivAccess = site == null ? null : new IvAccess(site, null, null);
    draft.bag = bag();
    draft.told =
        new Told(
            List.of(), delivery(), null, null, null, List.of(), List.of(), List.of(), List.of());
    draft.lots = lots();
    draft.pump =
        below.stream()
            .map(o -> o.segment().field(18).optional(1))
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
  }

  private @Nullable Delivery delivery() {
    var dialect = reading.dialect();
    var type = segment.text(26);
    return new Delivery(
            rxr == null ? null : Cwe.read(rxr.field(3), dialect),
            rxr == null ? null : Cwe.read(rxr.field(4), dialect),
            Cwe.read(segment.field(8), dialect),
            type.isEmpty() ? null : Coded.of(Systems.V2 + "0480", type, null))
        .orNull();
  }

  private @Nullable Bag bag() {
    var amount = Numbers.readNm(segment.text(13));
    var volume = Numbers.readNm(segment.text(23));
    if (amount.isEmpty() || volume.isEmpty()) {
      return null;
    }
    var drug = Found.inUnit(segment, 14, amount.get(), "mg", reading);
    var fluid = Found.inUnit(segment, 24, volume.get(), "mL", reading);
    return drug == null || fluid == null
        ? null
        : new Bag(null, new Quantity(drug, "mg"), new Quantity(fluid, "mL"), null);
  }

  private List<Lot> lots() {
    var lots = new ArrayList<Lot>();
    for (var number : segment.repetitions(15)) {
      @Nullable PartialDate expires = null;
      for (var date : segment.repetitions(16)) {
        expires = date.repetition() == number.repetition() ? reading.times().date(date) : expires;
      }
      @Nullable String maker = null;
      @Nullable Coding code = null;
      for (var name : segment.repetitions(17)) {
        if (name.repetition() == number.repetition()) {
          maker = PatientRun.words(name);
          code = SuppliesHl7v2.maker(Cwe.read(name, reading.dialect()));
          code = code == null ? null : new Coding(code.system(), code.code(), null);
        }
      }
      lots.add(new Lot(number.component(1), null, expires, maker, code));
    }
    return lots;
  }
}

package org.luer.mappings.concept.referral.hl7v2;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.ClinicianRowsHl7v2;
import org.luer.mappings.concept.clinician.ProviderRowsHl7v2;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.order.OrderTypes;
import org.luer.mappings.concept.order.Priorities;
import org.luer.mappings.concept.referral.Referral;
import org.luer.mappings.concept.referral.ReferralCodes;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.hl7v2.Contacts;
import org.luer.mappings.hl7v2.ControlIds;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.LocalCodes;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Panel;
import org.luer.mappings.hl7v2.Rows;
import org.luer.mappings.hl7v2.Version;
import org.luer.mappings.hl7v2.Wire;

/**
 * {@link Referral} to the segments of one order of ORM^O01 (OMG^O19 from version 2.7 on): ORC, TQ1,
 * OBR, NTE, DG1, OBX. {@link ReferralReader} reads them.
 *
 * <p>Mapped: ORC-1 and 5 (referral-status.csv), 2, 3, 4, 9, 10, 12, 14, 15, 16, 21 to 23, 29;
 * OBR-2, 3, 4, 6, 13, 16, 27, 31, 46 (TQ1-7, 8, 9, 14 where OBR-27 is withdrawn); NTE; DG1; OBX for
 * findings and, with codes of our own, for what an order has no field for. Cannot carry: a third
 * code system of the service, its details and reasons.
 */
public final class ReferralHl7v2 {
  static final LocalCodes REMARKS = LocalCodes.load(ReferralHl7v2.class, "remark-hl7v2.csv");
  static final LocalCodes CODES = LocalCodes.load(ReferralHl7v2.class, "referral-hl7v2.csv");
  private static final int EI = 22; // base length of EI in ORC and OBR
  static final String PLACER = "PLAC";
  static final String FILLER = "FILL";
  static final String GROUP = "PGN";

  private ReferralHl7v2() {}

  /** The observations of all tables of a referral. */
  public static List<LocalCodes> codes() {
    var all =
        new ArrayList<>(List.of(CODES, REMARKS, HistoryHl7v2.codes(), DiagnosisHl7v2.codes()));
    all.addAll(SupportHl7v2.codes());
    return List.copyOf(all);
  }

  /**
   * The segments of the order.
   *
   * @param beside observations about the patient that stand behind those of the referral
   */
  public static List<OutSegment> write(Referral referral, @Nullable Panel beside, Dialect dialect) {
    var panel = new Panel(1, "", "");
    var rows = panel.group(CODES, "", dialect);
    var orc = orc(referral, rows, panel, dialect);
    var segments = new ArrayList<OutSegment>();
    segments.add(orc);
    if (Version.of(dialect.version()) == Version.V28) {
      timing(referral, segments);
    }
    segments.add(obr(referral, orc, rows, dialect));
    for (int i = 0; i < referral.notes().size(); i++) {
      segments.add(
          new OutSegment("NTE")
              .set(1, String.valueOf(i + 1))
              .set(2, "P")
              .set(3, Wire.text(referral.notes().get(i))));
    }
    segments.addAll(DiagnosisHl7v2.write(referral.diagnoses(), panel, dialect));
    observations(referral, rows, dialect);
    remarks(referral, panel, dialect);
    SupportHl7v2.treatments(referral.priorTreatments(), panel, dialect);
    SupportHl7v2.documents(referral.documents(), panel, dialect);
    FindingHl7v2.write(referral.findings(), panel, dialect);
    if (beside != null) {
      beside.rows().forEach(panel::add);
    }
    panel.write(segments, "F");
    return segments;
  }

  /** The observations of what stands in ORC alone, for a message that has no ORC. */
  public static void withoutOrc(Referral referral, Panel beside, Dialect dialect) {
    var rows = beside.group(CODES, "", dialect);
    var history = referral.history();
    var last = history.isEmpty() ? null : history.get(history.size() - 1);
    if (last != null) {
      rows.coded("REF-WHY", last.reason());
      if (last.by() != null && ProviderRowsHl7v2.complete(last.by())) {
        ClinicianRowsHl7v2.write(rows, "REF-BY", last.by());
      }
    }
    if (Version.of(dialect.version()) == Version.V28) {
      rows.number("REF-QUANTITY", referral.quantity()); // neither OBR-27 nor TQ1 is there
    }
    var group = referral.groupNumber();
    if (group != null
        && group.bare().equals(new Identifier(group.value(), group.authority(), null, GROUP))) {
      rows.raw("REF-GROUP", Numbers.cx(group));
    }
    var practice = referral.from().organization();
    if (practice != null && PartyHl7v2.complete(practice, dialect)) {
      PartyHl7v2.rows(rows, "REF-FORG", practice);
    }
  }

  private static OutSegment orc(Referral referral, Rows rows, Panel panel, Dialect dialect) {
    var row = ReferralCodes.STATUS.row(referral.status());
    var version = Version.of(dialect.version());
    var from = referral.from().clinician();
    var orc =
        new OutSegment("ORC")
            .set(1, row.control())
            .set(2, Numbers.ei(referral.placerNumber()))
            .set(3, filler(referral, dialect))
            .set(4, Numbers.ei(referral.groupNumber()))
            .set(5, row.order())
            .set(12, ProviderRowsHl7v2.field(from, dialect));
    if (row.control().equals("NW")) {
      orc.set(15, Hl7Timestamp.write(referral.start()));
    }
    if (from != null) {
      orc.set(
          14,
          Wire.repetitions(from.telecoms().stream().map(t -> Contacts.xtn(t, version)).toList()));
    }
    rows.text("REF-ID", referral.id());
    rows.code("REF-STATUS", referral.status().code(), HistoryHl7v2.STATUS_SYSTEM);
    HistoryHl7v2.write(referral, orc, rows, panel, dialect);
    PartyHl7v2.fields(orc, referral.from().organization(), dialect);
    if (referral.setting() != null) {
      OrderTypes.find(referral.setting().code()).ifPresent(type -> orc.set(29, type.field()));
    }
    return orc;
  }

  /** The filler's number; the clinic's own key where the filler gave none. */
  private static String filler(Referral referral, Dialect dialect) {
    var own = dialect.clinic().application();
    if (referral.fillerNumber() != null) {
      return Numbers.ei(referral.fillerNumber());
    }
    var id = referral.id();
    return Numbers.ei(
        id.length() + own.length() < EI ? id : ControlIds.digits(8, "referral", id), own);
  }

  private static OutSegment obr(Referral referral, OutSegment orc, Rows rows, Dialect dialect) {
    var version = Version.of(dialect.version());
    var obr =
        new OutSegment("OBR")
            .set(1, "1")
            .set(2, orc.get(2))
            .set(3, orc.get(3))
            .set(4, Cwe.write(referral.service(), dialect))
            .set(13, information(referral, version))
            .set(16, orc.get(12))
            .set(31, codeds(referral.reasons(), dialect))
            .set(46, codeds(referral.details(), dialect));
    if (version != Version.V28) {
      obr.set(6, Hl7Timestamp.write(referral.start())).set(27, quantity(referral));
    }
    if (version == Version.V231) {
      rows.codeds("REF-DETAIL", referral.details());
    }
    return obr;
  }

  /** OBR-13 is a string before 2.8 and a coded element since. */
  private static String information(Referral referral, Version version) {
    var text = Wire.text(referral.clinicalInformation());
    return text.isEmpty() || version != Version.V28 ? text : "^" + text;
  }

  private static String codeds(List<org.luer.mappings.core.Coded> codeds, Dialect dialect) {
    return Wire.repetitions(codeds.stream().map(c -> Cwe.write(c, dialect)).toList());
  }

  private static String quantity(Referral referral) {
    return Wire.components(
        count(referral),
        "",
        "",
        Hl7Timestamp.write(referral.start()),
        Hl7Timestamp.write(referral.end()),
        priority(referral.priority()));
  }

  private static void timing(Referral referral, List<OutSegment> segments) {
    var tq1 =
        new OutSegment("TQ1")
            .set(7, Hl7Timestamp.write(referral.start()))
            .set(8, Hl7Timestamp.write(referral.end()))
            .set(14, count(referral));
    if (referral.priority() != null) {
      tq1.set(9, Wire.components(priority(referral.priority()), "", "HL70485"));
    }
    if (tq1.size() > 0) {
      segments.add(tq1.set(1, "1"));
    }
  }

  private static String count(Referral referral) {
    return referral.quantity() == null ? "" : String.valueOf(referral.quantity());
  }

  /** HL7 table 0485; it has no code for urgent, which goes as soon as possible. */
  private static String priority(InfusionOrder.@Nullable Priority priority) {
    return priority == null ? "" : Priorities.write(priority);
  }

  private static void remarks(Referral referral, Panel panel, Dialect dialect) {
    for (int i = 0; i < referral.remarks().size(); i++) {
      var remark = referral.remarks().get(i);
      var rows = panel.group(REMARKS, String.valueOf(i + 1), dialect);
      rows.text("REMARK", remark.text());
      rows.time("REMARK-AT", remark.at());
      ClinicianRowsHl7v2.write(rows, "REMARK-BY", remark.by());
    }
  }

  private static void observations(Referral referral, Rows rows, Dialect dialect) {
    rows.time("REF-RECORDED", referral.recordedAt());
    rows.text("REF-PATIENT", referral.patientInstruction());
    rows.partial("REF-TASK-SET", referral.taskSetAt());
    if (referral.taskNumber() != null) {
      rows.raw("REF-TASK", Numbers.cx(referral.taskNumber()));
    }
    if (referral.priority() == InfusionOrder.Priority.URGENT) {
      rows.code("REF-PRIORITY", referral.priority().code(), LocalCodes.SYSTEM);
    }
    number(rows, "REF-PLACER", referral.placerNumber(), PLACER);
    var filler = referral.fillerNumber();
    if (filler != null && filler.authority().equals(dialect.clinic().application())) {
      rows.raw("REF-FILLER", Numbers.cx(filler)); // else it would be read as our own key
    } else {
      number(rows, "REF-FILLER", filler, FILLER);
    }
    number(rows, "REF-GROUP", referral.groupNumber(), GROUP);
    if (referral.setting() != null && Version.of(dialect.version()).before(Version.V251)) {
      rows.code("REF-SETTING", referral.setting().code(), LocalCodes.SYSTEM);
    }
    rows.texts("REF-MEMBER", referral.memberNumbers());
    rows.text("REF-AUTH", referral.authorizationNumber());
    ProviderRowsHl7v2.rows(rows, "REF-FROM", referral.from().clinician());
    var practice = referral.from().organization();
    if (practice != null && !PartyHl7v2.complete(practice, dialect)) {
      PartyHl7v2.rows(rows, "REF-FORG", practice);
    }
    var to = referral.to();
    if (to != null) {
      ClinicianRowsHl7v2.write(rows, "REF-TO", to.clinician());
      if (to.organization() != null) {
        PartyHl7v2.rows(rows, "REF-TORG", to.organization());
      }
    }
    ProviderRowsHl7v2.rows(rows, "REF-ATT", referral.attending());
  }

  /** A number of which the field would not carry everything: EI has no type. */
  private static void number(Rows rows, String code, @Nullable Identifier number, String type) {
    if (number != null
        && !number.bare().equals(new Identifier(number.value(), number.authority(), null, type))) {
      rows.raw(code, Numbers.cx(number));
    }
  }
}

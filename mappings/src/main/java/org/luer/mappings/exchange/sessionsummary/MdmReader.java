package org.luer.mappings.exchange.sessionsummary;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ClinicianHl7v2;
import org.luer.mappings.concept.clinician.Roster;
import org.luer.mappings.concept.document.Document;
import org.luer.mappings.concept.document.DocumentHeader;
import org.luer.mappings.concept.document.DocumentHl7v2;
import org.luer.mappings.concept.document.DocumentRelation;
import org.luer.mappings.concept.document.DocumentTables;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.organization.OrganizationHl7v2;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.patient.PatientHl7v2;
import org.luer.mappings.concept.summary.SessionSummary;
import org.luer.mappings.concept.visit.Visit;
import org.luer.mappings.concept.visit.VisitHl7v2;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Coding;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Systems;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Segments;

/** Reads one document out of one MDM, or out of one report of an ORU^R01. */
final class MdmReader {
  private static final Set<String> READ =
      Set.of(
          "MSH", "SFT", "UAC", "EVN", "PID", "PD1", "PV1", "PV2", "ORC", "OBR", "TXA", "OBX",
          "CON");

  private final Segments message;
  private final Reading reading;
  private final String event;
  private final @Nullable Segment orc;
  private final @Nullable Segment obr;
  private final @Nullable Segment txa;
  private final Found report;
  private final DocumentRowsHl7v2.Read beside;

  MdmReader(Segments message, Reading reading) {
    this.message = message;
    this.reading = reading;
    var type = PreParser.type(message);
    this.event = type.startsWith("MDM_") ? type.substring(4) : "";
    this.orc = message.first("ORC").orElse(null);
    this.obr = message.first("OBR").orElse(null);
    this.txa = message.first("TXA").orElse(null);
    var own = ReportHeaderHl7v2.find(message.named("OBX"), reading);
    this.report = own.single(ReportHeaderHl7v2.CODES);
    this.beside = DocumentRowsHl7v2.read(own, report);
  }

  /** The document; empty and issues when it cannot be told whose or which it is. */
  Optional<SessionDocument> read() {
    foreign();
    var pid = message.first("PID").orElse(null);
    if (pid == null) {
      required("PID[1]", "the patient is missing");
    }
    if (txa == null && !event.isEmpty()) {
      required("TXA[1]", "the document header is missing");
    }
    var number = number();
    if (number.isEmpty()) {
      required(txa == null ? "OBR[1]-3" : "TXA[1]-12", "the document has no number");
    }
    var type = type();
    if (type == null) {
      required(txa == null ? "OBR[1]-4" : "TXA[1]-2", "the kind of document is not known");
    }
    if (pid == null || number.isEmpty() || type == null || (txa == null && !event.isEmpty())) {
      return Optional.empty();
    }
    var nothing = Observations.of(List.of(), reading);
    var patient = PatientHl7v2.readWhole(pid, message.all(), nothing);
    var clinic =
        OrganizationHl7v2.read(
            orc, message.header(), nothing.single(PatientHl7v2.codes()), reading);
    return patient.map(p -> document(p, clinic.orElse(null), number.get(), type, pid));
  }

  private void required(String path, String text) {
    reading.issues().error(IssueCode.REQUIRED, path, text);
  }

  private void foreign() {
    message.all().stream()
        .filter(s -> !READ.contains(s.name()))
        .forEach(
            s ->
                reading
                    .issues()
                    .warning(
                        IssueCode.NOT_SUPPORTED, s.path(), "is no part of a document: not read"));
  }

  private Optional<Identifier> number() {
    return txa != null
        ? DocumentHl7v2.number(txa, 12, reading.dialect())
        : DocumentHl7v2.number(obr, 3, reading.dialect());
  }

  /**
   * OBR-4, else OBX-3, else TXA-2; a TXA-2 that says otherwise stands beside it. An order that is
   * no document is what the document is the record of.
   */
  private @Nullable Coded type() {
    var first =
        content().stream()
            .filter(this::summary)
            .findFirst()
            .or(() -> content().stream().findFirst())
            .orElse(null);
    var ordered = ordered();
    var lines =
        (first != null && first.has(3)) ? Cwe.read(first.field(3), reading.dialect()) : null;
    var coded = ordered == null || performed() ? lines : ordered;
    if (txa == null || !txa.has(2)) {
      return coded;
    }
    var written = txa.text(2);
    var loinc = DocumentHl7v2.readType(txa);
    if (coded == null) {
      return loinc != null
          ? loinc
          : Coded.of(Systems.V2 + "0270", written, txa.field(2).optional(2));
    }
    if (DocumentHl7v2.type(coded).equals(written)) {
      return coded;
    }
    var also = new ArrayList<>(coded.also());
    also.add(new Coding(Systems.V2 + "0270", written, null));
    if (loinc != null && loinc.code() != null && coded.codeIn(Systems.LOINC).isEmpty()) {
      // receivers want to know the kind by its LOINC code (US Core document types)
      also.add(new Coding(Systems.LOINC, loinc.code(), loinc.text()));
    }
    return new Coded(coded.system(), coded.code(), coded.text(), also);
  }

  private @Nullable Coded ordered() {
    return obr != null && obr.has(4) ? Cwe.read(obr.field(4), reading.dialect()) : null;
  }

  /** Whether OBR-4 says what was done, and every observation which document tells of it. */
  private boolean performed() {
    var ordered = ordered();
    return txa != null
        && ordered != null
        && !document(ordered)
        && content().stream()
            .map(o -> Cwe.read(o.field(3), reading.dialect()))
            .allMatch(c -> c != null && document(c));
  }

  private static boolean document(Coded code) {
    return code.codeIn(Systems.LOINC).filter(DocumentHl7v2::isDocument).isPresent();
  }

  /** Before 2.5 only what holds the whole document says what it is: a section has its own code. */
  private boolean summary(Segment obx) {
    var code = obx.has(3) ? Cwe.read(obx.field(3), reading.dialect()) : null;
    return code != null && SessionSummaryHl7v2.isSummary(code, reading.dialect());
  }

  private SessionDocument document(
      Patient patient, @Nullable Organization clinic, Identifier number, Coded type, Segment pid) {
    var pv1 = message.first("PV1").orElse(null);
    var roster = new Roster(reading);
    var visit = VisitHl7v2.readWithService(pid, pv1, reading, roster);
    var named = SessionSummaryHl7v2.isSummary(type, reading.dialect());
    var content = ContentHl7v2.read(content(), named, type, reading);
    var written = (txa != null && txa.has(25)) ? txa.text(25) : content.title();
    var title = written == null ? beside.title() : written;
    var header = header(number, type, title, visit, roster);
    var forms = beside.forms(content.attachments());
    var id = id(number);
    var recorded = recorded();
    return new SessionDocument(
        clinic,
        patient,
        content.summary()
            ? new SessionSummary(
                id, patient.id(), session(pv1), null, header, content.sections(), forms, recorded)
            : new Document(id, patient.id(), header, forms, recorded));
  }

  /** The observations that hold the document. */
  private List<Segment> content() {
    return message.named("OBX").stream().filter(o -> !ReportHeaderHl7v2.own(o)).toList();
  }

  private @Nullable OffsetDateTime recorded() {
    var evn = message.first("EVN").orElse(null);
    var at = evn == null ? null : reading.times().instant(evn, 2);
    return at != null ? at : reading.times().instant(message.header(), 7);
  }

  /** Our key of the document when it is written, else one that is the same whenever it comes. */
  private String id(Identifier number) {
    if (orc != null && orc.has(4)) {
      var group = orc.field(4);
      var authority = group.component(2).isEmpty() ? group.sub(1, 2) : group.component(2);
      var key = group.component(1);
      if (authority.equals(reading.dialect().clinic().application()) && Ids.valid(key)) {
        return key;
      }
    }
    return Ids.uuid("document", reading.dialect().partner(), number.authority(), number.value())
        .toString();
  }

  private @Nullable String session(@Nullable Segment pv1) {
    if (pv1 == null) {
      return null;
    }
    var alternate = pv1.field(50);
    return alternate.component(4).equals(reading.dialect().clinic().application())
        ? alternate.optional(1)
        : null;
  }

  private DocumentHeader header(
      Identifier number, Coded type, @Nullable String title, @Nullable Visit visit, Roster roster) {
    var outside = beside.outside();
    return new DocumentHeader(
        number,
        beside.numbers(),
        status(),
        available("superseded") ? Boolean.TRUE : null,
        type,
        beside.categories(),
        title,
        time(obr, 7) != null ? time(obr, 7) : time(txa, 4),
        time(obr, 8),
        time(txa, 6),
        time(txa, 7),
        time(txa, 8),
        (txa == null || !txa.has(21)) ? null : txa.text(21),
        beside.whole(authors()),
        person(10),
        beside.whole(
            txa == null
                ? ReportHeaderHl7v2.signature(report)
                : DocumentHl7v2.readSignature(txa, reading)),
        txa == null ? null : DocumentHl7v2.readConfidentiality(txa),
        (txa == null || !txa.has(16)) ? null : txa.text(16),
        placer(),
        filler(number),
        orderer(),
        outside == null ? visit : null,
        outside == null ? beside.members(roster.members()) : List.of(),
        relations(),
        acts(),
        List.of(),
        outside,
        beside.facility(),
        beside.setting(),
        person(11),
        txa == null
            ? List.of()
            : beside.whole(DocumentHl7v2.readPeople(txa, 23, reading.dialect())));
  }

  private @Nullable Clinician person(int field) {
    return txa == null
        ? null
        : ClinicianHl7v2.read(txa.field(field), reading.dialect()).map(beside::whole).orElse(null);
  }

  /** OBR-44: the procedure that the document is the record of. */
  private List<Coded> acts() {
    var act = obr == null || !obr.has(44) ? null : Cwe.read(obr.field(44), reading.dialect());
    if (act == null && performed()) {
      act = ordered();
    }
    return act == null ? List.of() : List.of(act);
  }

  private @Nullable OffsetDateTime time(@Nullable Segment segment, int field) {
    return segment == null ? null : reading.times().instant(segment, field);
  }

  /** Withdrawn by T11 or TXA-19; else as the observations say, else as TXA-17 does. */
  private DocumentHeader.Status status() {
    var first = content().stream().findFirst().map(o -> o.text(11)).orElse("");
    var reported = (obr == null || !obr.has(25)) ? first : obr.text(25);
    var said = DocumentTables.readResult(reported).orElse(DocumentHeader.Status.FINAL);
    if (event.equals("T11")
        || available("entered-in-error")
        || said == DocumentHeader.Status.ENTERED_IN_ERROR) {
      return DocumentHeader.Status.ENTERED_IN_ERROR;
    }
    var signed = txa == null || DocumentTables.authenticated(txa.text(17));
    if (!signed || said == DocumentHeader.Status.PRELIMINARY) {
      return DocumentHeader.Status.PRELIMINARY;
    }
    return event.equals("T08") ? DocumentHeader.Status.AMENDED : said;
  }

  /** Whether TXA-19 says this code of document-reference-status. */
  private boolean available(String status) {
    return txa != null
        && DocumentTables.readAvailability(txa.text(19)).filter(status::equals).isPresent();
  }

  private List<Clinician> authors() {
    if (txa != null) {
      return DocumentHl7v2.readPeople(txa, 9, reading.dialect());
    }
    return obr == null
        ? List.of()
        : ClinicianHl7v2.readNdl(obr.field(32), reading.dialect()).stream().toList();
  }

  private @Nullable Identifier placer() {
    var dialect = reading.dialect();
    return typed(
        DocumentHl7v2.number(txa, 14, dialect)
            .or(() -> DocumentHl7v2.number(orc, 2, dialect))
            .or(() -> DocumentHl7v2.number(obr, 2, dialect)),
        "PLAC");
  }

  /** TXA-15, else the number of the report in ORC or OBR, unless that is the document's own. */
  private @Nullable Identifier filler(Identifier document) {
    var dialect = reading.dialect();
    var ours = dialect.clinic().application();
    return typed(
        DocumentHl7v2.number(txa, 15, dialect)
            .or(() -> txa == null ? Optional.empty() : DocumentHl7v2.number(orc, 3, dialect))
            .or(() -> txa == null ? Optional.empty() : DocumentHl7v2.number(obr, 3, dialect))
            .filter(n -> !n.sameAs(document) && !n.authority().equals(ours)),
        "FILL");
  }

  private static @Nullable Identifier typed(Optional<Identifier> number, String type) {
    return number.map(n -> new Identifier(n.value(), n.authority(), n.oid(), type)).orElse(null);
  }

  private @Nullable Clinician orderer() {
    var from = (orc != null && orc.has(12)) ? orc.field(12) : obr == null ? null : obr.field(16);
    return from == null
        ? null
        : ClinicianHl7v2.read(from, reading.dialect()).map(beside::whole).orElse(null);
  }

  private List<DocumentRelation> relations() {
    if (txa == null) {
      return ReportHeaderHl7v2.relations(report);
    }
    var kind =
        event.equals("T06") || event.equals("T05")
            ? DocumentRelation.Kind.APPENDS
            : DocumentRelation.Kind.REPLACES;
    return DocumentHl7v2.number(txa, 13, reading.dialect())
        .map(n -> List.of(new DocumentRelation(kind, n)))
        .orElse(List.of());
  }
}

package org.luer.mappings.exchange.sessionsummary;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ClinicianHl7v2;
import org.luer.mappings.concept.document.Document;
import org.luer.mappings.concept.document.DocumentHeader;
import org.luer.mappings.concept.document.DocumentHl7v2;
import org.luer.mappings.concept.document.DocumentRelation;
import org.luer.mappings.concept.organization.OrganizationHl7v2;
import org.luer.mappings.concept.patient.PatientHl7v2;
import org.luer.mappings.concept.summary.SessionSummary;
import org.luer.mappings.concept.visit.VisitHl7v2;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Draft;
import org.luer.mappings.hl7v2.Header;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Version;

/**
 * A document as MDM (HL7 v2.5.1 ch. 9.5) or as ORU^R01.
 *
 * <p>The event: T11 withdrawn, T06 an addition, T08 the version that the partner has changed, T10 a
 * version that replaces the one the partner has, else T02. A replacement of what the partner never
 * took is new to it: T02, which names the number that it replaces all the same.
 */
final class MdmWriter {
  private final SessionDocument set;
  private final DocumentHeader header;
  private final Dialect dialect;
  private final boolean orders;

  private MdmWriter(SessionDocument set, Dialect dialect) {
    this.set = set;
    this.header = set.header();
    this.dialect = dialect;
    this.orders = !Version.of(dialect.version()).before(Version.V251);
  }

  /** The message that tells of a document. */
  static Draft write(
      SessionDocument set, @Nullable SessionDocument before, Dialect dialect, Set<String> types) {
    var writer = new MdmWriter(set, dialect);
    var mdm = types.stream().anyMatch(t -> t.startsWith("MDM_"));
    return mdm ? writer.mdm(event(set, before)) : writer.oru();
  }

  private static String event(SessionDocument set, @Nullable SessionDocument before) {
    var header = set.header();
    if (header.voided()) {
      return "T11";
    }
    if (before != null && before.header().number().sameAs(header.number())) {
      return "T08";
    }
    if (header.relation(DocumentRelation.Kind.REPLACES).isPresent()) {
      return before == null ? "T02" : "T10";
    }
    return header.relation(DocumentRelation.Kind.APPENDS).isPresent() ? "T06" : "T02";
  }

  private Draft mdm(String event) {
    var type = "MDM_" + event;
    var content = event.equals("T11") ? List.<OutSegment>of() : ContentHl7v2.write(set, dialect);
    var segments = new ArrayList<OutSegment>();
    segments.add(Header.msh(type, recorded(), dialect));
    segments.add(evn(event));
    segments.add(pid());
    segments.add(pv1());
    if (orders && !event.equals("T11")) {
      segments.add(orc());
      segments.add(obr());
    }
    var text = content.isEmpty() || content.get(0).get(2).equals("TX");
    segments.add(DocumentHl7v2.write(header, text ? "TX" : "AP", dialect));
    segments.addAll(content);
    if (!event.equals("T11")) {
      ReportHeaderHl7v2.beside(set, segments, dialect);
    }
    return new Draft(type, segments);
  }

  private Draft oru() {
    var segments = new ArrayList<OutSegment>();
    segments.add(Header.msh("ORU_R01", recorded(), dialect));
    segments.add(pid());
    segments.add(pv1());
    // no TXA has the number of the document: it is the number of the report
    var number = Numbers.ei(header.number());
    segments.add(orc().set(3, number));
    segments.add(obr().set(3, number).set(32, ClinicianHl7v2.ndl(author(), dialect)));
    segments.addAll(ContentHl7v2.write(set, dialect));
    ReportHeaderHl7v2.write(set, segments, dialect);
    return new Draft("ORU_R01", segments);
  }

  private @Nullable OffsetDateTime recorded() {
    var recorded =
        set.document() instanceof SessionSummary summary
            ? summary.recordedAt()
            : ((Document) set.document()).recordedAt();
    return recorded == null ? header.saidAt() : recorded;
  }

  private OutSegment evn(String event) {
    var signature = header.signature();
    return new OutSegment("EVN")
        .set(1, event)
        .set(2, Hl7Timestamp.write(recorded()))
        .set(5, signature == null ? "" : ClinicianHl7v2.provider(signature.by(), dialect))
        .set(6, Hl7Timestamp.write(header.saidAt()));
  }

  private OutSegment pid() {
    var visit = header.visit();
    return PatientHl7v2.write(set.patient(), visit == null ? null : visit.account(), dialect);
  }

  private OutSegment pv1() {
    var written = VisitHl7v2.write(header.visit(), header.staff(), dialect);
    var pv1 = written == null ? new OutSegment("PV1").set(1, "1").set(2, "N") : written;
    var session = set.sessionId();
    return session == null
        ? pv1
        : pv1.set(50, Numbers.cx(session, dialect.clinic().application(), null, "VN"));
  }

  private OutSegment orc() {
    var orc =
        new OutSegment("ORC")
            .set(1, "RE")
            .set(2, Numbers.ei(header.placerNumber()))
            .set(3, filler())
            .set(4, Numbers.ei(set.document().id(), dialect.clinic().application()))
            .set(5, state())
            .set(9, Hl7Timestamp.write(header.saidAt()))
            .set(12, DocumentHl7v2.person(header.orderer(), dialect));
    if (set.clinic() != null) {
      OrganizationHl7v2.write(orc, set.clinic(), dialect);
    }
    return orc;
  }

  /** The number of the report at the one who made it; the document's own where there is none. */
  private String filler() {
    return Numbers.ei(header.fillerNumber() == null ? header.number() : header.fillerNumber());
  }

  private String state() {
    return header.voided()
        ? "CA"
        : header.status() == DocumentHeader.Status.PRELIMINARY ? "IP" : "CM";
  }

  private OutSegment obr() {
    var status = ContentHl7v2.status(header);
    return new OutSegment("OBR")
        .set(1, "1")
        .set(2, Numbers.ei(header.placerNumber()))
        .set(3, filler())
        .set(4, Cwe.write(header.type(), dialect))
        .set(7, Hl7Timestamp.write(header.startedAt()))
        .set(8, Hl7Timestamp.write(header.endedAt()))
        .set(16, DocumentHl7v2.person(header.orderer(), dialect))
        .set(22, Hl7Timestamp.write(header.saidAt()))
        .set(25, status.equals("D") ? "X" : status)
        .set(44, header.acts().isEmpty() ? "" : Cwe.write(header.acts().get(0), dialect));
  }

  /** NDL has a place for the first author. */
  private @Nullable Clinician author() {
    return header.authors().isEmpty() ? null : header.authors().get(0);
  }
}

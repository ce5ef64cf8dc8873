package org.luer.mappings.exchange.sessionsummary;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.ClinicianHl7v2;
import org.luer.mappings.concept.document.DocumentHeader;
import org.luer.mappings.concept.document.DocumentRelation;
import org.luer.mappings.concept.session.Signature;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.LocalCodes;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Panel;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Version;

/**
 * What a document says of itself behind its content. As ORU^R01 who signed and when, and what it
 * replaces or adds to: the message has no TXA for it, and a partner must know. In every message
 * {@link DocumentRowsHl7v2}.
 */
final class ReportHeaderHl7v2 {
  static final LocalCodes CODES = LocalCodes.load(ReportHeaderHl7v2.class, "document-hl7v2.csv");

  /** What stands in one of the observations. */
  private record Related(String code, DocumentRelation.Kind kind) {}

  private static final List<Related> RELATIONS =
      List.of(
          new Related("DOC-REPLACES", DocumentRelation.Kind.REPLACES),
          new Related("DOC-APPENDS", DocumentRelation.Kind.APPENDS));

  private ReportHeaderHl7v2() {}

  /** Adds the observations; none where nothing is to be said. */
  static void write(SessionDocument set, List<OutSegment> out, Dialect dialect) {
    var panel = new Panel(0, "", "");
    signed(set.header(), panel, dialect);
    DocumentRowsHl7v2.write(set, panel, false, dialect);
    add(panel, set.header(), out);
  }

  /** Adds what is said beside TXA, which says the rest. */
  static void beside(SessionDocument set, List<OutSegment> out, Dialect dialect) {
    var panel = new Panel(0, "", "");
    var titled = Version.of(dialect.version()) == Version.V28;
    DocumentRowsHl7v2.write(set, panel, titled, dialect);
    add(panel, set.header(), out);
  }

  private static void signed(DocumentHeader header, Panel panel, Dialect dialect) {
    var rows = panel.group(CODES, "", dialect);
    var signature = header.signature();
    if (signature != null) {
      rows.raw("DOC-SIGNER", ClinicianHl7v2.provider(signature.by(), dialect));
      rows.time("DOC-SIGNED", signature.at());
    }
    for (var related : RELATIONS) {
      rows.raws(
          related.code(),
          header.relatesTo().stream()
              .filter(relation -> relation.kind() == related.kind())
              .map(relation -> Numbers.cx(relation.number()))
              .toList());
    }
  }

  private static void add(Panel panel, DocumentHeader header, List<OutSegment> out) {
    var before = (int) out.stream().filter(s -> s.name().equals("OBX")).count();
    var own = new ArrayList<OutSegment>();
    panel.write(own, ContentHl7v2.status(header));
    for (int i = 0; i < own.size(); i++) {
      out.add(own.get(i).set(1, String.valueOf(before + i + 1)));
    }
  }

  /** The observations that are of the header. */
  static Observations find(List<Segment> observations, Reading reading) {
    return Observations.of(observations.stream().filter(ReportHeaderHl7v2::own).toList(), reading);
  }

  /** Whether an observation is of the header and not of the content. */
  static boolean own(Segment obx) {
    var code = obx.field(3);
    return code.component(3).equals(LocalCodes.SYSTEM)
        && (code.component(1).startsWith("DOC-") || code.component(1).startsWith("OV-"));
  }

  /** Who signed and when; null when either is missing. */
  static @Nullable Signature signature(Found found) {
    var signer = found.first("DOC-SIGNER");
    var by =
        signer == null
            ? null
            : ClinicianHl7v2.read(signer.segment().field(5), found.reading().dialect())
                .orElse(null);
    var at = found.time("DOC-SIGNED");
    return by == null || at == null ? null : new Signature(by, at);
  }

  /** What the document replaces or adds to. */
  static List<DocumentRelation> relations(Found found) {
    return RELATIONS.stream()
        .flatMap(
            related ->
                found.all(related.code()).stream()
                    .flatMap(
                        obx ->
                            Numbers.readCx(obx.segment().field(5), found.reading()).stream()
                                .map(n -> new DocumentRelation(related.kind(), n))))
        .toList();
  }
}

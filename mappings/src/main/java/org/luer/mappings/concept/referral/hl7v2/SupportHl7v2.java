package org.luer.mappings.concept.referral.hl7v2;

import java.util.ArrayList;
import java.util.List;
import org.luer.mappings.concept.referral.DocumentLink;
import org.luer.mappings.concept.referral.PriorTreatment;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.hl7v2.LocalCodes;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.Panel;

/**
 * {@link PriorTreatment}s and {@link DocumentLink}s to and from observations of the clinic, one
 * group each: HL7 v2 orders have no segment for them.
 *
 * <p>Mapped: TX-WHAT, TX-KIND, TX-FROM, TX-TO, TX-DOSE, TX-OUTCOME, TX-NOTE; DOC-NO, DOC-TYPE,
 * DOC-TITLE.
 */
final class SupportHl7v2 {
  private static final LocalCodes TREATMENTS =
      LocalCodes.load(SupportHl7v2.class, "prior-treatment-hl7v2.csv");
  private static final LocalCodes DOCUMENTS =
      LocalCodes.load(SupportHl7v2.class, "document-link-hl7v2.csv");

  private SupportHl7v2() {}

  static List<LocalCodes> codes() {
    return List.of(TREATMENTS, DOCUMENTS);
  }

  static void treatments(List<PriorTreatment> treatments, Panel panel, Dialect dialect) {
    for (int i = 0; i < treatments.size(); i++) {
      var treatment = treatments.get(i);
      var rows = panel.group(TREATMENTS, String.valueOf(i + 1), dialect);
      rows.coded("TX-WHAT", treatment.treatment());
      rows.code("TX-KIND", treatment.kind().code(), LocalCodes.SYSTEM);
      rows.date("TX-FROM", treatment.from());
      rows.date("TX-TO", treatment.to());
      rows.text("TX-DOSE", treatment.dose());
      rows.coded("TX-OUTCOME", treatment.outcome());
      rows.text("TX-NOTE", treatment.note());
    }
  }

  static List<PriorTreatment> treatments(Observations observations) {
    var treatments = new ArrayList<PriorTreatment>();
    for (var found : observations.groups(TREATMENTS)) {
      var treatment = found.coded("TX-WHAT");
      if (treatment == null) {
        observations
            .reading()
            .issues()
            .warning(IssueCode.REQUIRED, found.any().segment().path(), "says not which treatment");
        continue;
      }
      treatments.add(
          new PriorTreatment(
              "procedure".equals(found.code("TX-KIND"))
                  ? PriorTreatment.Kind.PROCEDURE
                  : PriorTreatment.Kind.DRUG,
              treatment,
              found.date("TX-FROM"),
              found.date("TX-TO"),
              found.text("TX-DOSE"),
              found.coded("TX-OUTCOME"),
              found.text("TX-NOTE")));
    }
    return treatments;
  }

  static void documents(List<DocumentLink> documents, Panel panel, Dialect dialect) {
    for (int i = 0; i < documents.size(); i++) {
      var document = documents.get(i);
      var rows = panel.group(DOCUMENTS, String.valueOf(i + 1), dialect);
      rows.raw("DOC-NO", Numbers.cx(document.number()));
      rows.coded("DOC-TYPE", document.type());
      rows.text("DOC-TITLE", document.title());
    }
  }

  static List<DocumentLink> documents(Observations observations) {
    var documents = new ArrayList<DocumentLink>();
    for (var found : observations.groups(DOCUMENTS)) {
      var obx = found.first("DOC-NO");
      if (obx != null) {
        Numbers.readCx(obx.value(), observations.reading().dialect())
            .ifPresent(
                n ->
                    documents.add(
                        new DocumentLink(n, found.coded("DOC-TYPE"), found.text("DOC-TITLE"))));
      }
    }
    return documents;
  }
}

package org.luer.mappings.concept.observation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.Times;

/**
 * {@link ReportForm} to and from DiagnosticReport.presentedForm.
 *
 * <p>Mapped: contentType, data or url, title, creation. Ignored when read: language, size, hash.
 */
final class ReportFormFhir {
  private ReportFormFhir() {}

  static void toFhir(ReportForm form, Attachment written) {
    var content = form.content();
    written.setContentType(content.contentType()).setUrl(content.url()).setTitle(form.title());
    if (content.data() != null) {
      written.getDataElement().setValueAsString(content.data());
    }
    if (form.createdAt() != null) {
      written.setCreationElement(Times.dateTime(form.createdAt()));
    }
  }

  /** The forms of a report; one that has neither data nor a place stays with its sender. */
  static List<ReportForm> fromFhir(DiagnosticReport report, BundleReader in) {
    var forms = new ArrayList<ReportForm>();
    for (int i = 0; i < report.getPresentedForm().size(); i++) {
      var path = in.path(report) + ".presentedForm[" + i + "]";
      form(report.getPresentedForm().get(i), path, in).ifPresent(forms::add);
    }
    return forms;
  }

  private static Optional<ReportForm> form(Attachment written, String path, BundleReader in) {
    if (written.hasData() == written.hasUrl() || !written.hasContentType()) {
      return Optional.empty();
    }
    var content =
        new FindingValue.Attachment(
            written.getContentType(),
            written.hasData() ? written.getDataElement().getValueAsString() : null,
            written.getUrl());
    var created =
        written.hasCreation()
            ? Times.read(written.getCreationElement(), path + ".creation", in.issues()).orElse(null)
            : null;
    return Optional.of(new ReportForm(content, written.getTitle(), created));
  }
}

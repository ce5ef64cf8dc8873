package org.luer.mappings.exchange.sessionsummary;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ClinicianRowsHl7v2;
import org.luer.mappings.concept.clinician.ProviderRowsHl7v2;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.concept.document.Attachment;
import org.luer.mappings.concept.document.DocumentHeader;
import org.luer.mappings.concept.session.Signature;
import org.luer.mappings.concept.visit.OutsideVisit;
import org.luer.mappings.concept.visit.OutsideVisitHl7v2;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.Panel;

/**
 * What is said of a document from elsewhere and has no field in TXA: observations behind its
 * content.
 *
 * <p>Mapped: the title before TXA-25 came, further numbers, classes, kind of facility, specialty,
 * the visit elsewhere, title, language, time and inner form of each form, and of the people in TXA,
 * ORC, OBR and PV1 what XCN has no component for; they are known by their number. A summary of our
 * own is told without them: a receiver puts every observation of it into the chart.
 */
final class DocumentRowsHl7v2 {
  private static final String VISIT = "V";

  private DocumentRowsHl7v2() {}

  /** Adds the observations. */
  static void write(SessionDocument set, Panel panel, boolean titled, Dialect dialect) {
    var header = set.header();
    if (SessionSummaryHl7v2.isSummary(header.type(), dialect)) {
      return;
    }
    var rows = panel.group(ReportHeaderHl7v2.CODES, "", dialect);
    rows.text("DOC-TITLE", titled ? null : header.title());
    rows.raws("DOC-NUMBER", header.identifiers().stream().map(Numbers::cx).toList());
    rows.codeds("DOC-CLASS", header.categories());
    rows.coded("DOC-FACILITY", header.facility());
    rows.coded("DOC-SETTING", header.setting());
    OutsideVisitHl7v2.write(header.outside(), panel, VISIT, dialect);
    var forms = ContentHl7v2.told(set, dialect);
    for (int i = 0; i < forms.size(); i++) {
      var form = forms.get(i);
      var its = panel.group(ReportHeaderHl7v2.CODES, String.valueOf(i + 1), dialect);
      its.text("DOC-FORM-TITLE", form.title());
      its.text("DOC-FORM-LANG", form.language());
      its.time("DOC-FORM-AT", form.createdAt());
      its.coded("DOC-FORM-KIND", form.format());
    }
    var people = people(header).distinct().filter(c -> !ProviderRowsHl7v2.complete(c)).toList();
    for (int i = 0; i < people.size(); i++) {
      var its = panel.group(ReportHeaderHl7v2.CODES, String.valueOf(i + 1), dialect);
      ClinicianRowsHl7v2.write(its, "DOC-WHO", people.get(i));
    }
  }

  private static Stream<Clinician> people(DocumentHeader header) {
    var signature = header.signature();
    return Stream.of(
            header.authors().stream(),
            Stream.of(header.authenticator(), header.orderer(), header.typist()),
            Stream.of(signature == null ? null : signature.by()),
            header.staff().stream().map(StaffMember::clinician),
            header.copiesTo().stream())
        .flatMap(s -> s)
        .filter(Objects::nonNull);
  }

  /**
   * What the observations say.
   *
   * @param title the title
   * @param numbers further numbers
   * @param categories classes
   * @param facility kind of facility
   * @param setting specialty
   * @param outside the visit elsewhere
   * @param people who is named, with what XCN has no component for
   * @param groups the observations by form and person
   */
  record Read(
      @Nullable String title,
      List<Identifier> numbers,
      List<Coded> categories,
      @Nullable Coded facility,
      @Nullable Coded setting,
      @Nullable OutsideVisit outside,
      List<Clinician> people,
      List<Found> groups) {

    /** The person with all that is known, by the number; the same when no more is. */
    Clinician whole(Clinician named) {
      return people.stream().filter(p -> same(p, named)).findFirst().orElse(named);
    }

    private static boolean same(Clinician known, Clinician named) {
      return named.npi() == null ? known.id().equals(named.id()) : named.npi().equals(known.npi());
    }

    List<Clinician> whole(List<Clinician> named) {
      return named.stream().map(this::whole).toList();
    }

    @Nullable Signature whole(@Nullable Signature signature) {
      return signature == null ? null : new Signature(whole(signature.by()), signature.at());
    }

    List<StaffMember> members(List<StaffMember> staff) {
      return staff.stream()
          .map(s -> new StaffMember(s.role(), whole(s.clinician()), s.function(), s.from(), s.to()))
          .toList();
    }

    /** The forms with what is said of each. */
    List<Attachment> forms(List<Attachment> forms) {
      var all = new ArrayList<Attachment>();
      for (int i = 0; i < forms.size(); i++) {
        var form = forms.get(i);
        var number = String.valueOf(i + 1);
        all.add(
            groups.stream()
                .filter(g -> g.any().group().equals(number))
                .findFirst()
                .map(g -> said(form, g))
                .orElse(form));
      }
      return all;
    }

    private static Attachment said(Attachment form, Found found) {
      return new Attachment(
          form.contentType(),
          found.text("DOC-FORM-LANG"),
          found.text("DOC-FORM-TITLE"),
          found.time("DOC-FORM-AT"),
          form.data(),
          form.url(),
          form.hash(),
          form.size(),
          found.coded("DOC-FORM-KIND"),
          form.inline());
    }
  }

  /** Reads the observations that are of the header. */
  static Read read(Observations observations, Found all) {
    var groups = observations.groups(ReportHeaderHl7v2.CODES);
    var numbers = new ArrayList<Identifier>();
    all.all("DOC-NUMBER")
        .forEach(n -> Numbers.readCx(n.value(), all.reading()).ifPresent(numbers::add));
    return new Read(
        all.text("DOC-TITLE"),
        numbers,
        all.codeds("DOC-CLASS"),
        all.coded("DOC-FACILITY"),
        all.coded("DOC-SETTING"),
        OutsideVisitHl7v2.read(observations, VISIT).orElse(null),
        groups.stream().flatMap(g -> ClinicianRowsHl7v2.read(g, "DOC-WHO").stream()).toList(),
        groups);
  }
}

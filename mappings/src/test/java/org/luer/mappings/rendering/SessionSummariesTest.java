package org.luer.mappings.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.concept.summary.SessionSummary;
import org.luer.mappings.concept.vitals.VitalSign;
import org.luer.mappings.core.Systems;
import org.luer.mappings.synthetic.SyntheticClinic;

/** The pages of a session summary: what stands on them, in which order, in what kind of file. */
class SessionSummariesTest {
  private static final SessionSummary EXAMPLE = made(Inputs.example());

  private static SessionSummary made(SummaryInput input) {
    return SessionSummaries.of(input, Fonts.shipped(), Systems.DEFAULT_BASE);
  }

  @Test
  void theFirstPageHoldsEachValueInOrder() throws IOException {
    assertThat(page(pdf(EXAMPLE), 1))
        .containsSubsequence(
            "What was given",
            "35 mg",
            "0.50 mg/kg",
            "105 min",
            "None",
            "Lowest oxygen, highest pressure",
            "97 %",
            "168/98 mmHg",
            "at 10:30",
            "above the limit of 160",
            "Scores",
            "PHQ-9",
            "14 of 27",
            "−7 (was 21 on 18 Feb)",
            "−3 (was 17 on 4 Mar)",
            "GAD-7",
            "+1 (was 15 on 18 Feb)",
            "PCL-5",
            "38 of 80",
            "baseline",
            "CADSS-6 peak 9 at 10:40",
            "Safety signals",
            "PHQ-9 item 9",
            "What next",
            "Infusion 2 of 6",
            "14 Mar 2025, 10:00");
  }

  @Test
  void everyPageNamesThePatient() throws IOException {
    try (var document = Loader.loadPDF(pdf(EXAMPLE))) {
      for (int page = 1; page <= document.getNumberOfPages(); page++) {
        assertThat(text(document, page))
            .contains("ZZTEST, MARISOL ELENA", "1984-07-19", "00874512")
            .contains("Page " + page + " of " + document.getNumberOfPages());
      }
    }
  }

  /** A glyph for "ft" that stands for no text is a hole for who searches or hears the page. */
  @Test
  void noLetterIsLostToALigature() throws IOException {
    var seen = new StringBuilder();
    try (var document = Loader.loadPDF(pdf(EXAMPLE))) {
      for (int page = 1; page <= document.getNumberOfPages(); page++) {
        seen.append(text(document, page)).append(' ');
      }
    }
    var html = new String(EXAMPLE.attachments().get(1).bytes(), StandardCharsets.UTF_8);
    var words =
        Pattern.compile("[A-Za-z]*(?:ff|fi|fl|ft|tt)[A-Za-z]*")
            .matcher(html.substring(html.indexOf("<body")).replaceAll("(?s)<[^>]*>", " "))
            .results()
            .map(MatchResult::group)
            .toList();
    assertThat(words).hasSizeGreaterThan(3);
    assertThat(seen.toString()).contains(words);
  }

  @Test
  void sixtyMinutesWithReadingsEveryMinuteFillThreePagesAtMost() throws IOException {
    var session = everyMinute(Inputs.record("session", InfusionSession.class), 121);
    var summary = made(Inputs.input(session, Inputs.scores(), Inputs.signals()));
    assertThat(pages(summary)).isLessThanOrEqualTo(3);
    assertThat(page(pdf(summary), 2)).doesNotContain("null");
  }

  @Test
  void inventedSessionsOfAllKindsFillThreePagesAtMost() throws IOException {
    for (var report : SyntheticClinic.series(4).reports().subList(0, 4)) {
      assertThat(pages(made(Inputs.bare(report.session())))).isLessThanOrEqualTo(3);
    }
  }

  @Test
  void aSessionThatWasNotDoneSaysSo() throws IOException {
    var notDone =
        SyntheticClinic.series(2).reports().stream()
            .map(r -> r.session())
            .filter(s -> s.status() == InfusionSession.Status.NOT_DONE)
            .findFirst()
            .orElseThrow();
    assertThat(page(pdf(made(Inputs.bare(notDone))), 1)).contains("Not given", "None recorded.");
  }

  @Test
  void sameInputSameBytes() {
    assertThat(made(Inputs.example())).isEqualTo(EXAMPLE);
  }

  @Test
  void theFileIsTaggedAndEmbedsItsFonts() throws IOException {
    try (var document = Loader.loadPDF(pdf(EXAMPLE))) {
      var catalog = document.getDocumentCatalog();
      assertThat(catalog.getMarkInfo().isMarked()).isTrue();
      assertThat(catalog.getStructureTreeRoot()).isNotNull();
      assertThat(catalog.getLanguage()).isEqualTo("en");
      assertThat(new String(catalog.getMetadata().toByteArray(), StandardCharsets.UTF_8))
          .contains("pdfuaid");
      var fonts = new ArrayList<String>();
      for (var page : document.getPages()) {
        for (COSName name : page.getResources().getFontNames()) {
          PDFont font = page.getResources().getFont(name);
          assertThat(font.isEmbedded()).as(font.getName()).isTrue();
          fonts.add(font.getName().substring(7));
        }
      }
      assertThat(Set.copyOf(fonts))
          .containsExactlyInAnyOrder("SourceSans3-Regular", "SourceSans3-Semibold");
    }
  }

  @Test
  void theTimesInTheFileAreThoseThatWereGiven() throws IOException {
    try (var document = Loader.loadPDF(pdf(EXAMPLE))) {
      assertThat(document.getDocumentInformation().getCreationDate().toInstant())
          .isEqualTo("2025-03-11T18:05:00Z");
    }
    assertThat(new String(pdf(EXAMPLE), StandardCharsets.ISO_8859_1))
        .doesNotContain("(D:" + OffsetDateTime.now(java.time.ZoneOffset.UTC).getYear());
  }

  @Test
  void sectionsSayTheSameAsThePages() throws IOException {
    var titles = EXAMPLE.sections().stream().map(s -> s.title()).toList();
    assertThat(titles)
        .containsSubsequence(
            "What was given",
            "Lowest oxygen, highest pressure",
            "Scores",
            "Safety signals",
            "What next",
            "Vital signs and scales");
    var page = page(pdf(EXAMPLE), 1);
    for (var line : EXAMPLE.sections().get(5).lines()) {
      assertThat(page).contains(line);
    }
  }

  @Test
  void htmlShowsWhatTheClinicWroteAndNothingElse() {
    var session = Inputs.record("session", InfusionSession.class);
    var input = Inputs.input(session, List.of(), List.of(signal("<script>alert(1)</script>")));
    var html = new String(made(input).attachments().get(1).bytes(), StandardCharsets.UTF_8);
    assertThat(html).doesNotContain("<script").contains("&lt;script&gt;");
  }

  private static SafetySignal signal(String words) {
    return new SafetySignal("Test", OffsetDateTime.parse("2025-03-11T09:40:00-05:00"), words, null);
  }

  /** The pages as a picture's source, for people: {@code -Dlook=FOLDER} writes them. */
  @Test
  void pagesToLookAt() throws IOException {
    var folder = System.getProperty("look");
    if (folder != null) {
      Files.createDirectories(Path.of(folder));
      Files.write(Path.of(folder, "summary.pdf"), pdf(EXAMPLE));
      Files.write(Path.of(folder, "summary.html"), EXAMPLE.attachments().get(1).bytes());
    }
    assertThat(EXAMPLE.attachments()).hasSize(2);
  }

  private static InfusionSession everyMinute(InfusionSession s, int minutes) {
    var readings = new ArrayList<VitalSign>();
    var start = s.readings().get(0).takenAt();
    for (int minute = 0; minute < minutes; minute++) {
      for (var one : s.readings().subList(0, 5)) {
        readings.add(
            new VitalSign(
                one.kind(),
                one.value(),
                one.unit(),
                start.plus(Duration.ofMinutes(minute)),
                null,
                null,
                null,
                null,
                one.absent(),
                null,
                null));
      }
    }
    return new InfusionSession(
        s.id(),
        s.patientId(),
        s.orderId(),
        s.status(),
        null,
        s.series(),
        s.visit(),
        s.staff(),
        s.companion(),
        s.checkIn(),
        s.weight(),
        s.ivAccess(),
        s.indications(),
        s.drug(),
        s.bag(),
        s.route(),
        s.pump(),
        s.timeline(),
        readings,
        s.totals(),
        s.lots(),
        s.waste(),
        s.adjuncts(),
        s.adverseEvents(),
        s.observationEnd(),
        s.discharge(),
        s.narrative(),
        s.signature(),
        null,
        null,
        s.recordedAt(),
        null);
  }

  private static byte[] pdf(SessionSummary summary) {
    return summary.attachments().get(0).bytes();
  }

  private static int pages(SessionSummary summary) throws IOException {
    try (var document = Loader.loadPDF(pdf(summary))) {
      return document.getNumberOfPages();
    }
  }

  private static String page(byte[] pdf, int number) throws IOException {
    try (var document = Loader.loadPDF(pdf)) {
      return text(document, number);
    }
  }

  private static String text(PDDocument document, int page) throws IOException {
    var stripper = new PDFTextStripper();
    stripper.setStartPage(page);
    stripper.setEndPage(page);
    return stripper.getText(document);
  }
}

package org.luer.mappings.exchange.sessionsummary;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.document.Attachment;
import org.luer.mappings.concept.document.DocumentHeader;
import org.luer.mappings.concept.document.DocumentRelation;
import org.luer.mappings.concept.document.DocumentSource;
import org.luer.mappings.concept.session.Signature;
import org.luer.mappings.concept.summary.SessionSummary;
import org.luer.mappings.concept.summary.SummaryRow;
import org.luer.mappings.concept.summary.SummarySection;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.PersonName;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.rendering.SessionSummaries;

/** Laws of both formats for any summary. */
class SessionSummaryPropertiesTest {
  private static final Dialect DIALECT = SessionDocuments.RGH;
  private static final List<String> WORDS =
      List.of(
          "plain",
          "a^b~c\\e&f",
          "\\F\\ \\.br\\",
          "Ünïcödé ß",
          "花子さん",
          "😀",
          "<tag> &amp;",
          "\"q\"");

  @Property(tries = 60, seed = "1")
  void clinicToFhirAndBackIsTheIdentityButForDeclaredLosses(@ForAll long seed) {
    var set = set(new SplittableRandom(seed));
    var json = FhirJson.encode(SessionSummaryFhir.toFhir(set, null, DIALECT));
    var read =
        SessionSummaryFhir.fromFhir(FhirJson.parseBundle(json).value().orElseThrow(), DIALECT);
    assertThat(read.value().orElseThrow()).containsExactly(without(set, false));
  }

  @Property(tries = 60, seed = "1")
  void clinicToHl7v2AndBackIsTheIdentityButForDeclaredLosses(@ForAll long seed) {
    var set = set(new SplittableRandom(seed));
    for (var version : List.of("2.5.1", "2.8")) {
      var dialect = DIALECT.withVersion(version);
      var message = SessionSummaryHl7v2Test.message(set, null, dialect, Set.of("MDM_T02"));
      var read =
          SessionSummaryHl7v2.fromHl7v2(
              List.of(SessionSummaryHl7v2Test.segments(message)), dialect);
      assertThat(read.value().orElseThrow()).containsExactly(without(set, true));
    }
  }

  private static SessionDocument without(SessionDocument set, boolean hl7v2) {
    var s = (SessionSummary) set.document();
    var h = s.header();
    var header =
        new DocumentHeader(
            h.number(),
            h.identifiers(),
            h.status(),
            h.superseded(),
            h.type(),
            h.categories(),
            h.title(),
            h.startedAt(),
            h.endedAt(),
            h.createdAt(),
            h.typedAt(),
            h.editedAt(),
            h.changeReason(),
            h.authors(),
            h.authenticator(),
            h.signature(),
            h.confidentiality(),
            h.fileName(),
            h.placerNumber(),
            h.fillerNumber(),
            h.orderer(),
            h.visit(),
            h.staff(),
            h.relatesTo(),
            h.acts(),
            hl7v2 ? List.of() : h.sources());
    return new SessionDocument(
        set.clinic(),
        set.patient(),
        new SessionSummary(
            s.id(),
            s.patientId(),
            s.sessionId(),
            hl7v2 ? null : s.version(),
            header,
            hl7v2
                ? s.sections().stream().map(SessionSummaryPropertiesTest::sourceless).toList()
                : s.sections(),
            s.attachments(),
            hl7v2 ? s.recordedAt() : null));
  }

  private static SummarySection sourceless(SummarySection s) {
    return new SummarySection(s.title(), s.code(), s.lines(), s.columns(), s.rows());
  }

  private static SessionDocument set(SplittableRandom random) {
    var like = SessionDocuments.summary();
    var wild = new SessionSummaryPropertiesTest.Wild(random);
    var signed = wild.at();
    var relation = random.nextInt(3);
    var status =
        List.of(
                DocumentHeader.Status.PRELIMINARY,
                DocumentHeader.Status.FINAL,
                DocumentHeader.Status.AMENDED)
            .get(random.nextInt(3));
    var header =
        new DocumentHeader(
            wild.number(null),
            List.of(),
            status,
            wild.maybe(() -> true),
            SessionSummaries.type(DIALECT.base()),
            List.of(),
            wild.word(),
            signed.minusHours(5),
            wild.maybe(() -> signed.minusHours(1)),
            wild.at(),
            wild.maybe(wild::at),
            wild.maybe(wild::at),
            wild.maybe(wild::word),
            wild.people(),
            wild.maybe(wild::person),
            wild.maybe(() -> new Signature(wild.person(), signed)),
            wild.maybe(() -> DocumentHeader.Confidentiality.VERY_RESTRICTED),
            wild.maybe(wild::word),
            wild.maybe(() -> wild.number("PLAC")),
            wild.maybe(() -> wild.number("FILL")),
            wild.maybe(wild::person),
            null,
            List.of(),
            relation == 0
                ? List.of()
                : List.of(
                    new DocumentRelation(
                        relation == 1
                            ? DocumentRelation.Kind.REPLACES
                            : DocumentRelation.Kind.APPENDS,
                        wild.number(null))),
            wild.acts(),
            wild.sources());
    return new SessionDocument(
        like.clinic(),
        like.patient(),
        new SessionSummary(
            "S" + random.nextInt(1000),
            like.patient().id(),
            wild.maybe(() -> "SES-1"),
            wild.maybe(() -> 3),
            header,
            wild.sections(),
            List.of(
                Attachment.of(
                    "application/pdf",
                    ("%PDF-" + random.nextLong()).getBytes(StandardCharsets.UTF_8))),
            wild.at()));
  }

  /** Arbitrary parts. */
  private static final class Wild {
    private final SplittableRandom random;
    private int count;

    Wild(SplittableRandom random) {
      this.random = random;
    }

    <T> @Nullable T maybe(Supplier<T> value) {
      return random.nextBoolean() ? value.get() : null;
    }

    String word() {
      return WORDS.get(random.nextInt(WORDS.size())) + " " + ++count;
    }

    OffsetDateTime at() {
      return OffsetDateTime.of(
          2025,
          1 + random.nextInt(12),
          1 + random.nextInt(28),
          random.nextInt(24),
          random.nextInt(60),
          random.nextInt(60),
          0,
          ZoneOffset.ofHours(-6 + random.nextInt(3)));
    }

    Identifier number(@Nullable String type) {
      return new Identifier("N" + ++count, "AUTH" + random.nextInt(3), null, type);
    }

    Clinician person() {
      return Clinician.of("C" + ++count, new PersonName(null, word(), List.of(word()), null, null))
          .credentials(maybe(this::word))
          .build();
    }

    List<Clinician> people() {
      var people = new ArrayList<Clinician>();
      for (int i = random.nextInt(3); i > 0; i--) {
        people.add(person());
      }
      return people;
    }

    List<Coded> acts() {
      return random.nextBoolean()
          ? List.of(Coded.of(Systems.SNOMED_CT, "14152002", word()))
          : List.of();
    }

    List<DocumentSource> sources() {
      var sources = new ArrayList<DocumentSource>();
      for (int i = random.nextInt(3); i > 0; i--) {
        sources.add(new DocumentSource("Observation", number(null)));
      }
      return sources;
    }

    List<SummarySection> sections() {
      var sections = new ArrayList<SummarySection>();
      for (int i = 1 + random.nextInt(4); i > 0; i--) {
        var table = random.nextBoolean();
        sections.add(
            new SummarySection(
                word(),
                maybe(() -> Coded.of(Systems.LOINC, "29554-3", null)),
                List.of(word(), word() + "\n" + word()),
                table ? List.of(word(), word()) : List.of(),
                table
                    ? List.of(
                        new SummaryRow(List.of(word(), "")), new SummaryRow(List.of("", word())))
                    : List.of(),
                sources()));
      }
      return sections;
    }
  }
}

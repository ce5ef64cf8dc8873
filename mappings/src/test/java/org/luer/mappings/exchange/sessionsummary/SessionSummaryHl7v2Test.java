package org.luer.mappings.exchange.sessionsummary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luer.mappings.concept.document.Document;
import org.luer.mappings.concept.document.DocumentHeader;
import org.luer.mappings.concept.document.DocumentRelation;
import org.luer.mappings.concept.summary.SessionSummary;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.exchange.StrictHl7v2;
import org.luer.mappings.hl7v2.MessageWriter;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.hl7v2.Segments;

/** Documents as MDM and ORU^R01: which event, what stands where, strict in four versions, back. */
class SessionSummaryHl7v2Test {
  private static final Dialect DIALECT = SessionDocuments.RGH;
  private static final Set<String> MDM = Set.of("MDM_T02");

  @ParameterizedTest
  @ValueSource(strings = {"2.3.1", "2.4", "2.5.1", "2.8"})
  void everythingIsStrictInEveryVersion(String version) {
    var dialect = DIALECT.withVersion(version);
    for (var set : SessionDocuments.all()) {
      for (var form : Dialect.DocumentForm.values()) {
        var there = dialect.withDocuments(form);
        assertThat(StrictHl7v2.problems(message(set, null, there, MDM))).isEmpty();
        assertThat(StrictHl7v2.problems(message(set, null, there, Set.of("ORU_R01")))).isEmpty();
      }
    }
    var before = SessionDocuments.summary();
    assertThat(StrictHl7v2.problems(message(SessionDocuments.replacement(), before, dialect, MDM)))
        .isEmpty();
  }

  @Test
  void aSummaryComesBackAsItWent() {
    var set = SessionDocuments.summary();
    assertThat(again(set, null, DIALECT, MDM))
        .usingRecursiveComparison()
        .isEqualTo(SessionDocuments.withoutHl7v2Losses(set));
  }

  @Test
  void aSummaryComesBackFromVersion28() {
    var set = SessionDocuments.summary();
    assertThat(again(set, null, DIALECT.withVersion("2.8"), MDM))
        .isEqualTo(SessionDocuments.withoutHl7v2Losses(set));
  }

  @Test
  void aLetterComesBackAsItWent() {
    var back = (Document) again(SessionDocuments.letter(), null, DIALECT, MDM).document();
    var went = (Document) SessionDocuments.letter().document();
    assertThat(back.attachments()).isEqualTo(went.attachments());
    assertThat(back.id()).isEqualTo(went.id());
    assertThat(back.header().title()).isEqualTo(went.header().title()).isNotNull();
    assertThat(back.header().authors()).isEqualTo(went.header().authors());
    assertThat(back.header().type()).isEqualTo(went.header().type());
    assertThat(back.header().number()).isEqualTo(went.header().number());
  }

  @Test
  void theEventSaysWhatThePartnerHasToDo() {
    var first = SessionDocuments.summary();
    assertThat(event(first, null)).isEqualTo("MDM^T02");
    assertThat(event(SessionDocuments.replacement(), first)).isEqualTo("MDM^T10");
    assertThat(event(SessionDocuments.replacement(), null)).isEqualTo("MDM^T02");
    assertThat(event(SessionDocuments.addendum(), first)).isEqualTo("MDM^T06");
    assertThat(event(SessionDocuments.withdrawn(), first)).isEqualTo("MDM^T11");
    assertThat(event(first, first)).isEqualTo("MDM^T08");
  }

  @Test
  void aReplacementNamesWhatItReplacesWhateverTheEvent() {
    for (var before : java.util.Arrays.asList(SessionDocuments.summary(), null)) {
      var segments = segments(message(SessionDocuments.replacement(), before, DIALECT, MDM));
      assertThat(segments.at("TXA[1]-13(1).1")).isEqualTo("NLK-DOC-5120");
      var read = again(SessionDocuments.replacement(), before, DIALECT, MDM).header();
      assertThat(read.relatesTo())
          .containsExactly(
              new DocumentRelation(
                  DocumentRelation.Kind.REPLACES, SessionDocuments.summary().header().number()));
      assertThat(read.status()).isEqualTo(DocumentHeader.Status.AMENDED);
      assertThat(read.changeReason()).isEqualTo("Companion corrected");
    }
  }

  @Test
  void aWithdrawalIsReadAsOne() {
    var read = again(SessionDocuments.withdrawn(), SessionDocuments.summary(), DIALECT, MDM);
    assertThat(read.header().status()).isEqualTo(DocumentHeader.Status.ENTERED_IN_ERROR);
    assertThat(read.header().number()).isEqualTo(SessionDocuments.summary().header().number());
  }

  @Test
  void thePartnerChoosesTheForms() {
    var set = SessionDocuments.summary();
    var text = DIALECT.withDocuments(Dialect.DocumentForm.TEXT);
    var pdf = DIALECT.withDocuments(Dialect.DocumentForm.PDF);
    assertThat(types(message(set, null, text, MDM))).containsOnly("TX");
    assertThat(types(message(set, null, pdf, MDM))).containsExactly("ED");
    assertThat(types(message(set, null, DIALECT, MDM))).contains("TX", "ED");
    assertThat(segments(message(set, null, pdf, MDM)).at("TXA[1]-3(1).1")).isEqualTo("AP");
  }

  @Test
  void aResultCarriesTheDocumentToo() {
    var set = SessionDocuments.summary();
    var read = again(set, null, DIALECT, Set.of("ORU_R01"));
    assertThat(((SessionSummary) read.document()).sections()).isEqualTo(set.sections());
    assertThat(read.header().number()).isEqualTo(set.header().number());
    assertThat(read.header().authors()).isEqualTo(set.header().authors());
    assertThat(read.header().startedAt()).isEqualTo(set.header().startedAt());
  }

  @Test
  void theNumberOfAResultIsTheDocumentsOwn() {
    var set = SessionDocuments.summary();
    var number = set.header().number().value();
    var mdm = segments(message(set, null, DIALECT, MDM));
    var oru = segments(message(set, null, DIALECT, Set.of("ORU_R01")));
    assertThat(oru.at("OBR[1]-3(1).1")).isEqualTo(number);
    assertThat(mdm.at("TXA[1]-12(1).1")).isEqualTo(number);
  }

  @Test
  void aLineOfTextIsNoLongerThanItsParagraph() {
    var segments = segments(message(SessionDocuments.summary(), null, DIALECT, MDM));
    assertThat(segments.at("OBX[1]-5(1).1")).isEqualTo("Ketamine infusion session summary");
    assertThat(segments.at("OBX[2]-5(1).1")).isEqualTo("INDICATION");
    assertThat(segments.at("OBX[2]-3(1).4")).isEqualTo("59768-2");
  }

  /** A procedure note of another house, whose kind is not ours, with sections as we write them. */
  private static String note() {
    return """
        MSH|^~\\&|LUER|NLKC|EPIC|RGH|20261005112000-0700||MDM^T02^MDM_T02|N1|P|2.5.1
        EVN|T02|20261005112000-0700
        PID|1||KIC-000123^^^CLINIC^PI||Testcase^Jordan||19840312|F
        PV1|1|O
        TXA|1|PN|TX|||||||||DOC-7^LUER|||||AU
        OBX|1|TX|28570-0^Procedure note^LN|1|Procedure note||||||F
        OBX|2|TX|28570-0^Procedure note^LN^8716-3^Vital signs^LN|2|VITAL SIGNS||||||F
        OBX|3|TX|28570-0^Procedure note^LN^8716-3^Vital signs^LN|3|Time \\F\\ HR||||||F
        OBX|4|TX|28570-0^Procedure note^LN^8716-3^Vital signs^LN|4|08:50 \\F\\ 72||||||F
        OBX|5|TX|28570-0^Procedure note^LN^18776-5^Plan^LN|5|PLAN||||||F
        OBX|6|TX|28570-0^Procedure note^LN^18776-5^Plan^LN|6|Infusion 2 next week||||||F
        """
        .replace('\n', '\r');
  }

  private static SessionDocument read(String message) {
    return SessionSummaryHl7v2.fromHl7v2(List.of(segments(message)), DIALECT)
        .value()
        .orElseThrow()
        .get(0);
  }

  @Test
  void aSummaryOfAnotherKindIsKnownByItsSections() {
    var read = read(note());
    assertThat(read.isSummary()).isTrue();
    assertThat(read.header().title()).isEqualTo("Procedure note");
    assertThat(read.sections()).hasSize(2);
    var signs = read.sections().get(0);
    assertThat(signs.title()).isEqualTo("Vital signs");
    assertThat(signs.columns()).containsExactly("Time", "HR");
    assertThat(signs.rows().get(0).cells()).containsExactly("08:50", "72");
    assertThat(read.sections().get(1).lines()).containsExactly("Infusion 2 next week");
  }

  @Test
  void linesThatAreNotUnderTheirHeadingsStayADocument() {
    assertThat(read(note().replace("|PLAN|", "|Plan of care|")).isSummary()).isFalse();
    assertThat(read(note().replace("^8716-3^Vital signs^LN|4|", "|4|")).isSummary()).isFalse();
  }

  private static String event(SessionDocument set, @Nullable SessionDocument before) {
    return segments(message(set, before, DIALECT, MDM)).type();
  }

  private static List<String> types(String message) {
    return segments(message).named("OBX").stream().map(o -> o.text(2)).toList();
  }

  static String message(
      SessionDocument set, @Nullable SessionDocument before, Dialect dialect, Set<String> types) {
    var draft = SessionSummaryHl7v2.toHl7v2(set, before, dialect, types).get(0);
    return MessageWriter.write(draft, "", dialect).text();
  }

  static Segments segments(String message) {
    return PreParser.read(message).value().orElseThrow();
  }

  private static SessionDocument again(
      SessionDocument set, @Nullable SessionDocument before, Dialect dialect, Set<String> types) {
    var message = segments(message(set, before, dialect, types));
    assertThat(SessionSummaryHl7v2.claims(message, message)).isTrue();
    var read = SessionSummaryHl7v2.fromHl7v2(List.of(message), dialect);
    assertThat(read.issues()).isEmpty();
    return read.value().orElseThrow().get(0);
  }
}

package org.luer.mappings.exchange.sessionreport;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luer.mappings.concept.vitals.VitalSign;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Translation;
import org.luer.mappings.hl7v2.PreParser;

/** What peers do wrong, one test per habit: tolerated with a warning, or refused with its place. */
class SessionReportHl7v2ToleranceTest {
  private static final String MSH =
      "MSH|^~\\&|MON|WARD|LUER|NLKC|20250311123000-0500||ORU^R01^ORU_R01|A1|P|2.5.1\r";
  private static final String PID = "PID|1||123^^^WARDMRN^MR||ZZTEST^ADA||19840719|F\r";
  private static final String ORDER =
      "ORC|RE|||||\rOBR|1||77^WARD|85353-1^Vital signs^LN|||20250311100000-0500|||||||||||||||||"
          + "NRS|F\r";
  private static final String OBX =
      "OBX|1|NM|8867-4^Heart rate^LN|1|72|/min^^UCUM|||||F|||20250311100500-0500\r";
  private static final String WHOLE = MSH + PID + ORDER + OBX;

  private static Translation<List<SessionReport>> read(String text) {
    return SessionReportHl7v2.fromHl7v2(List.of(text), Dialect.DEFAULT);
  }

  private static List<VitalSign> readings(Translation<List<SessionReport>> read) {
    assertThat(read.value()).describedAs(read.issues().toString()).isPresent();
    return read.value().orElseThrow().get(0).session().readings();
  }

  private static void repaired(String text) {
    var read = read(text);
    assertThat(readings(read)).extracting(VitalSign::value).containsExactly(new BigDecimal("72"));
    assertThat(read.issues()).isNotEmpty();
  }

  @Test
  void aRightMessageHasNoWarning() {
    assertThat(read(WHOLE).issues()).isEmpty();
  }

  @Test
  void charactersBeforeMsh() {
    repaired("\u000b\uFEFF\r\n" + WHOLE);
  }

  @Test
  void lineFeedInsteadOfCarriageReturn() {
    repaired(WHOLE.replace('\r', '\n'));
  }

  @Test
  void carriageReturnAndLineFeed() {
    repaired(WHOLE.replace("\r", "\r\n"));
  }

  @Test
  void missingLastCarriageReturn() {
    repaired(WHOLE.substring(0, WHOLE.length() - 1));
  }

  @Test
  void blankLinesAndIndentedSegments() {
    repaired(WHOLE.replace("\rPID", "\r\r  PID"));
  }

  @Test
  void htmlEscapedEncodingCharacters() {
    repaired(WHOLE.replace("|^~\\&|", "|^~\\&amp;|"));
  }

  @Test
  void shortEncodingCharacters() {
    repaired(WHOLE.replace("|^~\\&|", "|^~|"));
  }

  @Test
  void truncationCharacterOfVersion27() {
    assertThat(readings(read(WHOLE.replace("|^~\\&|", "|^~\\&#|")))).hasSize(1);
  }

  @Test
  void otherDelimiters() {
    var other = WHOLE.replace('^', '$').replace("~\\&", "%@!");
    assertThat(readings(read(other))).hasSize(1);
  }

  @Test
  void lowerCaseSegmentIdsAndType() {
    var lower = WHOLE.replace("\rOBX", "\robx").replace("ORU^R01^ORU_R01", "oru^r01");
    assertThat(readings(read(lower))).hasSize(1);
  }

  @Test
  void wrongMessageStructure() {
    assertThat(readings(read(WHOLE.replace("ORU^R01^ORU_R01", "ORU^R01^ORU_R30")))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2.1", "2.3", "2.3.1", "2.4", "2.51", "V2.5", "2.5.1 ", "2.8", "2.9"})
  void anyVersion(String version) {
    assertThat(readings(read(WHOLE.replace("|P|2.5.1", "|P|" + version)))).hasSize(1);
  }

  @Test
  void severalMessagesInOneText() {
    var two = WHOLE + "\n" + WHOLE.replace("123^^^WARDMRN", "124^^^WARDMRN");
    assertThat(PreParser.messages(two)).hasSize(2);
    assertThat(read(two).value().orElseThrow()).hasSize(2);
  }

  @Test
  void strayNotesAndZSegmentsAreNamedAndChangeNothing() {
    var stray = WHOLE.replace("\rOBR", "\rNTE|1||stray\rZXX|1|x\rOBR");
    var read = read(stray);
    assertThat(readings(read)).hasSize(1);
    assertThat(read.issues()).extracting(Issue::path).containsExactly("NTE[1]", "ZXX[1]");
  }

  @Test
  void unknownObservationIsKeptAsAFinding() {
    var read = read(WHOLE + "OBX|2|NM|2345-7^Glucose^LN||98|mg/dL|||||F\r");
    assertThat(readings(read)).hasSize(1);
    assertThat(read.issues()).isEmpty();
    var findings = read.value().orElseThrow().get(0).session().beside().findings();
    assertThat(findings).extracting(f -> f.code().code()).containsExactly("2345-7");
  }

  @Test
  void anObservationThatSaysNothingUsableIsNamedNotDropped() {
    var read = read(WHOLE + "OBX|2|NM|2345-7^Glucose^LN||high|mg/dL|||||?\r");
    assertThat(readings(read)).hasSize(1);
    assertThat(read.issues()).extracting(Issue::path).containsExactly("OBX[2]");
  }

  @Test
  void aNoteOnTheWholeReportIsKept() {
    var read = read(WHOLE.replace("\rOBX|1", "\rNTE|1|L|drawn late\rOBX|1"));
    var reports = read.value().orElseThrow().get(0).session().beside().reports();
    assertThat(reports).extracting(r -> r.note()).containsExactly("drawn late");
  }

  @Test
  void bloodPressureAsText() {
    var read =
        read(
            WHOLE.replace(
                OBX, OBX.replace("8867-4", "85354-9").replace("|72|/min", "|120/80|mmHg")));
    assertThat(readings(read))
        .extracting(VitalSign::value)
        .containsExactly(new BigDecimal("120"), new BigDecimal("80"));
  }

  @Test
  void bloodPressureAsStructuredNumeric() {
    var sn = OBX.replace("|NM|8867-4", "|SN|55284-4").replace("|72|/min", "|^120^/^80|mm[Hg]");
    assertThat(readings(read(WHOLE.replace(OBX, sn)))).hasSize(2);
  }

  @Test
  void missingOrWrongValueType() {
    assertThat(readings(read(WHOLE.replace("|NM|", "||")))).hasSize(1);
    assertThat(readings(read(WHOLE.replace("|NM|", "|nm|")))).hasSize(1);
  }

  @Test
  void unitsByOtherNamesAndConverted() {
    assertThat(readings(read(WHOLE.replace("/min^^UCUM", "bpm")))).hasSize(1);
    var fever = OBX.replace("8867-4", "8310-5").replace("|72|/min^^UCUM", "|98.6|DEGF");
    var read = read(WHOLE.replace(OBX, fever));
    assertThat(readings(read).get(0).value()).isEqualByComparingTo(new BigDecimal("37.0"));
    assertThat(read.issues()).hasSize(1);
  }

  @Test
  void timeOfTheReportStandsForAMissingTime() {
    var read = read(WHOLE.replace("|||20250311100500-0500", ""));
    assertThat(readings(read).get(0).takenAt().getMinute()).isZero();
  }

  @Test
  void finalWithoutValueIsNamed() {
    var read = read(WHOLE.replace("|72|", "||"));
    assertThat(readings(read)).isEmpty();
    assertThat(read.issues()).extracting(Issue::path).containsExactly("OBX[1]-5");
  }

  @Test
  void notANumberIsRefusedWithItsPlace() {
    var read = read(WHOLE.replace("|72|", "|>168|"));
    assertThat(read.value()).isEmpty();
    assertThat(read.issues()).extracting(Issue::path).contains("OBX[1]-5");
  }

  @Test
  void timeWithoutOffsetNeedsAZone() {
    var local = WHOLE.replace("-0500", "");
    assertThat(read(local).issues()).extracting(Issue::code).contains(IssueCode.ZONE_MISSING);
    var zoned = Dialect.DEFAULT.withZone(ZoneId.of("America/Chicago"));
    var read = SessionReportHl7v2.fromHl7v2(List.of(local), zoned);
    assertThat(readings(read).get(0).takenAt().getOffset().getId()).isEqualTo("-05:00");
  }

  @Test
  void otherMessagesAreNotSupported() {
    var read = read(WHOLE.replace("ORU^R01^ORU_R01", "ADT^A08^ADT_A01"));
    assertThat(read.value()).isEmpty();
    assertThat(read.issues()).extracting(Issue::code).containsExactly(IssueCode.NOT_SUPPORTED);
  }

  @Test
  void bytesAreReadAsUtf8ThenAsDeclaredThenAsWindows1252() {
    var name = WHOLE.replace("ADA", "ZOË");
    for (var charset : List.of(StandardCharsets.UTF_8, Charset.forName("windows-1252"))) {
      var issues = new Issues();
      var texts = PreParser.messages(name.getBytes(charset), issues);
      var read = SessionReportHl7v2.fromHl7v2(texts, Dialect.DEFAULT);
      assertThat(read.value().orElseThrow().get(0).patient().names().get(0).given())
          .containsExactly("ZOË");
      assertThat(issues.list()).hasSize(charset.equals(StandardCharsets.UTF_8) ? 0 : 1);
    }
  }

  @Test
  void withdrawnValuesAreNotRead() {
    assertThat(readings(read(WHOLE + OBX.replace("OBX|1", "OBX|2").replace("|F|", "|D|"))))
        .hasSize(1);
  }
}

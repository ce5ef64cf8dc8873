package org.luer.mappings.tolerance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.luer.mappings.concept.observation.Observation;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Translation;
import org.luer.mappings.exchange.Exchanges;
import org.luer.mappings.exchange.results.Results;
import org.luer.mappings.translation.Parcel;

/**
 * The rows of "what peers do wrong" (reference/hl7v2.md 4.6) and the encoding rules (2.1) that a
 * reader can see, for every HL7 v2 example of every exchange: what a habit changes is read as if it
 * were not there, and a repair is named. Rows about frames and answers belong to the transport.
 */
class PeersHabitsTest {
  private static final Path EXAMPLES =
      Path.of("../conformance/artifacts/src/main/resources/examples");
  private static final String MSH =
      "MSH|^~\\&|LAB|RGH|LUER|NLKC|20250310083000-0500||ORU^R01^ORU_R01|R1|P|2.5.1|||||USA|UNICODE UTF-8\r";
  private static final String LABORATORY =
      MSH
          + "PID|1||00874512^^^RGHMRN^MR||ZZTEST^ZOË||19840719|F\r"
          + "OBR|1||C1^RGHLAB|CBC^Blood count^L|||20250310070500-0500|||||||||||||||20250310083000-0500||HM|F\r"
          + "OBX|1|NM|WBC^White count^L||7.2|g/L^^UCUM|||||F\r";

  static Stream<String> examples() {
    try (var files = Files.walk(EXAMPLES)) {
      var all =
          files
              .filter(f -> f.toString().endsWith(".hl7"))
              .sorted()
              .map(PeersHabitsTest::text)
              .toList();
      assertThat(all).hasSizeGreaterThan(5);
      return all.stream();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Translation<List<Parcel<?>>> read(String text) {
    return Exchanges.ALL.fromHl7v2(text.getBytes(StandardCharsets.UTF_8), Dialect.DEFAULT);
  }

  private static List<Object> sets(Translation<List<Parcel<?>>> read) {
    assertThat(read.value()).describedAs(read.issues().toString()).isPresent();
    return new ArrayList<>(
        read.value().orElseThrow().stream().map(p -> (Object) p.records()).toList());
  }

  /** The same sets as without the habit. */
  private static Translation<List<Parcel<?>>> same(String good, String bad) {
    var read = read(bad);
    assertThat(sets(read)).isEqualTo(sets(read(good)));
    return read;
  }

  /** The same sets, and the repair is named. */
  private static void repaired(String good, String bad) {
    var known = read(good).issues().size();
    assertThat(same(good, bad).issues()).hasSizeGreaterThan(known);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void extraCharactersBeforeTheHeader(String good) {
    for (var before : List.of("\u000b", "\u0000\u0000", "\uFEFF", "junk ")) {
      repaired(good, before + good);
    }
    for (var ends : List.of("\r", "\n\r\n")) {
      same(good, ends + good); // blank lines between messages are nobody's mistake
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void framingInsideTheMessage(String good) {
    repaired(good, good.replaceFirst("\r", "\r\u001c\r"));
    repaired(good, good + "\u001c\r");
  }

  @ParameterizedTest
  @MethodSource("examples")
  void severalMessagesInOneFrame(String good) {
    assertThat(sets(read(good + good))).hasSizeGreaterThanOrEqualTo(sets(read(good)).size());
  }

  @ParameterizedTest
  @MethodSource("examples")
  void lineFeedsAsSegmentEnds(String good) {
    repaired(good, good.replace('\r', '\n'));
    repaired(good, good.replace("\r", "\r\n"));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void missingLastCarriageReturn(String good) {
    repaired(good, good.substring(0, good.length() - 1));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void blankSegmentsAndLeadingBlanks(String good) {
    repaired(good, good.replaceFirst("\r", "\r\r   "));
    repaired(good, good.replaceFirst("\r", "\r \t"));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void lineBreaksInsideTexts(String good) {
    var text = "\rNTE|1|L|Stop above 160.%sDo not give it then.%s%sAsk the psychiatrist.";
    var told = good.stripTrailing() + text.formatted("\\.br\\", "\\.br\\", "\\.br\\") + "\r";
    for (var end : List.of("\r", "\n", "\r\n")) {
      repaired(told, good.stripTrailing() + text.formatted(end, end, end) + "\r");
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void linesThatBeginNoSegment(String good) {
    var segments = good.split("\r");
    for (int behind = 0; behind < segments.length; behind++) {
      var lines = new ArrayList<>(List.of(segments));
      lines.add(behind + 1, List.of("NPO", "qid", "Xyz", "Hold it until seen").get(behind % 4));
      var read = read(String.join("\r", lines) + "\r");
      assertThat(read.value()).as("%d: %s", behind, read.issues()).isPresent();
      assertThat(read.issues().toString())
          .contains("begins no segment")
          .doesNotContain(lines.get(behind + 1));
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void aBatchAroundTheMessage(String good) {
    var around = "FHS|^~\\&|EPIC|RGH\rBHS|^~\\&|EPIC|RGH\r%sBTS|1\rFTS|1\r";
    repaired(good, around.formatted(good));
    repaired(good, "HDR 17\r" + good);
  }

  @Test
  void linesThatBeginASegmentInOtherDelimiters() {
    var other = LABORATORY.replace('|', '#').replace('\\', '!');
    same(LABORATORY, other.replace('\r', '\n'));
    assertThat(value("OBX|2|TX|X^Y^L||one\rtwo\r\rthree||||||F\r")).isEqualTo("one\ntwo\n\nthree");
    var report = "line\r".repeat(200_000) + "the end";
    assertThat(value("OBX|2|TX|X^Y^L||" + report + "||||||F\r"))
        .isEqualTo(report.replace('\r', '\n'));
    var own = read(LABORATORY + "ZPV1|1|own\r");
    assertThat(own.issues().toString()).doesNotContain("begins no segment");
  }

  @ParameterizedTest
  @MethodSource("examples")
  void encodingCharactersOfTheWrongLengthOrEscaped(String good) {
    for (var two : List.of("^~", "^~\\", "^~\\&amp;", "^^^^")) {
      repaired(good, good.replace("|^~\\&|", "|" + two + "|"));
    }
    same(good, good.replace("|^~\\&|", "|^~\\&#|"));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void lowerCaseSegmentIdsAndType(String good) {
    var end = good.indexOf('\r');
    var header = good.substring(0, end);
    var type = header.split("\\|", -1)[8];
    var lower = header.replace(type, type.toLowerCase(java.util.Locale.ROOT)) + good.substring(end);
    same(good, lower.replace("\rPID", "\rpid").replace("\rOBX", "\robx").replace("\rRXA", "\rrxa"));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void wrongStructureInTheThirdComponentOfTheType(String good) {
    var type = good.split("\\|", -1)[8];
    var two = type.substring(0, type.lastIndexOf('^'));
    same(good, good.replace(type, two));
    same(good, good.replace(type, two + "^XXX_X99"));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void anyVersionOrNone(String good) {
    for (var version : List.of("", "2.5.1 ", "V2.5", "2.51", "2.9", "2.1")) {
      same(good, good.replaceFirst("\\|P\\|2\\.5\\.1", "|P|" + version));
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void controlIdMissingOrTooLong(String good) {
    var id = good.split("\\|", -1)[9];
    same(good, good.replace(id, ""));
    same(good, good.replace(id, "X".repeat(60)));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void paddedAndExtraFields(String good) {
    same(good, good.replace("\r", "||||||||\r"));
    same(good, good.replace("\rOBX|1|", "\rZZZ|1|unknown\rOBX|1|"));
  }

  @Test
  void typeWithoutATriggerTakesThatOfTheEvent() {
    var feed =
        "MSH|^~\\&|ADT|RGH|LUER|NLKC|20250310083000-0500||ADT|E1|P|2.5.1\rEVN|A08|20250310083000-0500\r"
            + "PID|1||00874512^^^RGHMRN^MR||ZZTEST^ZOE||19840719|F\rPV1|1|O\r";
    same(feed.replace("||ADT|", "||ADT^A08|"), feed);
    var nothing = read(LABORATORY.replace("ORU^R01^ORU_R01", "ORU"));
    assertThat(nothing.value()).isEmpty();
    assertThat(nothing.issues()).extracting(Issue::path).containsExactly("MSH[1]-9");
  }

  @Test
  void declaredCharacterSetThatDoesNotFitTheBytes() {
    for (var declared : List.of("ASCII", "8859/1", "UNICODE UTF-8", "", "nonsense")) {
      var text = LABORATORY.replace("UNICODE UTF-8", declared);
      for (var charset : List.of(StandardCharsets.UTF_8, Charset.forName("windows-1252"))) {
        var read = Exchanges.ALL.fromHl7v2(text.getBytes(charset), Dialect.DEFAULT);
        assertThat(first(read).patient().names().get(0).given()).containsExactly("ZOË");
      }
    }
    var wide =
        Exchanges.ALL.fromHl7v2(LABORATORY.getBytes(StandardCharsets.UTF_16), Dialect.DEFAULT);
    assertThat(first(wide).patient().names().get(0).given()).containsExactly("ZOË");
    var turkish = LABORATORY.replace("UNICODE UTF-8", "8859/9").replace("ZOË", "AYŞE");
    var read =
        Exchanges.ALL.fromHl7v2(turkish.getBytes(Charset.forName("ISO-8859-9")), Dialect.DEFAULT);
    assertThat(first(read).patient().names().get(0).given()).containsExactly("AYŞE");
  }

  @Test
  void declaredCharacterSetsByTheirNames() {
    var names =
        java.util.Map.of(
            "windows-1250", "KOŽIČOVÁ",
            "8859/2", "KOŽIČOVÁ",
            "8859/5", "Светлана",
            "KS X 1001", "지현",
            "BIG-5", "淑芬",
            "Shift_JIS", "東京",
            "ASCII~ISO IR87", "東京");
    var charsets =
        java.util.Map.of(
            "8859/2", "ISO-8859-2",
            "8859/5", "ISO-8859-5",
            "KS X 1001", "EUC-KR",
            "BIG-5", "Big5",
            "ASCII~ISO IR87", "ISO-2022-JP");
    names.forEach(
        (declared, name) -> {
          var charset = Charset.forName(charsets.getOrDefault(declared, declared));
          var text = LABORATORY.replace("UNICODE UTF-8", declared).replace("ZOË", name);
          var read = Exchanges.ALL.fromHl7v2(text.getBytes(charset), Dialect.DEFAULT);
          assertThat(first(read).patient().names().get(0).given())
              .as(declared)
              .containsExactly(name);
          assertThat(read.issues()).extracting(Issue::path).doesNotContain("MSH[1]-18");
        });
    var unknown = read(LABORATORY.replace("UNICODE UTF-8", "KLINGON"));
    assertThat(unknown.issues()).extracting(Issue::path).contains("MSH[1]-18");
  }

  private static Results first(Translation<List<Parcel<?>>> read) {
    assertThat(read.value()).describedAs(read.issues().toString()).isPresent();
    return (Results) read.value().orElseThrow().get(0).set();
  }

  private static Observation observed(Translation<List<Parcel<?>>> read) {
    return Objects.requireNonNull(first(read).observation());
  }

  private static String value(String obx) {
    var read = read(LABORATORY + obx);
    var findings = observed(read).findings();
    return String.valueOf(Objects.requireNonNull(findings.get(findings.size() - 1).value()).text());
  }

  @Test
  void unescapedAmpersandInText() {
    assertThat(value("OBX|2|ST|X^Y^L||A & B & C||||||F\r")).isEqualTo("A & B & C");
    assertThat(value("OBX|2|TX|X^Y^L||AT&T^x||||||F\r")).isEqualTo("AT&T^x");
  }

  @Test
  void unescapedFieldSeparatorInTextIsRefusedWithItsPlace() {
    var read = read(LABORATORY + "OBX|2|ST|X^Y^L||yes|no||||||F\r");
    assertThat(read.value()).isEmpty();
    assertThat(read.issues()).extracting(Issue::path).contains("OBX[2]-5");
  }

  @Test
  void valueTypeMissingOrWrong() {
    assertThat(value("OBX|2||X^Y^L||words||||||F\r")).isEqualTo("words");
    assertThat(value("OBX|2|ZZ|X^Y^L||words||||||F\r")).isEqualTo("words");
    assertThat(value("OBX|2|NM|X^Y^L||many||||||F\r")).isEqualTo("many");
  }

  @Test
  void finalWithoutValue() {
    var read = read(LABORATORY + "OBX|2|NM|X^Y^L|||||||F\r");
    assertThat(read.value()).isPresent();
  }

  @Test
  void datesInTheFormOfOthersAreNeverGuessed() {
    for (var date : List.of("2025-03-11T10:00:00Z", "03/11/2025", "11.03.2025", "20250231")) {
      var read = read(LABORATORY.replace("20250310070500-0500", date));
      assertThat(read.value()).isEmpty();
      assertThat(read.issues()).extracting(Issue::path).containsOnlyOnce("OBR[1]-7(1)");
    }
  }

  @Test
  void veryLongSegments() {
    var strip = "QUFB".repeat(2_000_000);
    var read = read(LABORATORY + "OBX|2|ED|PDF^Report^L||^AP^pdf^Base64^" + strip + "||||||F\r");
    assertThat(observed(read).findings()).hasSize(2);
  }

  @Test
  void escapeSequences() {
    assertThat(value("OBX|2|ST|X^Y^L||a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f||||||F\r"))
        .isEqualTo("a|b^c&d~e\\f");
    assertThat(value("OBX|2|TX|X^Y^L||one\\.br\\two\\X0A\\three||||||F\r"))
        .isEqualTo("one\ntwo\nthree");
    assertThat(value("OBX|2|ST|X^Y^L||\\H\\loud\\N\\ \\Zxx\\ \\C2842\\||||||F\r"))
        .isEqualTo("loud \\Zxx\\ \\C2842\\");
    assertThat(value("OBX|2|ST|X^Y^L||lone \\ stays||||||F\r")).isEqualTo("lone \\ stays");
    assertThat(value("OBX|2|ST|X^Y^L||\\XC38B\\||||||F\r")).isEqualTo("Ë");
  }

  @Test
  void nullIsNoValueAndInsideACompositeNothing() {
    var read = read(LABORATORY.replace("|g/L^^UCUM|", "|\"\"|"));
    assertThat(Objects.requireNonNull(observed(read).findings().get(0).value()).unit()).isNull();
    var name = read(LABORATORY.replace("ZZTEST^ZOË", "ZZTEST^ZOË^\"\""));
    assertThat(first(name).patient().names().get(0).given()).containsExactly("ZOË");
  }

  @Test
  void timesKeepTheirPrecisionAndNeverGetAZoneFromNowhere() {
    assertThat(observed(read(LABORATORY.replace("20250310070500-0500", "20250310"))).effectiveOn())
        .hasToString("2025-03-10");
    var local = read(LABORATORY.replace("20250310070500-0500", "202503100705"));
    assertThat(observed(local).effectiveFrom()).hasToString("2025-03-10T07:05-05:00");
    var nowhere = read(LABORATORY.replace("-0500", ""));
    assertThat(nowhere.value()).isEmpty();
    assertThat(nowhere.issues()).extracting(Issue::code).contains(IssueCode.ZONE_MISSING);
  }

  @Test
  void ambiguousAndMissingHoursOfTheClockChange() {
    var chicago = Dialect.DEFAULT.withZone(java.time.ZoneId.of("America/Chicago"));
    var bare = LABORATORY.replace("-0500", "");
    var twice =
        Exchanges.ALL.fromHl7v2(
            bare.replace("20250310070500", "20251102013000").getBytes(StandardCharsets.UTF_8),
            chicago);
    assertThat(observed(twice).effectiveFrom()).hasToString("2025-11-02T01:30-05:00");
    assertThat(twice.issues()).extracting(Issue::path).contains("OBR[1]-7(1)");
    var never =
        Exchanges.ALL.fromHl7v2(
            bare.replace("20250310070500", "20250309023000").getBytes(StandardCharsets.UTF_8),
            chicago);
    assertThat(never.value()).isEmpty();
  }

  @Test
  void everyReasonHasItsLocation() {
    var read =
        read(
            LABORATORY
                .replace("|19840719|F", "|1984-07-19|Q")
                .replace("20250310070500-0500", "yesterday")
                .replace("||HM|F", "||HM|?")
                .replace("|||||F\r", "|||||?\r"));
    assertThat(read.value()).isEmpty();
    assertThat(read.issues())
        .extracting(Issue::path)
        .contains("PID[1]-7(1)", "PID[1]-8", "OBR[1]-7(1)", "OBR[1]-25", "OBX[1]-11");
  }
}

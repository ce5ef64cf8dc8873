package org.luer.mappings.concept.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of the instruments as tables. */
class InstrumentsTest {

  @Test
  void everyInstrumentOfTheClinicIsThere() {
    assertThat(Instruments.all())
        .extracting(Instrument::code)
        .containsExactlyInAnyOrder(
            "phq-9",
            "phq-2",
            "gad-7",
            "pcl-5",
            "qids-sr16",
            "madrs",
            "c-ssrs-screener",
            "y-bocs",
            "bdi-ii",
            "cadss",
            "cadss-6",
            "audit-c",
            "dast-10",
            "peg",
            "pain-nrs",
            "mood-nrs");
  }

  @Test
  void everyLoincCodeHasItsCheckDigit() {
    var codes =
        Instruments.all().stream()
            .flatMap(
                i ->
                    Stream.of(
                            Stream.of(i)
                                .filter(p -> p.vocabulary() == Vocabulary.LOINC)
                                .map(Instrument::panel),
                            i.items().stream()
                                .filter(item -> item.vocabulary() == Vocabulary.LOINC)
                                .map(Item::code),
                            i.scores().stream()
                                .filter(s -> s.vocabulary() == Vocabulary.LOINC)
                                .map(ScoreRule::code))
                        .flatMap(s -> s))
            .toList();
    assertThat(codes).hasSizeGreaterThan(40).allMatch(InstrumentsTest::isLoinc);
    assertThat(isLoinc("69689-6")).isFalse();
  }

  @Test
  void everyAnswerCodeHasItsCheckDigit() {
    var codes =
        Instruments.all().stream()
            .flatMap(i -> i.items().stream())
            .flatMap(i -> i.options().stream())
            .map(Item.Option::code)
            .distinct()
            .toList();
    assertThat(codes).hasSizeGreaterThan(20).allMatch(InstrumentsTest::isAnswer);
  }

  @Test
  void scoresReachExactlyTheEndsOfTheirRange() {
    for (var instrument : Instruments.all()) {
      var low = new HashMap<String, BigDecimal>();
      var high = new HashMap<String, BigDecimal>();
      for (var item : instrument.items()) {
        if (item.min() != null && item.max() != null) {
          low.put(item.code(), item.reverse() ? item.max() : item.min());
          high.put(item.code(), item.reverse() ? item.min() : item.max());
        }
      }
      for (var rule : instrument.scores()) {
        assertThat(Scorer.score(instrument, low).scores().get(rule.code()))
            .as(rule.code())
            .isEqualByComparingTo(rule.min());
        assertThat(Scorer.score(instrument, high).scores().get(rule.code()))
            .as(rule.code())
            .isEqualByComparingTo(rule.max());
      }
    }
  }

  @Test
  void bandsFollowOneAnotherWithoutAGap() {
    for (var instrument : Instruments.all()) {
      var bands = instrument.bands();
      for (int i = 1; i < bands.size(); i++) {
        assertThat(bands.get(i).low())
            .as(instrument.code())
            .isEqualByComparingTo(bands.get(i - 1).high().add(BigDecimal.ONE));
      }
      if (!bands.isEmpty()) {
        assertThat(bands.get(bands.size() - 1).high())
            .isEqualByComparingTo(instrument.total().orElseThrow().max());
      }
    }
  }

  @Test
  void whatIsNotVerifiedNeedsTheClinicsSignature() {
    for (var code : List.of("madrs", "y-bocs", "cadss")) {
      var instrument = Instruments.of(code);
      assertThat(instrument.bands()).isNotEmpty().noneMatch(Instrument.Band::signedOff);
      assertThat(instrument.bandOf(BigDecimal.ONE)).isEmpty();
    }
    assertThat(Instruments.of("phq-9").bands()).allMatch(Instrument.Band::signedOff);
  }

  /** Wording of licensed forms is not shipped: their items have a short name of our own. */
  @Test
  void licensedWordingIsNotShipped() {
    for (var code : List.of("madrs", "qids-sr16", "y-bocs", "cadss", "cadss-6", "bdi-ii")) {
      assertThat(Instruments.of(code).items())
          .allMatch(i -> i.text().length() <= 40 && i.text().contains("item " + number(i)));
    }
  }

  private static String number(Item item) {
    return item.code().replaceAll(".*ITEM", "");
  }

  @Test
  void codesAreUniqueWithinAnInstrument() {
    for (var instrument : Instruments.all()) {
      var codes =
          Stream.concat(
              instrument.items().stream().map(Item::code),
              instrument.scores().stream().map(ScoreRule::code));
      assertThat(codes.toList()).doesNotHaveDuplicates();
      assertThat(instrument.items())
          .allSatisfy(i -> assertThat(i.number()).isEqualTo(instrument.items().indexOf(i) + 1));
    }
  }

  private static boolean isLoinc(String code) {
    var parts = code.split("-", -1);
    return parts.length == 2 && digit(parts[0]) == Integer.parseInt(parts[1]);
  }

  /** The rule of the code reference: the LOINC digit plus 5 for an even count of digits, else 2. */
  private static boolean isAnswer(String code) {
    var parts = code.substring(2).split("-", -1);
    var shift = parts[0].length() % 2 == 0 ? 5 : 2;
    return code.startsWith("LA") && (digit(parts[0]) + shift) % 10 == Integer.parseInt(parts[1]);
  }

  private static int digit(String number) {
    var odd = new StringBuilder();
    var rest = 0;
    var sum = 0;
    for (int i = 0; i < number.length(); i++) {
      var digit = number.charAt(number.length() - 1 - i);
      if (i % 2 == 0) {
        odd.append(digit);
      } else {
        rest += digit - '0';
      }
    }
    var doubled = String.valueOf(2L * Long.parseLong(odd.toString()));
    for (int i = 0; i < doubled.length(); i++) {
      sum += doubled.charAt(i) - '0';
    }
    return (10 - (sum + rest) % 10) % 10;
  }
}

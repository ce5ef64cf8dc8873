package org.luer.mappings.generator;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Coding;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.core.Quantity;

/**
 * Wild but valid primitives. Density (0 to 100) is how likely an optional part is there; it shrinks
 * towards the barest record.
 */
final class Wild {
  private static final List<String> PIECES =
      List.of(
          "plain",
          "a|b^c~d\\e&f",
          "\\F\\ \\.br\\ \\X0D\\",
          "two\nlines",
          "tab\tinside",
          "Ünïcödé ß",
          "花子さん",
          "😀 👩‍⚕️",
          "\"quoted\" <tag> &amp; 'x'",
          "~",
          "^",
          "|",
          "&",
          "\\",
          "#",
          "\\\\",
          "MSH|^~\\&|",
          "{\"json\":1}",
          "İıŞ",
          "e\u0301 combining");
  private static final List<ZoneOffset> OFFSETS =
      List.of(
          ZoneOffset.ofHours(-6),
          ZoneOffset.ofHours(-5),
          ZoneOffset.UTC,
          ZoneOffset.ofHoursMinutes(5, 45),
          ZoneOffset.ofHoursMinutes(-3, -30),
          ZoneOffset.ofHours(14),
          ZoneOffset.ofHours(-11));

  private final SplittableRandom random;
  private final int density;
  private final ZoneOffset offset;
  private int counter;

  Wild(SplittableRandom random, int density) {
    this.random = random;
    this.density = density;
    this.offset = pick(OFFSETS);
  }

  boolean chance() {
    return random.nextInt(100) < density;
  }

  boolean flip() {
    return random.nextBoolean();
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  int next() {
    return ++counter;
  }

  <T> @Nullable T maybe(Supplier<T> value) {
    return chance() ? value.get() : null;
  }

  <T> List<T> list(int max, Supplier<T> element) {
    var list = new ArrayList<T>();
    while (list.size() < max && chance()) {
      list.add(element.get());
    }
    return list;
  }

  <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  <T> T pick(T[] array) {
    return array[random.nextInt(array.length)];
  }

  /** Words with everything that a format could trip over; never blank, no blank at the ends. */
  String text() {
    var text = new StringBuilder(pick(PIECES));
    while (random.nextInt(3) == 0) {
      text.append(' ').append(pick(PIECES));
    }
    return text.toString();
  }

  /** An id of the clinic, unique in the report. */
  String id() {
    return pick(List.of("A", "z-", "9.", "~", "_x")) + next();
  }

  /** A number of some authority, unique in the report. */
  Identifier identifier(String type) {
    return new Identifier(
        pick(List.of("000", "N-", "12 ")) + next() + (chance() ? "/&^" : ""),
        pick(List.of("RGHMRN", "LKSMRN", "NLK")) + next(),
        maybe(() -> "2.16.840.1.113883.19." + next()),
        type);
  }

  /** The number of a specimen, of which nobody says more than who gave it. */
  Identifier specimenNumber() {
    return new Identifier("SP" + next(), "LAB" + next(), null, null);
  }

  /** A moment after the last one. */
  OffsetDateTime after(OffsetDateTime last) {
    return last.plusSeconds(1 + random.nextInt(1800));
  }

  /** A moment of 2025 in the report's offset, to the second. */
  OffsetDateTime time() {
    return OffsetDateTime.of(2025, 1, 1, 0, 0, 0, 0, offset)
        .plusSeconds(random.nextInt(31_000_000));
  }

  /** The same moment, now and then as written elsewhere. */
  /** A time, or the day of one. */
  PartialTime partial() {
    var time = time();
    return flip() ? PartialTime.of(time) : PartialTime.of(time.toLocalDate().toString());
  }

  OffsetDateTime elsewhere(OffsetDateTime time) {
    return random.nextInt(5) == 0 ? time.withOffsetSameInstant(pick(OFFSETS)) : time;
  }

  PartialDate date() {
    return new PartialDate(pick(List.of("1984", "1984-07", "1984-07-19", "1900-01-01", "2007-12")));
  }

  /** A number of any scale from 0 to 3; zeros behind the point count. */
  BigDecimal number() {
    return switch (random.nextInt(6)) {
      case 0 -> new BigDecimal("0");
      case 1 -> new BigDecimal("0.50");
      case 2 -> new BigDecimal("70.0");
      default -> BigDecimal.valueOf(random.nextInt(100_000), random.nextInt(4));
    };
  }

  Quantity quantity(String unit) {
    return new Quantity(number(), unit);
  }

  /** A coded thing in this system, by words only, or with other codings beside it. */
  Coded coded(String system, String code) {
    return switch (random.nextInt(4)) {
      case 0 -> Coded.text(text());
      case 1 -> Coded.of(system, code, null);
      case 2 -> Coded.of(system, code, text());
      default -> new Coded(system, code, text(), codings());
    };
  }

  private List<Coding> codings() {
    return List.of(
        new Coding(
            "https://clinic.example.org/fhir/CodeSystem/kic-item",
            "K" + next(),
            maybe(this::text)));
  }
}

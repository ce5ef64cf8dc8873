package org.luer.mappings.rendering;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.PersonName;
import org.luer.mappings.core.Quantity;

/** How times, numbers and names are written in a summary; the same on every machine. */
public final class Words {
  private static final String[] MONTHS = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
  };

  private Words() {}

  /** Hours and minutes as they were at the clinic. */
  public static String clock(OffsetDateTime time) {
    return two(time.getHour()) + ":" + two(time.getMinute());
  }

  /** A day like {@code 11 Mar 2025}. */
  public static String day(OffsetDateTime time) {
    return day(time.toLocalDate());
  }

  private static String day(LocalDate day) {
    return day.getDayOfMonth() + " " + MONTHS[day.getMonthValue() - 1] + " " + day.getYear();
  }

  /** A day without its year. */
  public static String shortDay(OffsetDateTime time) {
    return time.getDayOfMonth() + " " + MONTHS[time.getMonthValue() - 1];
  }

  /** Day and time. */
  public static String dayAndClock(OffsetDateTime time) {
    return day(time) + ", " + clock(time);
  }

  private static String two(int number) {
    return number < 10 ? "0" + number : String.valueOf(number);
  }

  /** A number as recorded, without zeros that say nothing. */
  public static String number(BigDecimal value) {
    var plain = value.stripTrailingZeros();
    return (plain.scale() < 0 ? plain.setScale(0) : plain).toPlainString();
  }

  /** A number to two decimals at most. */
  public static String rounded(BigDecimal value) {
    return value.scale() > 2
        ? number(value.setScale(2, RoundingMode.HALF_UP))
        : value.toPlainString();
  }

  /** A change with its sign. */
  public static String change(BigDecimal value) {
    return value.signum() > 0 ? "+" + number(value) : number(value);
  }

  /** A quantity in the words of the ward. */
  public static String quantity(Quantity quantity) {
    return rounded(quantity.value()) + " " + unit(quantity.unit());
  }

  /** A UCUM unit as people write it. */
  public static String unit(String ucum) {
    return switch (ucum) {
      case "mm[Hg]" -> "mmHg";
      case "Cel" -> "°C";
      case "{score}", "1" -> "";
      default -> ucum;
    };
  }

  /** The clinic's words for a coded thing, else its code. */
  public static String coded(@Nullable Coded coded) {
    if (coded == null) {
      return "";
    }
    return coded.text() != null ? coded.text() : coded.code() == null ? "" : coded.code();
  }

  /** Given names and family name. */
  public static String name(PersonName name) {
    return Stream.concat(
            name.given().stream(),
            Stream.of(name.family(), name.suffix() == null ? "" : name.suffix()))
        .filter(s -> !s.isEmpty())
        .collect(Collectors.joining(" "));
  }

  /** A clinician with the degree. */
  public static String clinician(Clinician clinician) {
    return clinician.credentials() == null
        ? name(clinician.name())
        : name(clinician.name()) + ", " + clinician.credentials();
  }

  /** First letter large. */
  public static String sentence(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + text.substring(1);
  }

  /** One line without a vertical bar: what sections of a summary may hold. */
  public static String line(String text) {
    return text.replace('|', '/').replaceAll("\\s+", " ").strip();
  }
}

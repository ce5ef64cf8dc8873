package org.luer.mappings.concept.observation;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Range;
import org.hl7.fhir.r4.model.Ratio;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.TimeType;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.observation.FindingValue.Comparator;
import org.luer.mappings.concept.observation.FindingValue.Other;
import org.luer.mappings.concept.observation.FindingValue.Separator;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.LooseTimes;
import org.luer.mappings.fhir.Quantities;
import org.luer.mappings.fhir.Times;

/**
 * {@link FindingValue} to and from Observation.value[x] and component.value[x].
 *
 * <p>Mapped: Quantity (with comparator and any unit), integer, CodeableConcept, string, boolean,
 * Range, Ratio, time, dateTime. A whole number without unit is an integer. A unit that is not UCUM
 * keeps its own system, or stands in Quantity.unit. Further coded values and attachments are the
 * business of {@link FindingFhir}. Not read: SampledData, Period.
 */
final class FindingValueFhir {
  private static final BigDecimal MOST = BigDecimal.valueOf(Integer.MAX_VALUE);

  private FindingValueFhir() {}

  /** The value; null for an attachment. */
  static @Nullable Type write(FindingValue value, Base owner, OwnExtensions own) {
    if (value.number() != null) {
      return number(value, value.number(), owner, own);
    }
    if (!value.codes().isEmpty()) {
      return Codings.of(value.codes().get(0));
    }
    if (value.other() != null) {
      own.add(owner, OwnExtensions.TYPE, value.other().type());
      return new StringType(value.other().encoded());
    }
    if (value.text() != null) {
      return new StringType(value.text());
    }
    if (value.time() != null) {
      return Times.dateTime(value.time());
    }
    if (value.date() != null) {
      return new DateTimeType(value.date().value());
    }
    if (value.clock() != null) {
      return new TimeType(value.clock());
    }
    return value.truth() == null ? null : new BooleanType(value.truth());
  }

  private static Type number(FindingValue value, BigDecimal number, Base owner, OwnExtensions own) {
    var unit = value.unit();
    var second = value.second();
    var separator = value.separator();
    if (separator != null && second != null) {
      if (separator == Separator.RANGE) {
        return new Range().setLow(Quantities.of(number, unit)).setHigh(Quantities.of(second, unit));
      }
      if (separator == Separator.RATIO) {
        own.add(owner, OwnExtensions.SEPARATOR, separator.code());
      }
      return new Ratio()
          .setNumerator(Quantities.of(number, unit))
          .setDenominator(Quantities.of(second, unit));
    }
    if (unit == null
        && value.comparator() == null
        && number.scale() == 0
        && number.abs().compareTo(MOST) <= 0) {
      return new IntegerType(number.intValueExact());
    }
    var quantity = Quantities.of(number, unit);
    if (value.comparator() != null) {
      quantity.setComparator(Quantity.QuantityComparator.fromCode(value.comparator().code()));
    }
    return quantity;
  }

  /** The value; null and a warning when R4 says it in a way that is not read. */
  static @Nullable FindingValue read(
      @Nullable Type type, Base owner, String path, OwnExtensions own, Issues issues) {
    if (type == null || type.isEmpty()) {
      return null;
    }
    if (type instanceof Quantity quantity) {
      return quantity(quantity, path, issues);
    }
    if (type instanceof IntegerType integer) {
      return integer.getValue() == null
          ? null
          : FindingValue.number(BigDecimal.valueOf(integer.getValue()), null);
    }
    if (type instanceof CodeableConcept concept) {
      return Codings.read(concept).map(c -> FindingValue.codes(List.of(c))).orElse(null);
    }
    if (type instanceof StringType text) {
      return text(text.getValue(), owner, own);
    }
    if (type instanceof BooleanType truth) {
      return truth.getValue() == null ? null : FindingValue.truth(truth.booleanValue());
    }
    if (type instanceof Range range) {
      return pair(range.getLow(), range.getHigh(), Separator.RANGE, path, issues);
    }
    if (type instanceof Ratio ratio) {
      var sign = Separator.of(own.value(owner, OwnExtensions.SEPARATOR).orElse(":"));
      return pair(
          ratio.getNumerator(),
          ratio.getDenominator(),
          sign == Separator.RATIO ? Separator.RATIO : Separator.TITER,
          path,
          issues);
    }
    if (type instanceof TimeType clock) {
      return clock.getValue() == null ? null : FindingValue.clock(clock.getValue());
    }
    if (type instanceof BaseDateTimeType time) {
      return time(time, path, issues);
    }
    issues.warning(IssueCode.NOT_SUPPORTED, path, "is of a type that is not read");
    return null;
  }

  private static @Nullable FindingValue text(@Nullable String text, Base owner, OwnExtensions own) {
    if (text == null || text.isBlank()) {
      return null;
    }
    var type = own.value(owner, OwnExtensions.TYPE).orElse(null);
    return type == null ? FindingValue.text(text) : FindingValue.other(new Other(type, text));
  }

  private static @Nullable FindingValue quantity(Quantity quantity, String path, Issues issues) {
    if (!quantity.hasValue()) {
      issues.warning(IssueCode.REQUIRED, path + ".value", "is missing");
      return null;
    }
    var comparator =
        quantity.hasComparator() ? Comparator.of(quantity.getComparator().toCode()) : null;
    if (quantity.hasComparator() && comparator == null) {
      issues.error(IssueCode.NOT_USABLE, path + ".comparator", "is not one that is read");
    }
    return FindingValue.number(quantity.getValue(), comparator, Quantities.unit(quantity));
  }

  private static @Nullable FindingValue pair(
      Quantity one, Quantity other, Separator separator, String path, Issues issues) {
    if (!one.hasValue() || !other.hasValue() || one.hasComparator() || other.hasComparator()) {
      issues.warning(IssueCode.NOT_SUPPORTED, path, "has not two plain numbers: not read");
      return null;
    }
    var unit = Quantities.unit(one);
    if (!Objects.equals(unit, Quantities.unit(other)) && Quantities.unit(other) != null) {
      issues.warning(IssueCode.NOT_SUPPORTED, path, "has two units: not read");
      return null;
    }
    return FindingValue.numbers(one.getValue(), null, separator, other.getValue(), unit);
  }

  private static @Nullable FindingValue time(BaseDateTimeType time, String path, Issues issues) {
    var written = time.getValueAsString();
    if (written == null) {
      return null;
    }
    if (written.length() <= 10) {
      var day = LooseTimes.day(time);
      return day == null ? null : FindingValue.date(day);
    }
    return Times.read(time, path, issues).map(FindingValue::time).orElse(null);
  }

  /** The reason why a value is absent; empty when none is said or it is not one of R4. */
  static Optional<Finding.Absent> absent(CodeableConcept concept) {
    var code = Codings.codeIn(concept, Codings.DATA_ABSENT_REASON).orElse("");
    for (var absent : Finding.Absent.values()) {
      if (absent.code().equals(code)) {
        return Optional.of(absent);
      }
    }
    return Optional.empty();
  }

  /** Whether US Core's laboratory profile takes the value. */
  static boolean profiled(FindingValue value) {
    return value.attachment() == null
        && value.ucum()
        && (value.codes().isEmpty()
            || value.codes().get(0).codings().stream()
                .allMatch(c -> c.system().equals(Systems.SNOMED_CT)));
  }
}

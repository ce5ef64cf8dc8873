package org.luer.mappings.concept.assessment.fhir;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseItemComponent;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.TimeType;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.assessment.FurtherAnswer;
import org.luer.mappings.concept.observation.FindingValue;
import org.luer.mappings.core.Coded;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.Extensions;
import org.luer.mappings.fhir.LooseTimes;
import org.luer.mappings.fhir.Quantities;
import org.luer.mappings.fhir.Times;

/**
 * {@link FurtherAnswer} to and from QuestionnaireResponse.item, nested as the form has them.
 *
 * <p>Mapped: linkId, text, definition (for a code of a system: the system, {@code #} and the code),
 * answer.value[x] but uri and Reference; time and remark in extensions of ours on the first answer,
 * where no profile slices them. Not carried: which of several answers a nested question stands
 * below, and how often a group repeats.
 */
final class FurtherAnswersFhir {
  /** Extension of an answer: when it was given. */
  static final String ANSWERED_AT = "item-answered-at";

  private static final String REMARK = "item-remark";
  private static final BigDecimal MOST = BigDecimal.valueOf(Integer.MAX_VALUE);

  private FurtherAnswersFhir() {}

  /** Adds the questions that go back to their sender. */
  static void write(List<FurtherAnswer> questions, String base, QuestionnaireResponse response) {
    Map<String, QuestionnaireResponseItemComponent> written = new HashMap<>();
    for (var question : questions) {
      var item = place(question, written, response);
      written.put(question.number(), item);
      item.setLinkId(question.number()).setText(question.text());
      item.setDefinition(
          question.system() == null
              ? question.definition()
              : question.system() + "#" + question.number());
      question.values().forEach(value -> add(value, item));
      if (item.hasAnswer()) {
        var answer = item.getAnswerFirstRep().getValue();
        at(question.at(), answer, base);
        if (question.note() != null) {
          answer.addExtension(
              new Extension(Extensions.own(base, REMARK), new StringType(question.note())));
        }
      }
    }
  }

  /** Says when an answer was given. */
  static void at(@Nullable OffsetDateTime time, Type answer, String base) {
    if (time != null) {
      answer.addExtension(new Extension(Extensions.own(base, ANSWERED_AT), Times.dateTime(time)));
    }
  }

  /** When the first answer of an item was given; null when nobody says it. */
  static @Nullable OffsetDateTime at(
      QuestionnaireResponseItemComponent item, String path, BundleReader in) {
    return Extensions.first(extensions(item), Extensions.own(in.base(), ANSWERED_AT))
        .filter(e -> e.getValue() instanceof DateTimeType)
        .flatMap(e -> Times.read((DateTimeType) e.getValue(), path, in.issues()))
        .orElse(null);
  }

  private static List<Extension> extensions(QuestionnaireResponseItemComponent item) {
    var answer = item.hasAnswer() ? item.getAnswerFirstRep().getValue() : null;
    return answer == null ? List.of() : answer.getExtension();
  }

  /** Below an answer of the question that it belongs to, or among the items of a heading. */
  private static QuestionnaireResponseItemComponent place(
      FurtherAnswer question,
      Map<String, QuestionnaireResponseItemComponent> written,
      QuestionnaireResponse response) {
    var above = question.within() == null ? null : written.get(question.within());
    if (above == null) {
      return response.addItem();
    }
    return above.hasAnswer() ? above.getAnswerFirstRep().addItem() : above.addItem();
  }

  private static void add(FindingValue value, QuestionnaireResponseItemComponent item) {
    if (value.codes().isEmpty()) {
      item.addAnswer().setValue(type(value));
    }
    for (var code : value.codes()) {
      item.addAnswer().setValue(new Coding(code.system(), code.code(), code.text()));
    }
  }

  private static @Nullable Type type(FindingValue value) {
    if (value.number() != null) {
      return number(value, value.number());
    }
    if (value.text() != null) {
      return new StringType(value.text());
    }
    if (value.time() != null) {
      return Times.dateTime(value.time());
    }
    if (value.date() != null) {
      return value.date().value().length() == 10
          ? new DateType(value.date().value())
          : new DateTimeType(value.date().value());
    }
    if (value.clock() != null) {
      return new TimeType(value.clock());
    }
    var file = value.attachment();
    if (file != null) {
      var attachment = new Attachment().setContentType(file.contentType()).setUrl(file.url());
      attachment.getDataElement().setValueAsString(file.data());
      return attachment;
    }
    if (value.other() != null) {
      return new StringType(value.other().encoded());
    }
    return value.truth() == null ? null : new BooleanType(value.truth());
  }

  private static Type number(FindingValue value, BigDecimal number) {
    var unit = value.unit();
    var second = value.second();
    if (second != null && value.separator() != null) {
      return new StringType(
          number.toPlainString() + value.separator().code() + second.toPlainString());
    }
    if (unit == null && value.comparator() == null) {
      return number.scale() <= 0 && number.abs().compareTo(MOST) <= 0
          ? new IntegerType(number.intValueExact())
          : new DecimalType(number);
    }
    var quantity = Quantities.of(number, unit);
    if (value.comparator() != null) {
      quantity.setComparator(Quantity.QuantityComparator.fromCode(value.comparator().code()));
    }
    return quantity;
  }

  /**
   * One question with its answers.
   *
   * @param within number of the further question above it
   */
  static Optional<FurtherAnswer> read(
      QuestionnaireResponseItemComponent item,
      @Nullable String within,
      String path,
      BundleReader in) {
    if (!item.hasLinkId()) {
      return Optional.empty();
    }
    var values = new ArrayList<FindingValue>();
    for (int i = 0; i < item.getAnswer().size(); i++) {
      var value = value(item.getAnswer().get(i).getValue(), path + ".answer[" + i + "].value", in);
      if (value != null) {
        values.add(value);
      }
    }
    var end = "#" + item.getLinkId();
    var definition = item.getDefinition();
    var coded =
        definition != null && definition.length() > end.length() && definition.endsWith(end);
    return Optional.of(
        new FurtherAnswer(
            item.getLinkId(),
            coded ? definition.substring(0, definition.length() - end.length()) : null,
            blank(item.getText()),
            within,
            coded ? null : definition,
            values,
            at(item, path, in),
            Extensions.text(extensions(item), Extensions.own(in.base(), REMARK)).orElse(null),
            in.dialect().partner()));
  }

  private static @Nullable String blank(@Nullable String text) {
    return text == null || text.isBlank() ? null : text;
  }

  private static @Nullable FindingValue value(@Nullable Type type, String path, BundleReader in) {
    if (type instanceof IntegerType integer) {
      return FindingValue.number(BigDecimal.valueOf(integer.getValue()), null);
    }
    if (type instanceof DecimalType number) {
      return FindingValue.number(number.getValue(), null);
    }
    if (type instanceof BooleanType truth) {
      return FindingValue.truth(truth.booleanValue());
    }
    if (type instanceof Coding coding) {
      return coding(coding);
    }
    if (type instanceof Quantity quantity && quantity.hasValue()) {
      var comparator =
          quantity.hasComparator()
              ? FindingValue.Comparator.of(quantity.getComparator().toCode())
              : null;
      return FindingValue.number(quantity.getValue(), comparator, unit(quantity));
    }
    if (type instanceof DateType date) {
      return day(date);
    }
    if (type instanceof DateTimeType time) {
      return time.getValueAsString().length() <= 10
          ? day(time)
          : Times.read(time, path, in.issues()).map(FindingValue::time).orElse(null);
    }
    if (type instanceof TimeType clock) {
      return FindingValue.clock(clock.getValue());
    }
    if (type instanceof Attachment file && (file.hasData() != file.hasUrl())) {
      return FindingValue.attachment(
          new FindingValue.Attachment(
              file.getContentType(),
              file.hasData() ? file.getDataElement().getValueAsString() : null,
              file.getUrl()));
    }
    return type instanceof StringType text && blank(text.getValue()) != null
        ? FindingValue.text(text.getValue())
        : null;
  }

  private static @Nullable FindingValue day(BaseDateTimeType time) {
    var day = LooseTimes.day(time);
    return day == null ? null : FindingValue.date(day);
  }

  private static @Nullable FindingValue coding(Coding coding) {
    if (coding.hasSystem() && coding.hasCode()) {
      return FindingValue.codes(
          List.of(Coded.of(coding.getSystem(), coding.getCode(), blank(coding.getDisplay()))));
    }
    var words = coding.hasDisplay() ? coding.getDisplay() : coding.getCode();
    return blank(words) == null ? null : FindingValue.codes(List.of(Coded.text(words)));
  }

  /** A code without its system is no unit of an answer. */
  private static @Nullable Coded unit(Quantity quantity) {
    return quantity.hasUnit() || quantity.hasSystem() ? Quantities.unit(quantity) : null;
  }
}

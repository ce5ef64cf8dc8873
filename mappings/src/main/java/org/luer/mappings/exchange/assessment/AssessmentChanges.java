package org.luer.mappings.exchange.assessment;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Systems;
import org.luer.mappings.receipt.ChangeRules;
import org.luer.mappings.receipt.Leaf;
import org.luer.mappings.receipt.Renderings;

/** How what a sender says of an answered form may come back in another form. */
final class AssessmentChanges {
  static final List<ChangeRules.Rule> INBOUND =
      List.of(
          (source, returned, both) -> wordsOfAnswer(source),
          ChangeRules.Rule.ofGone(AnswerOfList::explain),
          ChangeRules.Rule.ofGone(FormOfAnswers::explain));

  private AssessmentChanges() {}

  /** The words and the ordinal beside an answer code are replaced by the table's. */
  private static @Nullable String wordsOfAnswer(Leaf source) {
    return source.pattern().matches("ORU_R01:OBX-5\\.[25]") ? "words-of-code" : null;
  }

  /** An answer in words or as a number that came back as the answer of the list. */
  private static final class AnswerOfList {
    private static @Nullable String explain(Leaf source, Renderings both) {
      var key = source.key();
      var at = key.lastIndexOf(".answer[0].value");
      if (!source.pattern().startsWith("QuestionnaireResponse.item.") || at < 0) {
        return null;
      }
      var coding = key.substring(0, at) + ".answer[0].valueCoding.";
      return switch (key.substring(at + ".answer[0].value".length())) {
        case "String" -> words(source, both.returned(coding + "display"));
        case "Integer", "Decimal" -> number(source, key.substring(0, at), both);
        default -> null;
      };
    }

    private static @Nullable String words(Leaf source, @Nullable Leaf display) {
      return display != null && display.value().equalsIgnoreCase(source.value().strip())
          ? "answer-of-list"
          : null;
    }

    /** The number stands beside the code that it became, or as a number of another kind. */
    private static @Nullable String number(Leaf source, String item, Renderings both) {
      var same =
          both.returnedBelow(item + ".answer[0].value").stream()
              .filter(l -> l.key().endsWith(".valueDecimal") || l.key().endsWith(".valueInteger"))
              .anyMatch(
                  l -> new BigDecimal(l.value()).compareTo(new BigDecimal(source.value())) == 0);
      return same ? "answer-of-list" : null;
    }
  }

  /**
   * A question of a form that came along, which came back with its answer: the same number, words
   * and code there.
   */
  private static final class FormOfAnswers {
    private static final String ITEM = "Questionnaire.item.";

    private static @Nullable String explain(Leaf source, Renderings both) {
      var key = source.key();
      var end = key.indexOf("}]");
      if (!source.pattern().startsWith(ITEM) || end < 0 || key.indexOf(".item[{") < 0) {
        return null;
      }
      var item = key.substring(key.indexOf(".item[{"), end + 2);
      return both.returnedBelow("QuestionnaireResponse").stream()
              .filter(l -> l.key().contains(item + "."))
              .anyMatch(l -> says(source, l, both))
          ? "form-of-answers"
          : null;
    }

    private static boolean says(Leaf source, Leaf returned, Renderings both) {
      var value = returned.value();
      var what = source.pattern().substring(ITEM.length());
      return switch (what) {
        case "linkId", "text" ->
            returned.key().endsWith("]." + what) && source.value().equals(value);
        case "code.code" -> names(returned, source.value());
        case "code.system" ->
            source.value().equals(Systems.LOINC)
                && both.below(source.key().replaceFirst("system$", "code")).stream()
                    .anyMatch(code -> names(returned, code.value()));
        case "type" -> kind(source.value(), returned.key());
        default -> false;
      };
    }

    private static boolean names(Leaf returned, String code) {
      return returned.key().endsWith("].definition") && returned.value().endsWith("#" + code);
    }

    /** The kind of question by the kind of its answer. */
    private static boolean kind(String type, String key) {
      return switch (type) {
        case "choice", "open-choice" -> key.endsWith(".valueCoding.code");
        case "decimal", "integer" -> key.endsWith(".valueDecimal") || key.endsWith(".valueInteger");
        case "string", "text" -> key.endsWith(".valueString");
        default -> false;
      };
    }
  }
}

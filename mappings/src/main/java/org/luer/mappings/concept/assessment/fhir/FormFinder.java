package org.luer.mappings.concept.assessment.fhir;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.Questionnaire.QuestionnaireItemComponent;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseItemComponent;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.instrument.Instrument;
import org.luer.mappings.concept.instrument.Instruments;
import org.luer.mappings.fhir.BundleReader;

/**
 * Finds the instrument of a received response and which item a link id means: our own definitions
 * and link ids, else the codes in the sender's Questionnaire when it is there, else the code at the
 * end of a link id, else the exact words of the item. A response without answers, as a void one, is
 * known by the title of its form. Nothing else is guessed.
 */
final class FormFinder {
  private final BundleReader in;
  private final Map<String, Set<String>> codes = new HashMap<>();
  private final @Nullable Instrument form;

  FormFinder(
      QuestionnaireResponse response,
      List<QuestionnaireResponseItemComponent> items,
      BundleReader in) {
    this.in = in;
    var questionnaire = questionnaire(response).orElse(null);
    if (questionnaire != null) {
      questionnaire.getItem().forEach(this::remember);
    }
    this.form = form(response, questionnaire, items);
  }

  /** The instrument; null when it is none of the clinic's. */
  @Nullable Instrument form() {
    return form;
  }

  /** The code of the item or score that a received item is; null when it is none. */
  @Nullable String code(QuestionnaireResponseItemComponent item, Instrument wanted) {
    var linkId = String.valueOf(item.getLinkId());
    var known = codes.getOrDefault(linkId, Set.of());
    var words = item.getText();
    var defined = defined(item, wanted);
    if (defined != null) {
      return defined;
    }
    for (var one : wanted.items()) {
      if (one.linkId().equals(linkId) || known.contains(one.code())) {
        return one.code();
      }
    }
    for (var one : wanted.scores()) {
      if (one.linkId().equals(linkId) || known.contains(one.code())) {
        return one.code();
      }
    }
    var end = linkId.substring(linkId.lastIndexOf('/') + 1);
    for (var one : wanted.items()) {
      if (one.code().equals(end) || one.text().equals(words) || one.display().equals(words)) {
        return one.code();
      }
    }
    return wanted.score(end).map(s -> s.code()).orElse(null);
  }

  /** The code that a definition of ours names. */
  private @Nullable String defined(QuestionnaireResponseItemComponent item, Instrument wanted) {
    var start = ResponseFhir.definition(wanted, in.base(), "");
    var definition = item.getDefinition();
    return definition != null && definition.startsWith(start)
        ? definition.substring(start.length())
        : null;
  }

  private Optional<Questionnaire> questionnaire(QuestionnaireResponse response) {
    var canonical = response.getQuestionnaire();
    if (canonical == null) {
      return Optional.empty();
    }
    var url = canonical.split("\\|", 2)[0];
    if (url.startsWith("#")) {
      return in.contained(response, url, Questionnaire.class);
    }
    return in.all(Questionnaire.class).stream().filter(q -> url.equals(q.getUrl())).findFirst();
  }

  private void remember(QuestionnaireItemComponent item) {
    var all = codes.computeIfAbsent(String.valueOf(item.getLinkId()), l -> new HashSet<>());
    item.getCode().stream().map(Coding::getCode).forEach(all::add);
    item.getItem().forEach(this::remember);
  }

  private @Nullable Instrument form(
      QuestionnaireResponse response,
      @Nullable Questionnaire questionnaire,
      List<QuestionnaireResponseItemComponent> items) {
    var canonical = String.valueOf(response.getQuestionnaire()).split("\\|", 2)[0];
    var end = canonical.substring(canonical.lastIndexOf('/') + 1);
    for (var one : Instruments.all()) {
      var named =
          one.canonical(in.base()).equals(canonical)
              || one.panel().equals(end)
              || items.stream().anyMatch(i -> defined(i, one) != null)
              || (questionnaire != null
                  && questionnaire.getCode().stream()
                      .anyMatch(c -> one.isPanel(c.getSystem(), c.getCode(), in.base())));
      if (named) {
        return one;
      }
    }
    return items.isEmpty() ? byTitle(response) : byItems(items);
  }

  private static @Nullable Instrument byTitle(QuestionnaireResponse response) {
    var title = response.getQuestionnaireElement().getExtensionString(ResponseFhir.DISPLAY);
    return Instruments.all().stream()
        .filter(one -> one.title().equals(title))
        .findFirst()
        .orElse(null);
  }

  /** The smallest instrument to which every mapped item belongs, when two items at least do. */
  private @Nullable Instrument byItems(List<QuestionnaireResponseItemComponent> items) {
    var most = 0;
    @Nullable Instrument best = null;
    var bySize =
        Instruments.all().stream().sorted(Comparator.comparing(i -> i.items().size())).toList();
    for (var one : bySize) {
      var found = (int) items.stream().filter(i -> code(i, one) != null).count();
      if (found > most) {
        most = found;
        best = one;
      }
    }
    return most >= 2 ? best : null;
  }
}

package org.luer.mappings.concept.assessment;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.observation.FindingValue;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Issues;

/**
 * What a sender's form asks beside the instrument: a question with its answers, or a heading. Like
 * all foreign content it is shown to the clinic and goes back to its sender only, because no
 * sensitivity class can be computed for it. It is never scored.
 *
 * @param number what the form calls the question (FHIR linkId, OBX-3.1), unique in the form
 * @param system code system of the number, when it is a code
 * @param text the words of the question
 * @param within number of the further question or heading that it stands below
 * @param definition address of what defines the question
 * @param values the answers; none for a heading
 * @param at when it was answered, where that is not the time of the form
 * @param note remarks on it, one line each
 * @param from key of the partner who sent it
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record FurtherAnswer(
    String number,
    @Nullable String system,
    @Nullable String text,
    @Nullable String within,
    @Nullable String definition,
    List<FindingValue> values,
    @Nullable OffsetDateTime at,
    @Nullable String note,
    String from) {

  public FurtherAnswer {
    values = values == null ? List.of() : List.copyOf(values);
  }

  /** The same question told again: with further answers, and what was not told before. */
  FurtherAnswer and(FurtherAnswer again) {
    var all = new ArrayList<>(values);
    all.addAll(again.values());
    return new FurtherAnswer(
        number,
        system == null ? again.system() : system,
        text == null ? again.text() : text,
        within == null ? again.within() : within,
        definition == null ? again.definition() : definition,
        all,
        at == null ? again.at() : at,
        note == null ? again.note() : note,
        from);
  }

  /** Reports every broken rule below the pointer. */
  void check(Issues issues, String path) {
    Check.present(issues, path + "/number", number);
    Check.each(issues, path + "/values", values, FindingValue::check);
    Check.present(issues, path + "/from", from);
  }
}

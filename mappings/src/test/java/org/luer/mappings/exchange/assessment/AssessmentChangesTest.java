package org.luer.mappings.exchange.assessment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.receipt.ChangeRules;
import org.luer.mappings.receipt.Comparison;
import org.luer.mappings.receipt.FhirLeaves;
import org.luer.mappings.receipt.Leaf;

/** The near miss of each rule for answered forms is lost. */
class AssessmentChangesTest {
  private static final String FORM =
      "{'resourceType':'Questionnaire','item':[{'linkId':'7','text':'Low?','type':'choice',"
          + "'code':[{'system':'http://loinc.org','code':'44255-8'}]}]}";

  @Test
  void wordsAreTheAnswerWithTheseWords() {
    var back = answer("'valueCoding':{'code':'LA6569-3','display':'Several days'}");
    assertThat(status(answer("'valueString':'several days'"), back, "valueString"))
        .isEqualTo("changed answer-of-list");
    assertThat(status(answer("'valueString':'Some days'"), back, "valueString")).isEqualTo("lost");
    assertThat(
            status(
                answer("'valueString':'Several days'"),
                answer("'valueCoding':{'code':'LA6569-3'}"),
                "valueString"))
        .isEqualTo("lost");
  }

  @Test
  void aNumberIsTheAnswerThatCountsSo() {
    var back =
        answer("'valueCoding':{'extension':[{'url':'x','valueDecimal':1}],'code':'LA6569-3'}");
    assertThat(status(answer("'valueInteger':1"), back, "valueInteger"))
        .isEqualTo("changed answer-of-list");
    assertThat(status(answer("'valueInteger':2"), back, "valueInteger")).isEqualTo("lost");
  }

  @Test
  void aFormComesBackWithItsAnswers() {
    var answered =
        "'linkId':'7','text':'Low?','definition':'http://x/Questionnaire/phq-9#44255-8',"
            + "'answer':[{'valueCoding':{'code':'LA6569-3'}}]";
    assertThat(form(answered))
        .containsExactly(
            "linkId changed form-of-answers",
            "text changed form-of-answers",
            "type changed form-of-answers",
            "system changed form-of-answers",
            "code changed form-of-answers");
    assertThat(form(answered.replace("Low?", "Sad?"))).contains("text lost");
    assertThat(form(answered.replace("44255-8", "44250-9")))
        .contains("code lost", "system lost", "text changed form-of-answers");
    assertThat(form(answered.replace("'valueCoding':{'code':'LA6569-3'}", "'valueInteger':1")))
        .contains("type lost");
    assertThat(form(answered.replace("'linkId':'7'", "'linkId':'8'")))
        .allMatch(line -> line.endsWith(" lost"));
  }

  private static List<String> form(String answered) {
    var returned = "{'resourceType':'QuestionnaireResponse','item':[{" + answered + "}]}";
    return results(bundle(FORM), bundle(returned)).stream()
        .filter(r -> r.leaf().path().contains(".item[0]."))
        .map(r -> r.leaf().path().replaceFirst(".*\\.", "") + " " + words(r))
        .toList();
  }

  private static String answer(String value) {
    return "{'resourceType':'QuestionnaireResponse','item':[{'linkId':'7','answer':[{"
        + value
        + "}]}]}";
  }

  private static String bundle(String resource) {
    return "{'entry':[{'resource':" + resource + "}]}";
  }

  private static String status(String source, String returned, String place) {
    return results(bundle(source), bundle(returned)).stream()
        .filter(r -> r.leaf().path().endsWith(place))
        .map(AssessmentChangesTest::words)
        .findFirst()
        .orElseThrow();
  }

  private static String words(Comparison.Result result) {
    return result.rule() == null
        ? result.status().code()
        : result.status().code() + " " + result.rule();
  }

  private static List<Comparison.Result> results(String source, String returned) {
    var rules = ChangeRules.INBOUND.and(AssessmentExchange.INSTANCE.inbound());
    return new Comparison(rules, Comparison.Withheld.NOTHING, Set::of, null)
        .of(leaves(source), leaves(returned));
  }

  private static List<Leaf> leaves(String json) {
    try {
      return FhirLeaves.of(ClinicJson.mapper().readTree(json.replace('\'', '"')));
    } catch (JsonProcessingException wrong) {
      throw new AssertionError(json, wrong);
    }
  }
}

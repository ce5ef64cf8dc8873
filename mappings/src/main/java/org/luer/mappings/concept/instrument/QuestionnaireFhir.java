package org.luer.mappings.concept.instrument;

import java.math.BigDecimal;
import java.util.Locale;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.Enumerations;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.Questionnaire.QuestionnaireItemComponent;
import org.hl7.fhir.r4.model.Questionnaire.QuestionnaireItemType;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Systems;

/**
 * An {@link Instrument} as the R4 Questionnaire that Luer publishes; its responses are checked
 * against it.
 *
 * <p>No item is required: an answer that was not given is left out, and a form that lacks one is
 * still a fact. Link ids never change their meaning.
 */
public final class QuestionnaireFhir {
  private static final String ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue";
  private static final String MIN = "http://hl7.org/fhir/StructureDefinition/minValue";
  private static final String MAX = "http://hl7.org/fhir/StructureDefinition/maxValue";

  private QuestionnaireFhir() {}

  /** The Questionnaire below this base. */
  public static Questionnaire of(Instrument form, String base) {
    var written = new Questionnaire();
    written.setId(form.code());
    written.setUrl(form.canonical(base)).setVersion(Instrument.PUBLISHED);
    written.setName(form.code().toUpperCase(Locale.ROOT).replace("-", ""));
    written.setTitle(form.title()).setStatus(Enumerations.PublicationStatus.ACTIVE);
    written.setExperimental(false).setPublisher("Luer").addSubjectType("Patient");
    if (!form.copyright().isEmpty()) {
      written.setCopyright(form.copyright());
    }
    written.addCode(
        new Coding()
            .setSystem(form.vocabulary().uri(base))
            .setCode(form.panel())
            .setDisplay(form.display()));
    form.itemsBeforeScores().forEach(i -> item(i, written.addItem(), base));
    form.scores().forEach(s -> score(s, written.addItem(), base));
    form.itemsAfterScores().forEach(i -> item(i, written.addItem(), base));
    return written;
  }

  private static void item(Item item, QuestionnaireItemComponent written, String base) {
    written.setLinkId(item.linkId()).setText(item.text());
    written.addCode(new Coding().setSystem(item.vocabulary().uri(base)).setCode(item.code()));
    if (item.words()) {
      written.setType(QuestionnaireItemType.STRING);
    } else if (item.options().isEmpty()) {
      written.setType(QuestionnaireItemType.INTEGER);
      limit(written, MIN, item.min());
      limit(written, MAX, item.max());
    } else {
      written.setType(QuestionnaireItemType.CHOICE);
      item.options().forEach(o -> option(o, written));
    }
  }

  private static void limit(
      QuestionnaireItemComponent written, String url, @Nullable BigDecimal value) {
    if (value != null) {
      written.addExtension(new Extension(url, new IntegerType(value.intValue())));
    }
  }

  private static void option(Item.Option option, QuestionnaireItemComponent written) {
    var one = written.addAnswerOption();
    if (option.ordinal()) {
      one.addExtension(new Extension(ORDINAL, new DecimalType(option.value())));
    }
    one.setValue(
        new Coding().setSystem(Systems.LOINC).setCode(option.code()).setDisplay(option.text()));
  }

  private static void score(ScoreRule rule, QuestionnaireItemComponent written, String base) {
    written.setLinkId(rule.linkId()).setText(rule.text());
    written.addCode(new Coding().setSystem(rule.vocabulary().uri(base)).setCode(rule.code()));
    written.setType(QuestionnaireItemType.DECIMAL).setReadOnly(true);
  }
}

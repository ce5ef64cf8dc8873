package org.luer.mappings.concept.assessment.fhir;

import java.math.BigDecimal;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseItemComponent;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.assessment.Answer;
import org.luer.mappings.concept.assessment.Asked;
import org.luer.mappings.concept.assessment.Assessment;
import org.luer.mappings.concept.instrument.Instrument;
import org.luer.mappings.concept.instrument.Item;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Times;

/**
 * An {@link Assessment} to an R4 QuestionnaireResponse (US Core); {@link ResponseReader} reads.
 *
 * <p>Mapped: identifier (the sender's number of a response from outside, else ours; the other one
 * is in the Provenance), questionnaire with version and display, status, subject, encounter,
 * authored, author (who keyed it in), source (who answered), item with linkId, text, answer; the
 * scores stand among the items as in the form. Who asked for it and the number of the request are a
 * contained ServiceRequest in basedOn, the clinic's order a second basedOn. An item without answer
 * is left out. A response on the form of its sender names that form, its link ids, words and codes;
 * item.definition then says which item of our form each one is. Everything else: {@link ScoreFhir}.
 */
public final class ResponseFhir {
  /** Our identifier system of responses. */
  public static final String SID = "questionnaire-response";

  /** Extension with what a coded answer counts. */
  static final String ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue";

  static final String ORDER_SID = "infusion-order";
  static final String PLACER = "PLAC";

  /** Extension of a questionnaire's address: the title of the form. */
  static final String DISPLAY = "http://hl7.org/fhir/StructureDefinition/display";

  private static final String ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
  private static final String REQUEST = "request";

  private ResponseFhir() {}

  /** Writes the response. */
  public static Reference toFhir(Assessment assessment, FhirSetting setting) {
    var out = setting.out();
    var response = new QuestionnaireResponse();
    response.setMeta(out.clinical("us-core-questionnaireresponse"));
    if (assessment.form().substance()) {
      response
          .getMeta()
          .addSecurity(
              Codings.coding(ACT, "SUD", "substance use disorder information sensitivity"));
    }
    var number = setting.sent();
    response.setIdentifier(
        number == null ? Identifiers.of(out.sid(SID), assessment.id()) : number.copy());
    questionnaire(assessment, out, response);
    response.setStatus(
        QuestionnaireResponse.QuestionnaireResponseStatus.fromCode(assessment.status().code()));
    response.setSubject(setting.patient());
    if (setting.encounter() != null) {
      response.setEncounter(setting.encounter());
    }
    response.setAuthoredElement(Times.dateTime(assessment.authored()));
    people(assessment, setting, response);
    request(assessment, setting, response);
    items(assessment, out.base(), response);
    FurtherAnswersFhir.write(assessment.furtherFor(setting.partner()), out.base(), response);
    var known = response.getIdentifier();
    return setting.replaces()
        ? out.update(response, out.sid(SID), assessment.id(), known)
        : out.create(response, out.sid(SID), assessment.id(), known);
  }

  /** What says that an item of another form is this item of ours. */
  static String definition(Instrument form, String base, String code) {
    return form.canonical(base) + "#" + code;
  }

  private static void questionnaire(
      Assessment assessment, BundleWriter out, QuestionnaireResponse response) {
    var version = assessment.version();
    var ours = assessment.form().canonical(out.base()) + (version == null ? "" : "|" + version);
    var canonical = new CanonicalType(assessment.askedOn() == null ? ours : assessment.askedOn());
    canonical.addExtension(new Extension(DISPLAY, new StringType(assessment.form().title())));
    response.setQuestionnaireElement(canonical);
  }

  private static void people(
      Assessment assessment, FhirSetting setting, QuestionnaireResponse response) {
    var respondent = assessment.answeredBy();
    var entered = assessment.enteredBy();
    var rater = assessment.rater();
    if (entered != null) {
      response.setAuthor(setting.people().toFhir(entered, response));
    } else if (respondent == Assessment.Respondent.PATIENT) {
      response.setAuthor(setting.patient());
    }
    if (respondent != null) {
      response.setSource(
          switch (respondent) {
            case PATIENT -> setting.patient();
            case CLINICIAN ->
                rater == null
                    ? new Reference().setType("Practitioner").setDisplay("Clinician")
                    : setting.people().toFhir(rater, response);
            case PROXY -> ProxyFhir.toFhir(assessment, setting);
          });
    }
  }

  private static void request(
      Assessment assessment, FhirSetting setting, QuestionnaireResponse response) {
    var out = setting.out();
    var placer = assessment.placerNumber();
    var orderer = assessment.orderer();
    if (placer != null || orderer != null) {
      var request = new ServiceRequest();
      request.setId(REQUEST);
      request.setStatus(ServiceRequest.ServiceRequestStatus.UNKNOWN);
      request.setIntent(ServiceRequest.ServiceRequestIntent.ORDER);
      request.setSubject(setting.patient());
      if (placer != null) {
        request.addIdentifier(Identifiers.of(placer, PLACER, out.base()));
      }
      if (orderer != null) {
        request.setRequester(setting.people().toFhir(orderer, response));
      }
      response.addContained(request);
      response.addBasedOn(new Reference("#" + REQUEST));
    }
    if (assessment.orderId() != null) {
      response.addBasedOn(
          new Reference().setIdentifier(Identifiers.of(out.sid(ORDER_SID), assessment.orderId())));
    }
  }

  private static void items(Assessment assessment, String base, QuestionnaireResponse response) {
    var form = assessment.form();
    form.itemsBeforeScores().forEach(i -> item(assessment, i, base, response));
    for (var rule : form.scores()) {
      assessment
          .score(rule.code())
          .ifPresent(
              score -> {
                var item = response.addItem().setLinkId(rule.linkId()).setText(rule.text());
                item.addAnswer().setValue(new DecimalType(score.value()));
                otherwise(assessment, rule.code(), score.asked(), base, item);
              });
    }
    form.itemsAfterScores().forEach(i -> item(assessment, i, base, response));
  }

  private static void item(
      Assessment assessment, Item item, String base, QuestionnaireResponse response) {
    assessment
        .answer(item.code())
        .filter(answer -> answer.absent() == null)
        .ifPresent(
            answer -> {
              var written = response.addItem().setLinkId(item.linkId()).setText(item.text());
              written.addAnswer().setValue(value(answer, item));
              otherwise(assessment, item.code(), answer.asked(), base, written);
              FurtherAnswersFhir.at(answer.at(), written.getAnswerFirstRep().getValue(), base);
            });
  }

  private static void otherwise(
      Assessment assessment,
      String code,
      @Nullable Asked asked,
      String base,
      QuestionnaireResponseItemComponent written) {
    if (assessment.askedOn() == null) {
      return;
    }
    written.setDefinition(definition(assessment.form(), base, code));
    if (asked == null) {
      return;
    }
    if (asked.number() != null) {
      written.setLinkId(asked.number());
    }
    if (asked.text() != null) {
      written.setText(asked.text());
    }
    var answer = asked.answer();
    if (answer != null
        && written.getAnswerFirstRep().getValue() instanceof org.hl7.fhir.r4.model.Coding coding) {
      coding.setSystem(answer.system()).setCode(answer.code()).setDisplay(answer.display());
    }
  }

  private static Type value(Answer answer, Item item) {
    var value = answer.value();
    if (value == null) {
      return new StringType(answer.text());
    }
    var option = item.option(BigDecimal.valueOf(value)).orElse(null);
    if (option == null) {
      return new IntegerType(value);
    }
    var coding = coding(option);
    if (answer.asked() != null && answer.asked().answer() != null && !option.ordinal()) {
      coding.addExtension(new Extension(ORDINAL, new DecimalType(option.value())));
    }
    return coding;
  }

  /** The coding of an answer, with what it counts where the list says so. */
  static org.hl7.fhir.r4.model.Coding coding(Item.Option option) {
    var coding = Codings.coding(Systems.LOINC, option.code(), option.text());
    if (option.ordinal()) {
      coding.addExtension(new Extension(ORDINAL, new DecimalType(option.value())));
    }
    return coding;
  }
}

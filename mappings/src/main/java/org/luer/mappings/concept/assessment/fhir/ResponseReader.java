package org.luer.mappings.concept.assessment.fhir;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseItemComponent;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseStatus;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.assessment.Answer;
import org.luer.mappings.concept.assessment.AnswerReader;
import org.luer.mappings.concept.assessment.Asked;
import org.luer.mappings.concept.assessment.Assessment;
import org.luer.mappings.concept.assessment.AssessmentDraft;
import org.luer.mappings.concept.instrument.Instrument;
import org.luer.mappings.concept.instrument.Item;
import org.luer.mappings.concept.party.PartiesFhir;
import org.luer.mappings.concept.session.ProvenanceFhir;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.Extensions;
import org.luer.mappings.fhir.Identifiers;

/**
 * Reads an R4 QuestionnaireResponse into a draft; the counterpart of {@link ResponseFhir}.
 *
 * <p>Refused: a form that is none of the clinic's, no item that can be mapped, a status other than
 * completed, amended and entered-in-error. Named in a warning: items that cannot be mapped, answers
 * that the item does not have. Ordinals of the sender do not count: the clinic's table does.
 */
public final class ResponseReader {
  private final BundleReader in;
  private final PartiesFhir parties;
  private final QuestionnaireResponse response;
  private final String path;
  private final List<QuestionnaireResponseItemComponent> items = new ArrayList<>();
  private final List<String> paths = new ArrayList<>();
  private final List<@Nullable String> parents = new ArrayList<>();

  /** A response of a Bundle. */
  public ResponseReader(QuestionnaireResponse response, BundleReader in, PartiesFhir parties) {
    this.in = in;
    this.parties = parties;
    this.response = response;
    this.path = in.path(response);
    flatten(response.getItem(), path, null);
  }

  private void flatten(
      List<QuestionnaireResponseItemComponent> nested, String at, @Nullable String above) {
    for (int i = 0; i < nested.size(); i++) {
      var item = nested.get(i);
      var here = at + ".item[" + i + "]";
      items.add(item);
      paths.add(here);
      parents.add(above);
      for (int a = 0; a < item.getAnswer().size(); a++) {
        flatten(item.getAnswer().get(a).getItem(), here + ".answer[" + a + "]", item.getLinkId());
      }
      flatten(item.getItem(), here, item.getLinkId());
    }
  }

  /** The draft; empty and issues when the response cannot be used. */
  public Optional<AssessmentDraft> read() {
    var finder = new FormFinder(response, items, in);
    var form = finder.form();
    if (form == null) {
      in.issues()
          .error(
              IssueCode.NOT_SUPPORTED,
              path + ".questionnaire",
              "is no questionnaire that the clinic knows");
      return Optional.empty();
    }
    var draft = new AssessmentDraft(form);
    draft.version = version(form);
    draft.askedOn = askedOn(form);
    items(finder, draft);
    people(draft);
    requests(draft);
    if (!Systems.sid(in.base(), ResponseFhir.SID).equals(response.getIdentifier().getSystem())) {
      draft.fillerNumber = Identifiers.read(response.getIdentifier(), in.dialect()).orElse(null);
    }
    return Optional.of(draft);
  }

  /** Our number of the response, when it has one or its Provenance does. */
  public Optional<String> ours() {
    var own = Systems.sid(in.base(), ResponseFhir.SID);
    return Identifiers.value(List.of(response.getIdentifier()), own)
        .or(
            () ->
                ProvenanceFhir.of(response, in)
                    .flatMap(
                        p ->
                            Identifiers.value(
                                p.getEntity().stream()
                                    .map(e -> e.getWhat().getIdentifier())
                                    .toList(),
                                own)));
  }

  /** The sender's form, LOINC's included, unless it is ours. */
  private @Nullable String askedOn(Instrument form) {
    var canonical = response.getQuestionnaire();
    if (canonical == null) {
      return null;
    }
    if (canonical.startsWith("#")) {
      return in.contained(response, canonical, Questionnaire.class)
          .map(Questionnaire::getUrl)
          .orElse(null);
    }
    var url = canonical.split("\\|", 2)[0];
    return url.equals(form.canonical(in.base())) ? null : canonical;
  }

  /** How the sender's form asks for this. */
  private static @Nullable Asked asked(
      QuestionnaireResponseItemComponent written,
      String linkId,
      String text,
      AssessmentDraft draft,
      @Nullable Coding answer) {
    if (draft.askedOn == null) {
      return null;
    }
    return Asked.orNull(
        linkId.equals(written.getLinkId()) ? null : written.getLinkId(),
        text.equals(written.getText()) ? null : written.getText(),
        answer == null
                || !answer.hasSystem()
                || !answer.hasCode()
                || Systems.LOINC.equals(answer.getSystem())
            ? null
            : new org.luer.mappings.core.Coding(
                answer.getSystem(), answer.getCode(), answer.getDisplay()));
  }

  /** The status; empty and an issue when it forbids using the response. */
  public Optional<Assessment.Status> status() {
    var status = response.getStatus();
    if (status == QuestionnaireResponseStatus.COMPLETED) {
      return Optional.of(Assessment.Status.COMPLETED);
    }
    if (status == QuestionnaireResponseStatus.AMENDED) {
      return Optional.of(Assessment.Status.AMENDED);
    }
    if (status == QuestionnaireResponseStatus.ENTEREDINERROR) {
      return Optional.of(Assessment.Status.ENTERED_IN_ERROR);
    }
    in.issues()
        .error(
            IssueCode.NOT_USABLE,
            path + ".status",
            "only completed, amended and entered-in-error responses are read");
    return Optional.empty();
  }

  private @Nullable String version(Instrument form) {
    var parts = String.valueOf(response.getQuestionnaire()).split("\\|", 2);
    return parts.length == 2 && form.canonical(in.base()).equals(parts[0]) ? parts[1] : null;
  }

  private void items(FormFinder finder, AssessmentDraft draft) {
    var mapped = 0;
    var strange = false;
    for (int i = 0; i < items.size(); i++) {
      var item = items.get(i);
      var code = finder.code(item, draft.form());
      if (code != null) {
        mapped++;
        item(item, code, paths.get(i), draft);
      } else if (item.hasAnswer()) {
        strange = true;
        in.issues()
            .warning(
                IssueCode.NOT_SUPPORTED,
                paths.get(i) + ".linkId",
                "is no item of this questionnaire here; it is kept beside the answers, not scored");
      }
      if (code == null) {
        further(item, parents.get(i), paths.get(i), draft);
      }
    }
    if (mapped == 0 && !items.isEmpty()) {
      in.issues()
          .error(IssueCode.NOT_SUPPORTED, path + ".item", "none of the link ids can be mapped");
    } else if (strange) {
      unsafe(draft);
    }
  }

  /** A question beside the instrument, or a heading; below a further one, if it stands there. */
  private void further(
      QuestionnaireResponseItemComponent item,
      @Nullable String above,
      String at,
      AssessmentDraft draft) {
    FurtherAnswersFhir.read(item, above != null && draft.hasFurther(above) ? above : null, at, in)
        .ifPresent(draft::further);
  }

  /** A safety item that may hide behind a link id that nobody here knows. */
  private void unsafe(AssessmentDraft draft) {
    for (var item : draft.form().items()) {
      if (draft.form().alerts(item.code()) && !draft.answered(item.code())) {
        in.issues()
            .warning(
                IssueCode.CONFLICT,
                path + ".item",
                "the safety item "
                    + item.number()
                    + " has no answer, and a link id could not be mapped: somebody must look at it");
      }
    }
  }

  private void item(
      QuestionnaireResponseItemComponent written, String code, String at, AssessmentDraft draft) {
    var item = draft.form().item(code).orElse(null);
    if (item == null) {
      score(written, code, at, draft);
      return;
    }
    if (!written.hasAnswer()) {
      return;
    }
    if (written.getAnswer().size() > 1) {
      in.issues()
          .warning(IssueCode.CONFLICT, at + ".answer", "has several answers; the first one counts");
    }
    var value = written.getAnswerFirstRep().getValue();
    var ordinal =
        value instanceof Coding coding && defined(written, code, draft)
            ? Extensions.first(coding.getExtension(), ResponseFhir.ORDINAL).orElse(null)
            : null;
    // on a form of somebody else, what we wrote beside its code says what the answer counts
    var answer =
        ordinal != null && ordinal.getValue() instanceof DecimalType number
            ? AnswerReader.number(item, number.getValue())
            : answer(item, value, at + ".answer[0].value");
    if (answer.isEmpty()) {
      in.issues()
          .warning(
              IssueCode.CODE_UNKNOWN,
              at + ".answer[0].value",
              "is no answer that this item has; it counts as not answered");
    }
    answer.ifPresent(
        given -> {
          draft.answer(given.at(FurtherAnswersFhir.at(written, at, in)));
          var coding = written.getAnswerFirstRep().getValue() instanceof Coding c ? c : null;
          draft.asked(code, asked(written, item.linkId(), item.text(), draft, coding));
        });
  }

  private boolean defined(
      QuestionnaireResponseItemComponent written, String code, AssessmentDraft draft) {
    return ResponseFhir.definition(draft.form(), in.base(), code).equals(written.getDefinition());
  }

  /** An answer in any of the forms in which it may stand. */
  Optional<Answer> answer(Item item, @Nullable Type value, String at) {
    if (value instanceof Coding coding) {
      return coded(item, coding, at);
    }
    if (value instanceof IntegerType number) {
      return AnswerReader.number(item, BigDecimal.valueOf(number.getValue()));
    }
    if (value instanceof DecimalType number) {
      return AnswerReader.number(item, number.getValue());
    }
    if (value instanceof BooleanType truth && item.options().size() == 2) {
      return AnswerReader.number(item, truth.booleanValue() ? BigDecimal.ONE : BigDecimal.ZERO);
    }
    return value instanceof StringType words
        ? AnswerReader.words(item, words.getValue())
        : Optional.empty();
  }

  private Optional<Answer> coded(Item item, Coding coding, String at) {
    var byCode =
        Systems.LOINC.equals(coding.getSystem()) && coding.hasCode()
            ? AnswerReader.loinc(item, coding.getCode())
            : Optional.<Answer>empty();
    var answer =
        byCode.isEmpty() && coding.hasDisplay() && !Systems.LOINC.equals(coding.getSystem())
            ? AnswerReader.words(item, coding.getDisplay())
            : byCode;
    var ordinal = Extensions.first(coding.getExtension(), ResponseFhir.ORDINAL).orElse(null);
    if (answer.isPresent()
        && ordinal != null
        && ordinal.getValue() instanceof DecimalType sent
        && sent.getValue().compareTo(BigDecimal.valueOf(value(answer.get()))) != 0) {
      in.issues()
          .warning(
              IssueCode.CONFLICT,
              at + ".extension",
              "the ordinal is not what the answer counts; the clinic's table counts");
    }
    return answer;
  }

  private static int value(Answer answer) {
    return answer.value() == null ? 0 : answer.value();
  }

  private void score(
      QuestionnaireResponseItemComponent written, String code, String at, AssessmentDraft draft) {
    var value = written.getAnswerFirstRep().getValue();
    draft
        .form()
        .score(code)
        .ifPresent(
            rule -> draft.asked(code, asked(written, rule.linkId(), rule.text(), draft, null)));
    if (value instanceof DecimalType number) {
      draft.score(code, number.getValue());
    } else if (value instanceof IntegerType number) {
      draft.score(code, BigDecimal.valueOf(number.getValue()));
    } else if (value instanceof org.hl7.fhir.r4.model.Quantity quantity && quantity.hasValue()) {
      draft.score(code, quantity.getValue());
    } else if (value != null) {
      in.issues().warning(IssueCode.VALUE, at + ".answer[0].value", "is not a number: not read");
    }
  }

  private void people(AssessmentDraft draft) {
    var source = response.getSource();
    if (in.resolve(source, response, Patient.class).isPresent()) {
      draft.answeredBy = Assessment.Respondent.PATIENT;
    } else if (in.resolve(source, response, RelatedPerson.class).isPresent()
        || "RelatedPerson".equals(source.getType())) {
      draft.answeredBy = Assessment.Respondent.PROXY;
      draft.proxy =
          in.resolve(source, response, RelatedPerson.class)
              .flatMap(person -> ProxyFhir.fromFhir(person, in))
              .orElse(null);
    } else {
      draft.rater = parties.clinician(source, response).orElse(null);
      draft.answeredBy =
          draft.rater != null || "Practitioner".equals(source.getType())
              ? Assessment.Respondent.CLINICIAN
              : null;
    }
    draft.enteredBy = parties.clinician(response.getAuthor(), response).orElse(null);
  }

  private void requests(AssessmentDraft draft) {
    var orders = Systems.sid(in.base(), ResponseFhir.ORDER_SID);
    for (Reference reference : response.getBasedOn()) {
      if (orders.equals(reference.getIdentifier().getSystem())) {
        draft.orderId = reference.getIdentifier().getValue();
      }
      in.resolve(reference, response, ServiceRequest.class)
          .ifPresent(
              request -> {
                draft.placerNumber =
                    request.getIdentifier().stream()
                        .filter(i -> Identifiers.is(i, ResponseFhir.PLACER))
                        .findFirst()
                        .flatMap(i -> Identifiers.read(i, in.dialect()))
                        .orElse(null);
                draft.orderer = parties.clinician(request.getRequester(), response).orElse(null);
              });
    }
  }
}

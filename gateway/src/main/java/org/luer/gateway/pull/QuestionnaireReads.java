package org.luer.gateway.pull;

import ca.uhn.fhir.model.api.ResourceMetadataKeyEnum;
import ca.uhn.fhir.model.valueset.BundleEntrySearchModeEnum;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.OptionalParam;
import ca.uhn.fhir.rest.annotation.Read;
import ca.uhn.fhir.rest.annotation.Search;
import ca.uhn.fhir.rest.api.server.IBundleProvider;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.param.StringParam;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.param.UriParam;
import ca.uhn.fhir.rest.server.IResourceProvider;
import ca.uhn.fhir.rest.server.SimpleBundleProvider;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Questionnaire;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.smart.Scope.Access;
import org.luer.mappings.concept.instrument.Instrument;
import org.luer.mappings.concept.instrument.Instruments;
import org.luer.mappings.concept.instrument.QuestionnaireFhir;

/**
 * The forms that answers are given to, by what a response names them: about no patient, the same
 * for every reader.
 */
public final class QuestionnaireReads implements IResourceProvider {
  static final String TYPE = "Questionnaire";

  /** What can be searched by. */
  static final List<String> PARAMETERS = List.of("_id", "code", "name", "status", "title", "url");

  private final Partners partners;
  private final String base;

  QuestionnaireReads(Partners partners, String base) {
    this.partners = partners;
    this.base = base;
  }

  @Override
  public Class<Questionnaire> getResourceType() {
    return Questionnaire.class;
  }

  /** One form. */
  @Read
  public Questionnaire read(@IdParam IdType id, RequestDetails request) {
    Reader.of(request, partners).must(TYPE, Access.READ);
    return Instruments.all().stream()
        .filter(form -> form.code().equals(id.getIdPart()))
        .findFirst()
        .map(this::written)
        .orElseThrow(() -> new ResourceNotFoundException("There is no such resource."));
  }

  /** Forms by canonical URL, name, title, code or status. */
  @Search
  public IBundleProvider search(
      @OptionalParam(name = "_id") @Nullable TokenParam id,
      @OptionalParam(name = "url") @Nullable UriParam url,
      @OptionalParam(name = "name") @Nullable StringParam name,
      @OptionalParam(name = "title") @Nullable StringParam title,
      @OptionalParam(name = "status") @Nullable TokenParam status,
      @OptionalParam(name = "code") @Nullable TokenParam code,
      RequestDetails request) {
    Reader.of(request, partners).must(TYPE, Access.SEARCH);
    return new SimpleBundleProvider(
        Instruments.all().stream()
            .sorted(Comparator.comparing(Instrument::code))
            .map(this::written)
            .filter(q -> id == null || q.getIdElement().getIdPart().equals(id.getValue()))
            .filter(q -> url == null || q.getUrl().equals(url.getValue()))
            .filter(q -> begins(q, Questionnaire::getName, name))
            .filter(q -> begins(q, Questionnaire::getTitle, title))
            .filter(q -> status == null || q.getStatus().toCode().equals(status.getValue()))
            .filter(q -> code == null || q.getCode().stream().anyMatch(c -> is(c, code)))
            .map(QuestionnaireReads::match)
            .toList());
  }

  private static Questionnaire match(Questionnaire form) {
    ResourceMetadataKeyEnum.ENTRY_SEARCH_MODE.put(form, BundleEntrySearchModeEnum.MATCH);
    return form;
  }

  private static boolean begins(
      Questionnaire form, Function<Questionnaire, String> of, @Nullable StringParam asked) {
    if (asked == null) {
      return true;
    }
    var text = of.apply(form);
    if (asked.isExact()) {
      return text.equals(asked.getValue());
    }
    var folded = text.toLowerCase(Locale.ROOT);
    var value = asked.getValue().toLowerCase(Locale.ROOT);
    return asked.isContains() ? folded.contains(value) : folded.startsWith(value);
  }

  private static boolean is(Coding code, TokenParam asked) {
    return (asked.getSystem() == null || asked.getSystem().equals(code.getSystem()))
        && (asked.getValue() == null || asked.getValue().equals(code.getCode()));
  }

  private Questionnaire written(Instrument form) {
    var written = QuestionnaireFhir.of(form, base);
    written.getMeta().setVersionId(written.getVersion());
    return written;
  }
}

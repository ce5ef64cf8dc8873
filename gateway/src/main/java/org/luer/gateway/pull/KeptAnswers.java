package org.luer.gateway.pull;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.api.SummaryEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.ResponseDetails;
import ca.uhn.fhir.rest.server.RestfulServerUtils;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.luer.mappings.fhir.FhirJson;

/**
 * Writes pages of results from the JSON that is kept. An answer of another form (XML, a summary,
 * some elements, indented) is left to HAPI, with its resources read as models.
 */
@Interceptor
public final class KeptAnswers {
  private static final Set<SummaryEnum> WHOLE = EnumSet.of(SummaryEnum.FALSE);
  // after what records the answer
  private static final int LAST = 1000;

  KeptAnswers() {}

  /**
   * An answer is ready.
   *
   * @return whether HAPI is to write it
   */
  @Hook(value = Pointcut.SERVER_OUTGOING_RESPONSE, order = LAST)
  public boolean answered(RequestDetails request, ResponseDetails response) throws IOException {
    if (!(response.getResponseResource() instanceof Bundle bundle)
        || bundle.getEntry().stream().noneMatch(KeptAnswers::kept)) {
      return true;
    }
    if (asKept(request) && bundle.getEntry().stream().allMatch(KeptAnswers::plain)) {
      write(bundle, request, response);
      return false;
    }
    for (var entry : bundle.getEntry()) {
      Kept.of(entry.getResource()).ifPresent(r -> entry.setResource(r.resource()));
    }
    return true;
  }

  private static boolean kept(BundleEntryComponent entry) {
    return entry.hasResource() && Kept.of(entry.getResource()).isPresent();
  }

  private static boolean plain(BundleEntryComponent entry) {
    return kept(entry) && !entry.hasRequest() && !entry.hasResponse() && !entry.hasLink();
  }

  private static boolean asKept(RequestDetails request) {
    var encoding = RestfulServerUtils.determineResponseEncodingWithDefault(request).getEncoding();
    var summary = RestfulServerUtils.determineSummaryMode(request);
    return encoding == EncodingEnum.JSON
        && (summary == null || summary.isEmpty() || summary.equals(WHOLE))
        && request.getParameters().keySet().stream().noneMatch(p -> p.startsWith("_elements"))
        && !RestfulServerUtils.prettyPrintResponse(request.getServer(), request);
  }

  private static void write(Bundle bundle, RequestDetails request, ResponseDetails response)
      throws IOException {
    var entries = bundle.getEntry();
    bundle.setEntry(null);
    var frame = FhirJson.encodeLoosely(bundle);
    var answer =
        request
            .getResponse()
            .getResponseWriter(
                response.getResponseCode(),
                RestfulServerUtils.determineResponseEncodingWithDefault(request)
                    .getResourceContentType(),
                "UTF-8",
                request.isRespondGzip());
    answer.append(frame, 0, frame.length() - 1).append(",\"entry\":[");
    write(entries, answer);
    answer.append("]}");
    request.getResponse().commitResponse(answer);
  }

  private static void write(List<BundleEntryComponent> entries, Appendable answer)
      throws IOException {
    var between = "";
    for (var entry : entries) {
      // ids and addresses of the interface need no escape; HAPI's own frame is escaped by HAPI
      answer.append(between).append('{');
      if (entry.hasFullUrl()) {
        answer.append("\"fullUrl\":\"").append(entry.getFullUrl()).append("\",");
      }
      var rendition = Kept.of(entry.getResource()).orElseThrow();
      answer.append("\"resource\":").append(Kept.json(rendition));
      if (entry.getSearch().hasMode()) {
        answer
            .append(",\"search\":{\"mode\":\"")
            .append(entry.getSearch().getMode().toCode())
            .append("\"}");
      }
      answer.append('}');
      between = ",";
    }
  }
}

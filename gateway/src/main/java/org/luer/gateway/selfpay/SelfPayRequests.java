package org.luer.gateway.selfpay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.core.PartialDate;
import org.springframework.http.HttpStatus;

/** What billers ask for. */
final class SelfPayRequests {
  private SelfPayRequests() {}

  /**
   * A superbill of some charges, or of all charges of a patient in a period.
   *
   * @param number its number; left out = made from its content
   * @param charges ids of the charges
   * @param patient whose charges, instead of ids
   * @param from first day of the period
   * @param until last day of it
   * @param paid what the patient has paid of it, US dollars
   */
  record SuperbillRequest(
      @Nullable String number,
      @Nullable List<String> charges,
      @Nullable String patient,
      @Nullable PartialDate from,
      @Nullable PartialDate until,
      @Nullable BigDecimal paid) {}

  /**
   * A service that is expected.
   *
   * @param code CPT or HCPCS
   * @param text words for the patient, for a code that is not in our list
   * @param modifiers in their order
   * @param units how many each time; left out = 1
   * @param times how often; left out = as often as there are sessions
   * @param price of one unit, US dollars; left out = that of the clinic's table of prices
   * @param diagnoses by their numbers from 1; left out = the first
   */
  record Line(
      @Nullable String code,
      @Nullable String text,
      @Nullable List<String> modifiers,
      @Nullable BigDecimal units,
      @Nullable Integer times,
      @Nullable BigDecimal price,
      @Nullable List<Integer> diagnoses) {}

  /** Where somebody gives services. */
  record Place(
      @Nullable String street,
      @Nullable String city,
      @Nullable String state,
      @Nullable String postalCode) {}

  /** Somebody else who is expected to charge in the same period. */
  record CoProvider(
      @Nullable String name,
      @Nullable String npi,
      @Nullable String taxId,
      @Nullable Place address,
      @Nullable List<Line> lines) {}

  /**
   * An estimate.
   *
   * @param number its number; left out = made from its content
   * @param patient for whom; left out = the patient of the order
   * @param order the order of the series: its indications are the diagnoses, its series the number
   *     of sessions and how often, unless they are told here
   * @param service the main service in words that the patient understands
   * @param from first day of the period
   * @param until last day of it, at most 12 months later
   * @param scheduledOn for when the first is scheduled
   * @param frequency how often, in words
   * @param sessions how many sessions
   * @param diagnoses ICD-10-CM codes
   * @param lines what the clinic is expected to charge
   * @param coProviders who else is expected to charge
   * @param separately what has to be scheduled separately, in words
   */
  record EstimateRequest(
      @Nullable String number,
      @Nullable String patient,
      @Nullable String order,
      @Nullable String service,
      @Nullable PartialDate from,
      @Nullable PartialDate until,
      @Nullable PartialDate scheduledOn,
      @Nullable String frequency,
      @Nullable Integer sessions,
      @Nullable List<String> diagnoses,
      @Nullable List<Line> lines,
      @Nullable List<CoProvider> coProviders,
      @Nullable List<String> separately) {}

  /** Reads a request strictly; a refusal names the place, never the value. */
  static <T> T read(@Nullable JsonNode body, Class<T> as) {
    if (body == null || !body.isObject()) {
      throw SelfPayRefusal.of(HttpStatus.UNPROCESSABLE_ENTITY, "The body must be a JSON object.");
    }
    try {
      return ClinicJson.mapper().treeToValue(body, as);
    } catch (JsonMappingException wrong) {
      var place =
          wrong.getPath().stream()
              .map(
                  step ->
                      step.getFieldName() == null
                          ? "/" + step.getIndex()
                          : "/" + step.getFieldName())
              .collect(Collectors.joining());
      throw SelfPayRefusal.at(
          known(place), "structure", "is no member of this request, or has another form there");
    } catch (JsonProcessingException wrong) {
      throw SelfPayRefusal.at("", "structure", "cannot be read");
    }
  }

  /** A name that we do not know may be anything: it is not told back. */
  private static String known(String place) {
    return place.matches(
            "(/(number|charges|patient|from|until|paid|order|service|scheduledOn|frequency|sessions"
                + "|diagnoses|lines|coProviders|separately|code|text|modifiers|units|times|price"
                + "|name|npi|taxId|address|street|city|state|postalCode|\\d{1,4}))+")
        ? place
        : place.replaceFirst("/[^/]*$", "");
  }
}

package org.luer.gateway.bulk;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.PartnerCaller;
import org.luer.gateway.intake.fhir.FhirRefusal;
import org.luer.gateway.pull.ClientReads;
import org.luer.mappings.core.IssueCode;
import org.springframework.http.HttpStatus;
import org.springframework.util.MultiValueMap;

/**
 * What a kick-off asks for.
 *
 * @param types of resources
 * @param since only what changed after it; null = all
 */
record ExportRequest(List<String> types, @Nullable Instant since) {
  private static final Set<String> FORMATS =
      Set.of("application/fhir+ndjson", "application/ndjson", "ndjson");

  /** Documents themselves are large: only for who asks for them by name. */
  private static final Set<String> BY_NAME = Set.of("Binary");

  ExportRequest {
    types = List.copyOf(types);
  }

  /**
   * Reads the parameters of a kick-off.
   *
   * @param prefer the Prefer headers
   * @throws FhirRefusal 400 for what is not served, 403 for a type that the token does not permit
   */
  static ExportRequest of(
      MultiValueMap<String, String> asked,
      List<String> prefer,
      PartnerCaller caller,
      ClientReads reads) {
    if (prefer.stream().noneMatch(p -> p.contains("respond-async"))) {
      throw bad(
          "Prefer", "An export is answered later: the header Prefer: respond-async is needed.");
    }
    var lenient = prefer.stream().anyMatch(p -> p.contains("handling=lenient"));
    for (var parameter : asked.entrySet()) {
      var known = Set.of("_type", "_since", "_outputFormat").contains(parameter.getKey());
      if (!known && !lenient) {
        throw bad(
            "", "Of the parameters of an export, _type, _since and _outputFormat are served.");
      }
    }
    var format = asked.getFirst("_outputFormat");
    if (format != null && !FORMATS.contains(format.replace(' ', '+'))) {
      throw bad("_outputFormat", "Exports are application/fhir+ndjson.");
    }
    return new ExportRequest(types(asked.get("_type"), lenient, caller, reads), since(asked));
  }

  private static List<String> types(
      @Nullable List<String> asked, boolean lenient, PartnerCaller caller, ClientReads reads) {
    var may = reads.types(caller);
    if (asked == null) {
      var all = may.stream().filter(t -> !BY_NAME.contains(t)).toList();
      if (all.isEmpty()) {
        throw forbidden();
      }
      return all;
    }
    var wanted = new LinkedHashSet<String>();
    asked.forEach(a -> wanted.addAll(List.of(a.split(",", -1))));
    var types = new ArrayList<String>();
    for (var type : wanted) {
      if (!ClientReads.serves(type)) {
        if (!lenient) {
          throw bad("_type", "One of the types is not served; see the CapabilityStatement.");
        }
      } else if (!may.contains(type)) {
        throw forbidden();
      } else {
        types.add(type);
      }
    }
    return types;
  }

  private static @Nullable Instant since(MultiValueMap<String, String> asked) {
    var text = asked.getFirst("_since");
    if (text == null) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
    } catch (DateTimeParseException e) {
      throw bad("_since", "It must be an instant with its offset.");
    }
  }

  private static FhirRefusal bad(String path, String text) {
    return new FhirRefusal(HttpStatus.BAD_REQUEST, IssueCode.NOT_SUPPORTED, path, text);
  }

  private static FhirRefusal forbidden() {
    return new FhirRefusal(
        HttpStatus.FORBIDDEN,
        IssueCode.NOT_USABLE,
        "",
        "The token's scope does not permit this; ask for system/*.rs.");
  }
}

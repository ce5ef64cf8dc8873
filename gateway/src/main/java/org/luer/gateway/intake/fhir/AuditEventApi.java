package org.luer.gateway.intake.fhir;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Resource;
import org.luer.gateway.access.Audit;
import org.luer.gateway.access.PublicAddress;
import org.luer.gateway.access.audit.AuditEvents;
import org.luer.gateway.partner.Settings;
import org.luer.mappings.fhir.FhirJson;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The audit as FHIR AuditEvents, for the clinic's own people: read, and search by patient. */
@FhirAnswers
@RestController
@RequestMapping("/fhir/AuditEvent")
class AuditEventApi {
  private static final int MOST = 200;
  private static final Set<String> KNOWN = Set.of("patient", "_count", "_after");

  private final Audit audit;
  private final AuditEvents events;
  private final PublicAddress address;

  AuditEventApi(Audit audit, Settings settings, PublicAddress address) {
    this.audit = audit;
    this.events = new AuditEvents(settings.clinic().base(), settings.clinic().name());
    this.address = address;
  }

  @GetMapping("/{id}")
  ResponseEntity<byte[]> read(@PathVariable String id) {
    if (id.matches("[0-9]{1,18}")) {
      var found = audit.after(Long.parseLong(id) - 1, 1);
      if (!found.isEmpty() && String.valueOf(found.get(0).id()).equals(id)) {
        return answer(HttpStatus.OK, events.of(found.get(0)));
      }
    }
    return refused(HttpStatus.NOT_FOUND, IssueType.NOTFOUND, "There is no such AuditEvent.");
  }

  @GetMapping
  ResponseEntity<byte[]> search(@RequestParam MultiValueMap<String, String> asked) {
    for (var name : asked.keySet()) {
      if (!KNOWN.contains(name) || asked.get(name).size() != 1) {
        return refused(
            HttpStatus.BAD_REQUEST,
            IssueType.NOTSUPPORTED,
            "AuditEvents are searched by one patient, with _count; next is a page's link.");
      }
    }
    var patient = asked.getFirst("patient");
    var id = patient == null ? null : patient.replaceFirst("^Patient/", "");
    var count = number(asked.getFirst("_count"), 50);
    var after = number(asked.getFirst("_after"), 0);
    if (count < 1 || after < 0) {
      return refused(HttpStatus.BAD_REQUEST, IssueType.VALUE, "_count must be a number from 1 on.");
    }
    var size = (int) Math.min(count, MOST);
    var found = audit.after(after, size + 1, id);
    return answer(HttpStatus.OK, page(found, size, asked));
  }

  private Bundle page(List<Audit.Entry> found, int size, MultiValueMap<String, String> asked) {
    var bundle = new Bundle().setType(Bundle.BundleType.SEARCHSET);
    var here = address.fhir() + "/AuditEvent";
    var query =
        asked.containsKey("patient")
            ? "patient="
                + java.net.URLEncoder.encode(
                    String.valueOf(asked.getFirst("patient")), StandardCharsets.UTF_8)
                + "&"
            : "";
    bundle.addLink().setRelation("self").setUrl(here + "?" + query + "_count=" + size);
    for (var entry : found.subList(0, Math.min(size, found.size()))) {
      bundle
          .addEntry()
          .setFullUrl(here + "/" + entry.id())
          .setResource(events.of(entry))
          .getSearch()
          .setMode(Bundle.SearchEntryMode.MATCH);
    }
    if (found.size() > size) {
      bundle
          .addLink()
          .setRelation("next")
          .setUrl(here + "?" + query + "_count=" + size + "&_after=" + found.get(size - 1).id());
    }
    return bundle;
  }

  /** A number; -1 for what is none. */
  private static long number(@org.jspecify.annotations.Nullable String text, long otherwise) {
    if (text == null) {
      return otherwise;
    }
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : -1;
  }

  private static ResponseEntity<byte[]> refused(HttpStatus status, IssueType type, String text) {
    return answer(status, Outcomes.other(type, text));
  }

  private static ResponseEntity<byte[]> answer(HttpStatus status, Resource resource) {
    return ResponseEntity.status(status)
        .header(HttpHeaders.CONTENT_TYPE, "application/fhir+json;charset=UTF-8")
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .body(FhirJson.encode(resource).getBytes(StandardCharsets.UTF_8));
  }
}

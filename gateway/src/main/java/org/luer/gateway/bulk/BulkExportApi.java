package org.luer.gateway.bulk;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.hl7.fhir.r4.model.Group;
import org.luer.gateway.access.AuditTrail;
import org.luer.gateway.access.AuditTrail.Agent;
import org.luer.gateway.access.AuditTrail.Attempt;
import org.luer.gateway.access.PartnerCaller;
import org.luer.gateway.access.PublicAddress;
import org.luer.gateway.intake.fhir.FhirAnswers;
import org.luer.gateway.intake.fhir.FhirRefusal;
import org.luer.gateway.intake.fhir.Outcomes;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.partner.Settings;
import org.luer.gateway.pull.ClientReads;
import org.luer.gateway.smart.Scope;
import org.luer.gateway.smart.Scope.Access;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.fhir.FhirJson;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * FHIR Bulk Data 2.0: kick-off, status, files. An export belongs to the client that asked for it;
 * for others it is not there.
 */
@Hidden
@FhirAnswers
@RestController
class BulkExportApi {
  private static final String FHIR_JSON = "application/fhir+json;charset=UTF-8";
  private static final String PLACE = "/fhir/bulk/{id}";

  /** A client's patients are one group, as a panel is called. */
  private static final String PANEL = "panel-";

  private final ExportStore store;
  private final ExportFiles files;
  private final ExportWorker worker;
  private final ClientReads reads;
  private final Partners partners;
  private final AuditTrail audit;
  private final PublicAddress address;
  private final TransactionTemplate transaction;
  private final int perClient;
  private final ObjectMapper json;
  private final Clock clock;

  BulkExportApi(
      ExportStore store,
      ExportFiles files,
      ExportWorker worker,
      ClientReads reads,
      Partners partners,
      AuditTrail audit,
      PublicAddress address,
      TransactionTemplate transaction,
      Settings settings,
      ObjectMapper json,
      Clock clock) {
    this.store = store;
    this.files = files;
    this.worker = worker;
    this.reads = reads;
    this.partners = partners;
    this.audit = audit;
    this.address = address;
    this.transaction = transaction;
    this.perClient = settings.bulk().perClient();
    this.json = json;
    this.clock = clock;
  }

  /** Everything of all patients that the client may see. */
  @GetMapping("/fhir/Patient/$export")
  ResponseEntity<byte[]> patients(
      @RequestParam MultiValueMap<String, String> asked,
      HttpServletRequest request,
      PartnerCaller caller) {
    return kickOff(asked, request, caller);
  }

  /** The same under the name of the client's group. */
  @GetMapping("/fhir/Group/{id}/$export")
  ResponseEntity<byte[]> group(
      @PathVariable String id,
      @RequestParam MultiValueMap<String, String> asked,
      HttpServletRequest request,
      PartnerCaller caller) {
    panel(id, caller);
    return kickOff(asked, request, caller);
  }

  /** The client's group: who is in it is read from Patient. */
  @GetMapping("/fhir/Group/{id}")
  ResponseEntity<byte[]> group(@PathVariable String id, PartnerCaller caller) {
    if (!caller.may("Group", Access.READ)) {
      throw refused(
          HttpStatus.FORBIDDEN, "The token's scope does not permit this; ask for system/Group.r.");
    }
    var partner = panel(id, caller);
    var group =
        new Group()
            .setActive(true)
            .setType(Group.GroupType.PERSON)
            .setActual(true)
            .setName("Patients that " + partner.name() + " may see");
    group.setId(id);
    return ResponseEntity.ok()
        .header(HttpHeaders.CONTENT_TYPE, FHIR_JSON)
        .body(bytes(FhirJson.encode(group)));
  }

  private Partner panel(String id, PartnerCaller caller) {
    return partner(caller, id.equals(PANEL + caller.partner()));
  }

  private Partner partner(PartnerCaller caller, boolean there) {
    return partners
        .current()
        .find(caller.partner())
        .filter(p -> there)
        .orElseThrow(() -> refused(HttpStatus.NOT_FOUND, "There is no such resource."));
  }

  private ResponseEntity<byte[]> kickOff(
      MultiValueMap<String, String> asked, HttpServletRequest request, PartnerCaller caller) {
    var partner = partner(caller, true);
    var query = request.getQueryString();
    var path = request.getRequestURI() + (query == null ? "" : "?" + query);
    try {
      if (partner.kind() == Partner.Kind.INSURER) {
        throw refused(HttpStatus.FORBIDDEN, "$export is not served to insurers.");
      }
      var wanted =
          ExportRequest.of(asked, Collections.list(request.getHeaders("Prefer")), caller, reads);
      return started(wanted, path, caller);
    } catch (FhirRefusal refusal) {
      audit.refused(
          Agent.of(caller, partner, request.getRemoteAddr()),
          Attempt.EXPORT,
          null,
          path,
          "answered " + refusal.status().value());
      throw refusal;
    }
  }

  private ResponseEntity<byte[]> started(ExportRequest wanted, String path, PartnerCaller caller) {
    var now = clock.instant();
    var export =
        new Export(
            UUID.randomUUID().toString(),
            caller.client(),
            caller.partner(),
            Scope.texts(caller.scopes()),
            address.base() + path,
            wanted.types(),
            wanted.since(),
            store.settled(now).truncatedTo(ChronoUnit.MILLIS),
            Export.WORKING,
            0,
            null,
            null);
    var taken = transaction.execute(status -> store.insert(export, perClient, now));
    if (!Boolean.TRUE.equals(taken)) {
      return ResponseEntity.status(HttpStatus.TOO_MANY_REQUESTS)
          .header(HttpHeaders.RETRY_AFTER, "60")
          .header(HttpHeaders.CONTENT_TYPE, FHIR_JSON)
          .body(
              bytes(
                  FhirJson.encode(
                      Outcomes.of(
                          List.of(
                              Issue.error(
                                  IssueCode.NOT_USABLE,
                                  "",
                                  "The client has exports that are not finished."))))));
    }
    worker.wake();
    return ResponseEntity.accepted().header(HttpHeaders.CONTENT_LOCATION, place(export)).build();
  }

  private String place(Export export) {
    return address.fhir() + "/bulk/" + export.id();
  }

  /** How far it is, and at the end where the files are. */
  @GetMapping(PLACE)
  ResponseEntity<byte[]> status(@PathVariable String id, PartnerCaller caller) throws IOException {
    var export = find(id, caller);
    if (export.state().equals(Export.WORKING)) {
      var progress =
          String.format(Locale.ROOT, "%d resources", export.resources())
              + (export.type() == null ? "" : ", now " + export.type());
      return ResponseEntity.accepted()
          .header("X-Progress", progress)
          .header(HttpHeaders.RETRY_AFTER, "2")
          .build();
    }
    if (!export.state().equals(Export.DONE)) {
      throw refused(HttpStatus.FORBIDDEN, "The client may not read here any more.");
    }
    var answer = ResponseEntity.ok().header(HttpHeaders.CONTENT_TYPE, "application/json");
    if (export.expiresAt() != null) {
      answer.header(
          HttpHeaders.EXPIRES,
          DateTimeFormatter.RFC_1123_DATE_TIME.format(export.expiresAt().atOffset(ZoneOffset.UTC)));
    }
    return answer.body(json.writeValueAsBytes(manifest(export)));
  }

  private ObjectNode manifest(Export export) {
    var manifest = JsonNodeFactory.instance.objectNode();
    manifest.put("transactionTime", text(export.asOf()));
    manifest.put("request", export.request());
    manifest.put("requiresAccessToken", true);
    var output = manifest.putArray("output");
    for (var file : store.files(export.id())) {
      if (file.resources() > 0) {
        output
            .addObject()
            .put("type", file.type())
            .put("url", place(export) + "/" + file.type() + ".ndjson")
            .put("count", file.resources());
      }
    }
    manifest.putArray("error");
    return manifest;
  }

  private static String text(Instant instant) {
    return DateTimeFormatter.ISO_INSTANT.format(instant);
  }

  /** A file, as it lies on the disk. */
  @GetMapping(PLACE + "/{type}.ndjson")
  void file(
      @PathVariable String id,
      @PathVariable String type,
      HttpServletRequest request,
      HttpServletResponse response,
      PartnerCaller caller)
      throws IOException {
    var export = find(id, caller);
    var known =
        export.state().equals(Export.DONE)
            && store.files(id).stream().anyMatch(f -> f.type().equals(type));
    if (!known) {
      throw refused(HttpStatus.NOT_FOUND, "There is no such resource.");
    }
    if (!reads.reads(caller, type)) {
      throw refused(
          HttpStatus.FORBIDDEN,
          "The token's scope does not permit this; ask for system/" + type + ".rs.");
    }
    var file = files.file(id, type);
    if (!Files.isReadable(file)) {
      throw refused(HttpStatus.SERVICE_UNAVAILABLE, "The file lies on another node.");
    }
    audit.exported(
        Agent.of(caller, partner(caller, true), request.getRemoteAddr()),
        request.getRequestURI(),
        Set.of());
    response.setContentType("application/fhir+ndjson");
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    response.setContentLengthLong(Files.size(file));
    Files.copy(file, response.getOutputStream());
  }

  /** Stops it, or forgets it with its files. */
  @DeleteMapping(PLACE)
  ResponseEntity<byte[]> delete(@PathVariable String id, PartnerCaller caller) throws IOException {
    if (!store.delete(id, caller.client())) {
      throw refused(HttpStatus.NOT_FOUND, "There is no such resource.");
    }
    files.delete(id);
    return ResponseEntity.accepted().build();
  }

  private Export find(String id, PartnerCaller caller) {
    return store
        .find(id, caller.client())
        .filter(e -> e.expiresAt() == null || e.expiresAt().isAfter(clock.instant()))
        .orElseThrow(() -> refused(HttpStatus.NOT_FOUND, "There is no such resource."));
  }

  private static FhirRefusal refused(HttpStatus status, String text) {
    var code = status == HttpStatus.NOT_FOUND ? IssueCode.NOT_FOUND : IssueCode.NOT_USABLE;
    return new FhirRefusal(status, code, "", text);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

package org.luer.gateway.intake.fhir;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.MessageHeader;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.PartnerCaller;
import org.luer.gateway.access.PublicAddress;
import org.luer.gateway.intake.fhir.FhirIntake.Taken;
import org.luer.gateway.intake.fhir.PartnerResources.Kept;
import org.luer.gateway.intake.fhir.Post.Place;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.partner.Settings;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.fhir.FhirJson;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The FHIR interface for what partners send. */
@FhirAnswers
@RestController
class FhirApi {
  private static final String JSON = "application/fhir+json;charset=UTF-8";

  private final FhirIntake intake;
  private final Partners partners;
  private final PublicAddress address;
  private final Capability capability;
  private final int limit;

  FhirApi(
      FhirIntake intake,
      Partners partners,
      PublicAddress address,
      Capability capability,
      Settings settings) {
    this.intake = intake;
    this.partners = partners;
    this.address = address;
    this.capability = capability;
    this.limit = settings.http().maxBody();
  }

  @GetMapping("/fhir/metadata")
  ResponseEntity<byte[]> metadata() {
    return answer(HttpStatus.OK, capability.statement(address.fhir()));
  }

  @PostMapping({"/fhir", "/fhir/"})
  ResponseEntity<byte[]> bundle(HttpServletRequest request, PartnerCaller caller)
      throws IOException {
    var body = FhirBody.read(request, limit);
    var sender = sender(caller);
    if (!body.type().equals("Bundle")) {
      throw new FhirRefusal(
          HttpStatus.BAD_REQUEST,
          IssueCode.STRUCTURE,
          "",
          "Here a Bundle is posted; a single resource is posted to /fhir/" + "{Type}.");
    }
    var type = body.json().path("type").asText();
    if (type.equals("batch")) {
      return batch(body, sender, caller);
    }
    var bundle = parsed(body.json(), text(body), body.bytes(), null, sender, caller);
    return switch (type) {
      case "transaction" -> {
        FhirIntake.Rendering rendering =
            (id, kept, warnings) -> bytes(response(bundle, kept, warnings));
        var post = new Post("Bundle", body.bytes(), bundle, body.json(), null);
        yield answer(
            HttpStatus.OK, rendered(intake.take(post, sender, caller, rendering), rendering));
      }
      case "message" -> message(body, bundle, sender, caller);
      default -> {
        var wrong =
            Issue.error(
                IssueCode.NOT_SUPPORTED, "Bundle.type", "must be transaction, batch or message");
        throw intake.refuse(
            new Post("Bundle", body.bytes(), bundle, body.json(), null),
            sender,
            caller,
            List.of(wrong));
      }
    };
  }

  @PostMapping("/fhir/{type:[A-Z][A-Za-z]+}")
  ResponseEntity<byte[]> create(
      @PathVariable String type, HttpServletRequest request, PartnerCaller caller)
      throws IOException {
    if (!Capability.TYPES.contains(type)) {
      throw new FhirRefusal(
          HttpStatus.NOT_FOUND,
          IssueCode.NOT_SUPPORTED,
          "",
          "Resources of this type are not taken; see /fhir/metadata.");
    }
    var body = FhirBody.read(request, limit);
    if (!body.type().equals(type)) {
      throw new FhirRefusal(
          HttpStatus.BAD_REQUEST,
          IssueCode.STRUCTURE,
          "",
          "The resource is of another type than the path names.");
    }
    var sender = sender(caller);
    var post = single(body, request.getHeader("If-None-Exist"), sender, caller);
    FhirIntake.Rendering rendering = (id, kept, warnings) -> bytes(Outcomes.taken(warnings));
    var taken = intake.take(post, sender, caller, rendering);
    var kept = taken.kept().values().iterator().next();
    return ResponseEntity.status(kept.fresh() ? HttpStatus.CREATED : HttpStatus.OK)
        .header(HttpHeaders.CONTENT_TYPE, JSON)
        .header(HttpHeaders.LOCATION, address.fhir() + "/" + kept.location())
        .header(HttpHeaders.ETAG, etag(kept))
        .body(rendered(taken, rendering));
  }

  /** Everything else below /fhir: said in FHIR's own way that it is not there. */
  @RequestMapping("/fhir/**")
  ResponseEntity<byte[]> other() {
    return answer(
        HttpStatus.NOT_FOUND,
        bytes(
            Outcomes.other(
                OperationOutcome.IssueType.NOTSUPPORTED,
                "There is no such interaction here; see /fhir/metadata.")));
  }

  /** The answer that was kept, else made now. */
  private static byte[] rendered(Taken taken, FhirIntake.Rendering rendering) {
    return taken.answer() != null
        ? taken.answer()
        : rendering.of(taken.messageId(), taken.kept(), taken.warnings());
  }

  private Partner sender(PartnerCaller caller) {
    return partners
        .current()
        .find(caller.partner())
        .orElseThrow(
            () ->
                new FhirRefusal(
                    HttpStatus.FORBIDDEN, IssueCode.NOT_USABLE, "", "The partner is not known."));
  }

  private Post single(
      FhirBody body, @Nullable String unless, Partner sender, PartnerCaller caller) {
    var place = new Place("", body.type());
    var tree = JsonNodeFactory.instance.objectNode();
    tree.put("resourceType", "Bundle").put("type", "transaction");
    var entry = tree.putArray("entry").addObject();
    entry.set("resource", body.json());
    var request = entry.putObject("request").put("method", "POST").put("url", body.type());
    if (unless != null && !unless.isBlank()) {
      request.put("ifNoneExist", unless);
    }
    var bundle = parsed(tree, tree.toString(), body.bytes(), place, sender, caller);
    return new Post(body.type(), body.bytes(), bundle, tree, place);
  }

  private ResponseEntity<byte[]> message(
      FhirBody body, Bundle bundle, Partner sender, PartnerCaller caller) {
    var post = new Post("Bundle", body.bytes(), bundle, body.json(), null);
    if (!(bundle.getEntryFirstRep().getResource() instanceof MessageHeader header)) {
      throw intake.refuse(
          post,
          sender,
          caller,
          List.of(
              Issue.error(
                  IssueCode.REQUIRED, "Bundle.entry[0].resource", "must be a MessageHeader")));
    }
    FhirIntake.Rendering rendering =
        (id, kept, warnings) -> bytes(acknowledgement(header, id, warnings));
    return answer(HttpStatus.OK, rendered(intake.take(post, sender, caller, rendering), rendering));
  }

  private Bundle acknowledgement(MessageHeader request, String id, List<Issue> warnings) {
    var outcome = Outcomes.taken(warnings);
    var answer = new MessageHeader();
    answer.setId(Ids.uuid("answer", id).toString());
    answer.setEvent(request.getEvent());
    answer.getSource().setEndpoint(address.fhir());
    answer
        .getResponse()
        .setIdentifier(request.hasId() ? request.getIdElement().getIdPart() : id)
        .setCode(MessageHeader.ResponseType.OK);
    outcome.setId(Ids.uuid("outcome", id).toString());
    answer
        .getResponse()
        .getDetails()
        .setReference("urn:uuid:" + outcome.getIdElement().getIdPart());
    var bundle = new Bundle().setType(Bundle.BundleType.MESSAGE);
    bundle
        .addEntry()
        .setFullUrl("urn:uuid:" + answer.getIdElement().getIdPart())
        .setResource(answer);
    bundle
        .addEntry()
        .setFullUrl("urn:uuid:" + outcome.getIdElement().getIdPart())
        .setResource(outcome);
    return bundle;
  }

  private static Bundle response(Bundle posted, Map<Integer, Kept> kept, List<Issue> warnings) {
    var response = new Bundle().setType(Bundle.BundleType.TRANSACTIONRESPONSE);
    for (int i = 0; i < posted.getEntry().size(); i++) {
      var entry = response.addEntry().getResponse();
      var one = kept.get(i);
      tell(entry, one);
      var place = "Bundle.entry[" + i + "]";
      var first = i == 0;
      var own =
          warnings.stream()
              .filter(
                  w ->
                      w.path().startsWith(place)
                          || (first && !w.path().startsWith("Bundle.entry[")))
              .toList();
      if (!own.isEmpty()) {
        entry.setOutcome(Outcomes.of(own));
      }
    }
    return response;
  }

  private static void tell(Bundle.BundleEntryResponseComponent entry, @Nullable Kept kept) {
    if (kept != null) {
      entry
          .setStatus(kept.fresh() ? "201 Created" : "200 OK")
          .setLocation(kept.location())
          .setEtag(etag(kept));
    }
  }

  private static String etag(Kept kept) {
    return "W/\"" + kept.version() + "\"";
  }

  private ResponseEntity<byte[]> batch(FhirBody body, Partner sender, PartnerCaller caller)
      throws IOException {
    var response = new Bundle().setType(Bundle.BundleType.BATCHRESPONSE);
    var pieces = pieces(body.bytes());
    var entries = body.json().path("entry");
    for (int i = 0; i < entries.size(); i++) {
      response.addEntry().setResponse(piece(i, pieces.get(i), entries.get(i), sender, caller));
    }
    return answer(HttpStatus.OK, bytes(response));
  }

  /** One entry of a batch, by itself. */
  private Bundle.BundleEntryResponseComponent piece(
      int index, byte[] bytes, JsonNode entry, Partner sender, PartnerCaller caller) {
    var answer = new Bundle.BundleEntryResponseComponent();
    var at = "Bundle.entry[" + index + "]";
    var tree = JsonNodeFactory.instance.objectNode();
    tree.put("resourceType", "Bundle").put("type", "transaction");
    tree.putArray("entry").add(entry);
    try {
      var place = new Place(at, at + ".resource");
      var bundle = parsed(tree, tree.toString(), bytes, place, sender, caller);
      var type = entry.path("resource").path("resourceType").asText("Bundle");
      var taken =
          intake.take(
              new Post(type, bytes, bundle, tree, place),
              sender,
              caller,
              (id, kept, warnings) -> bytes(Outcomes.taken(warnings)));
      var kept = taken.kept().get(0);
      tell(answer, kept);
      return answer.setOutcome(Outcomes.taken(taken.warnings()));
    } catch (FhirRefusal refused) {
      return answer
          .setStatus(refused.status().value() + " " + refused.status().getReasonPhrase())
          .setOutcome(Outcomes.of(refused.issues()));
    }
  }

  /**
   * A Bundle whose form is that of R4; else a refusal with everything that is not.
   *
   * @param text the Bundle as it is read; the same as the tree
   * @param bytes what came, to be kept
   */
  private Bundle parsed(
      JsonNode tree,
      String text,
      byte[] bytes,
      @Nullable Place place,
      Partner sender,
      PartnerCaller caller) {
    var nothing = new Post("Bundle", bytes, new Bundle(), tree, place);
    var wrong = FhirStructure.check(tree);
    if (!wrong.isEmpty()) {
      throw intake.refuse(nothing, sender, caller, wrong);
    }
    return FhirJson.parseBundle(text)
        .fold(
            (bundle, warnings) -> bundle,
            reasons -> {
              throw intake.refuse(nothing, sender, caller, reasons);
            });
  }

  /** The bytes of each entry, exactly as they came. */
  private static List<byte[]> pieces(byte[] bytes) throws IOException {
    var pieces = new ArrayList<byte[]>();
    try (var parser = new JsonFactory().createParser(bytes)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        var name = parser.currentName();
        if (parser.nextToken() == JsonToken.START_ARRAY && name.equals("entry")) {
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            var from = (int) parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
            var to = (int) parser.currentLocation().getByteOffset();
            pieces.add(Arrays.copyOfRange(bytes, from, to));
          }
        } else {
          parser.skipChildren();
        }
      }
    }
    return pieces;
  }

  private static String text(FhirBody body) {
    return new String(body.bytes(), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(IBaseResource resource) {
    return FhirJson.encode(resource).getBytes(StandardCharsets.UTF_8);
  }

  private static ResponseEntity<byte[]> answer(HttpStatus status, byte[] body) {
    return ResponseEntity.status(status).header(HttpHeaders.CONTENT_TYPE, JSON).body(body);
  }
}

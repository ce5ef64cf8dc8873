package org.luer.gateway.intake.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.oas.annotations.Operation;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.Caller;
import org.luer.gateway.access.oauth.Client;
import org.luer.gateway.access.oauth.Client.Keys;
import org.luer.gateway.access.oauth.Clients;
import org.luer.gateway.intake.http.RecordReader.Fault;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.smart.ClientId;
import org.luer.gateway.smart.Jwks;
import org.luer.gateway.smart.Scope;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Partners' clients, machines and apps: add one, list them, take one out of use. */
@RestController
@RequestMapping("/api/v1/clients")
class ClientsApi {
  private static final Logger LOG = LoggerFactory.getLogger(ClientsApi.class);

  private final Clients clients;
  private final Partners partners;

  /**
   * A client to be.
   *
   * @param id left out = the partner's id
   * @param jwks its public keys (RFC 7517); or jwksUrl
   * @param jwksUrl where its public keys are; or jwks
   * @param app its name, for an app that people use; it may have no keys
   * @param redirects where an app may take people back, exactly as it will ask
   */
  record ClientRequest(
      @Nullable String id,
      @Nullable String partner,
      @Nullable JsonNode jwks,
      @Nullable String jwksUrl,
      @Nullable List<String> scopes,
      @Nullable String app,
      @Nullable List<String> redirects) {}

  /** The client that was added. */
  record NewClient(String id, String partner, List<String> scopes) {}

  ClientsApi(Clients clients, Partners partners) {
    this.clients = clients;
    this.partners = partners;
  }

  @PostMapping(
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "addClient",
      summary = "Adds a client of a partner: a machine, or an app that its people use")
  ResponseEntity<NewClient> add(@RequestBody ClientRequest request, Caller caller) {
    var client = examined(request);
    if (!clients.add(client, caller.actor())) {
      throw new Refusal(HttpStatus.CONFLICT, "A client of this id exists; choose another id.");
    }
    LOG.info("Client {} of partner {} added by {}", client.id(), client.partner(), caller.actor());
    return ResponseEntity.status(HttpStatus.CREATED)
        .body(new NewClient(client.id(), client.partner(), client.scopeTexts()));
  }

  @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(operationId = "listClients", summary = "The clients, those of luer.yaml too")
  List<Clients.Entry> list() {
    return clients.list();
  }

  @DeleteMapping("/{id}")
  @Operation(operationId = "removeClient", summary = "Takes a client and its tokens out of use")
  ResponseEntity<Void> remove(@PathVariable String id, Caller caller) {
    if (!clients.remove(id, caller.actor())) {
      throw new Refusal(
          HttpStatus.NOT_FOUND, "There is no client of this id beside those in luer.yaml.");
    }
    LOG.info("Client {} removed by {}", id, caller.actor());
    return ResponseEntity.noContent().build();
  }

  private Client examined(ClientRequest request) {
    var faults = new ArrayList<Fault>();
    var partner = Objects.requireNonNullElse(request.partner(), "");
    if (partners.current().find(partner).isEmpty()) {
      faults.add(new Fault("/partner", "not-found", "No partner of luer.yaml has this id."));
    }
    var id = Objects.requireNonNullElse(request.id(), partner);
    if (!ClientId.valid(id)) {
      faults.add(new Fault("/id", "value", "Must be " + ClientId.FORM + "."));
    }
    var app = AppRequests.app(request, partners, faults);
    var scopes = scopes(request, faults);
    var keys = keys(request, faults);
    if (!faults.isEmpty() || keys == null) {
      var detail = faults.size() == 1 ? "One error." : faults.size() + " errors.";
      throw new Refusal(HttpStatus.UNPROCESSABLE_ENTITY, detail, faults, null);
    }
    return new Client(id, partner, keys, scopes, app);
  }

  private static List<Scope> scopes(ClientRequest request, List<Fault> faults) {
    var texts =
        Objects.requireNonNullElse(request.scopes(), List.<String>of()).stream()
            .flatMap(text -> Scope.split(text).stream())
            .distinct()
            .toList();
    if (texts.isEmpty()) {
      faults.add(
          new Fault("/scopes", "required", "At least one scope is needed, such as system/*.cu."));
    }
    if (request.app() != null) {
      return AppRequests.scopes(texts, faults);
    }
    var scopes = texts.stream().flatMap(text -> Scope.of(text).stream()).toList();
    if (scopes.size() < texts.size()) {
      faults.add(new Fault("/scopes", "value", "Scopes here have the form system/Type.cruds."));
    }
    return scopes;
  }

  private static @Nullable Keys keys(ClientRequest request, List<Fault> faults) {
    if (request.app() != null && request.jwks() == null && request.jwksUrl() == null) {
      return new Keys.None();
    }
    if ((request.jwks() == null) == (request.jwksUrl() == null)) {
      faults.add(new Fault("/jwks", "required", "Exactly one of jwks and jwksUrl is needed."));
      return null;
    }
    if (request.jwks() != null) {
      var json = request.jwks().toString();
      Jwks.problems(json).forEach(problem -> faults.add(new Fault("/jwks", "value", problem)));
      return new Keys.Inline(json);
    }
    try {
      var address = URI.create(Objects.requireNonNull(request.jwksUrl()));
      if (Jwks.fetchable(address)) {
        return new Keys.At(address);
      }
    } catch (IllegalArgumentException e) {
      LOG.debug("no address");
    }
    faults.add(
        new Fault("/jwksUrl", "value", "Must begin with https, or with http on this machine."));
    return null;
  }
}

package org.luer.gateway.intake.http;

import io.swagger.v3.oas.annotations.Operation;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.Caller;
import org.luer.gateway.access.Role;
import org.luer.gateway.access.Tokens;
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

/** Tokens: make one (shown once), list them, take one out of use. */
@RestController
@RequestMapping("/api/v1/tokens")
class TokensApi {
  private static final Logger LOG = LoggerFactory.getLogger(TokensApi.class);

  private final Tokens tokens;

  /** Whose token, and what it may do. */
  record TokenRequest(@Nullable String name, @Nullable String role) {}

  /** The new token; nobody can read it again. */
  record NewToken(String name, String role, String token) {}

  TokensApi(Tokens tokens) {
    this.tokens = tokens;
  }

  @PostMapping(
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(operationId = "createToken", summary = "Makes a token for a named actor")
  ResponseEntity<NewToken> create(@RequestBody TokenRequest request, Caller caller) {
    var name = Objects.requireNonNullElse(request.name(), "");
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
      throw new Refusal(
          HttpStatus.UNPROCESSABLE_ENTITY,
          "One error.",
          List.of(
              new RecordReader.Fault(
                  "/name", "value", "Letters, digits, dot, hyphen and underscore, at most 64.")),
          null);
    }
    var role =
        Role.of(Objects.requireNonNullElse(request.role(), ""))
            .orElseThrow(
                () ->
                    new Refusal(
                        HttpStatus.UNPROCESSABLE_ENTITY,
                        "One error.",
                        List.of(
                            new RecordReader.Fault(
                                "/role",
                                "value",
                                "One of viewer, biller, operator, clinic, admin.")),
                        null));
    var token =
        tokens
            .create(name, role, caller.actor())
            .orElseThrow(() -> new Refusal(HttpStatus.CONFLICT, "A token of this name exists."));
    LOG.info("Token {} with role {} made by {}", name, role.code(), caller.actor());
    return ResponseEntity.status(HttpStatus.CREATED)
        .header("Cache-Control", "no-store")
        .body(new NewToken(name, role.code(), token));
  }

  @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(operationId = "listTokens", summary = "Whose tokens are in use")
  List<Tokens.Entry> list() {
    return tokens.list();
  }

  @DeleteMapping("/{name}")
  @Operation(operationId = "revokeToken", summary = "Takes a token out of use")
  ResponseEntity<Void> revoke(@PathVariable String name, Caller caller) {
    if (!tokens.revoke(name)) {
      throw new Refusal(HttpStatus.NOT_FOUND, "There is no token of this name.");
    }
    LOG.info("Token {} revoked by {}", name, caller.actor());
    return ResponseEntity.noContent().build();
  }
}

package org.luer.gateway.people;

import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.Caller;
import org.luer.gateway.access.PublicAddress;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Partners;
import org.luer.mappings.concept.clinician.Npi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** People with a login to the page: invite one, list them, reset or take one out of use. */
@RestController
@RequestMapping("/api/v1/people")
class PeopleApi {
  private static final Logger LOG = LoggerFactory.getLogger(PeopleApi.class);
  private static final int LONGEST = 120;

  private final People people;
  private final Partners partners;
  private final PublicAddress address;

  /**
   * A person to be.
   *
   * @param npi the clinician's own, so that apps can be told which clinician it is; may be left out
   */
  record PersonRequest(
      @Nullable String partner,
      @Nullable String name,
      @Nullable String email,
      @Nullable String npi) {}

  /**
   * An invitation, the only time that it is shown.
   *
   * @param link opens the page of the invitation with its code filled in; the part after # never
   *     leaves the browser
   * @param code what the link fills in, for who types it
   */
  record Invited(String id, String link, String code, Instant expiresAt) {}

  PeopleApi(People people, Partners partners, PublicAddress address) {
    this.people = people;
    this.partners = partners;
    this.address = address;
  }

  @PostMapping(
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(operationId = "invitePerson", summary = "Invites somebody of a partner to the page")
  ResponseEntity<Invited> invite(@RequestBody PersonRequest request, Caller caller) {
    var partner = Objects.requireNonNullElse(request.partner(), "");
    var name = Objects.requireNonNullElse(request.name(), "").strip();
    var email = Objects.requireNonNullElse(request.email(), "").strip();
    var npi = request.npi() == null ? null : request.npi().strip();
    var errors = new ArrayList<Map<String, String>>();
    var known = partners.current().find(partner);
    if (known.isEmpty()) {
      errors.add(error("/partner", "not-found", "No partner of luer.yaml has this id."));
    } else if (known.get().kind() != Partner.Kind.PSYCHIATRIST) {
      errors.add(error("/partner", "value", "The page is for partners of kind psychiatrist."));
    }
    if (name.isEmpty() || name.length() > LONGEST) {
      errors.add(error("/name", "required", "A name of at most 120 characters is needed."));
    }
    if (email.length() > LONGEST || !email.matches("[^\\s@,;<>]+@[^\\s@,;<>]+")) {
      errors.add(error("/email", "value", "One e-mail address is needed."));
    }
    if (npi != null && !Npi.valid(npi)) {
      errors.add(error("/npi", "value", "Ten digits, the last of which is the check digit."));
    }
    if (!errors.isEmpty()) {
      var problem =
          ProblemDetail.forStatusAndDetail(
              HttpStatus.UNPROCESSABLE_ENTITY,
              errors.size() == 1 ? "One error." : errors.size() + " errors.");
      problem.setProperty("errors", errors);
      throw new ErrorResponseException(HttpStatus.UNPROCESSABLE_ENTITY, problem, null);
    }
    var invitation =
        people
            .invite(partner, name, email, npi, caller.actor())
            .orElseThrow(
                () ->
                    refusal(
                        HttpStatus.CONFLICT,
                        "Somebody with this e-mail address has a login, or belongs to another partner."));
    LOG.info("Person {} of partner {} invited by {}", told(invitation), partner, caller.actor());
    return ResponseEntity.status(HttpStatus.CREATED).body(invited(invitation));
  }

  @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(operationId = "listPeople", summary = "The people with a login, and those invited")
  List<Person> list() {
    return people.list();
  }

  @PostMapping(path = "/{id}/reset", produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "resetPerson",
      summary = "Ends a person's password, second factor and sessions, and invites anew")
  ResponseEntity<Invited> reset(@PathVariable String id, Caller caller) {
    var invitation = people.reset(id, caller.actor()).orElseThrow(PeopleApi::unknown);
    LOG.info("Person {} reset by {}", told(invitation), caller.actor());
    return ResponseEntity.status(HttpStatus.CREATED).body(invited(invitation));
  }

  @DeleteMapping("/{id}")
  @Operation(operationId = "revokePerson", summary = "Takes a login and its sessions out of use")
  ResponseEntity<Void> revoke(@PathVariable String id, Caller caller) {
    if (!people.revoke(id, caller.actor())) {
      throw unknown();
    }
    LOG.info("A person's login was revoked by {}", caller.actor());
    return ResponseEntity.noContent().build();
  }

  private Invited invited(People.Invitation invitation) {
    return new Invited(
        invitation.person().id(),
        address.base() + "/my/join#" + invitation.code(),
        invitation.code(),
        invitation.expiresAt());
  }

  private static String told(People.Invitation invitation) {
    return invitation.person().id();
  }

  private static Map<String, String> error(String pointer, String code, String text) {
    return Map.of("pointer", pointer, "code", code, "detail", text);
  }

  private static ErrorResponseException unknown() {
    return refusal(HttpStatus.NOT_FOUND, "There is no person of this id; see the list.");
  }

  private static ErrorResponseException refusal(HttpStatus status, String detail) {
    return new ErrorResponseException(
        status, ProblemDetail.forStatusAndDetail(status, detail), null);
  }
}

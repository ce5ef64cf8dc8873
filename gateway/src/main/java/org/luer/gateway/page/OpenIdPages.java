package org.luer.gateway.page;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.PublicAddress;
import org.luer.gateway.page.OpenIdClient.Failed;
import org.luer.gateway.page.OpenIdClient.Journey;
import org.luer.gateway.page.PageConfiguration.FormTokens;
import org.luer.gateway.partner.Settings;
import org.luer.gateway.people.Enrolment;
import org.luer.gateway.people.Identity;
import org.luer.gateway.people.Logins;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Login at the OpenID provider of the settings, and how an invited person joins by it. */
@RestController
class OpenIdPages {
  private final Optional<OpenIdClient> provider;
  private final Logins logins;
  private final Enrolment enrolment;
  private final SessionCookie cookies;
  private final FormTokens forms;

  OpenIdPages(
      Settings settings,
      PublicAddress address,
      Clock clock,
      ObjectMapper json,
      Logins logins,
      Enrolment enrolment,
      SessionCookie cookies,
      FormTokens forms) {
    this.provider =
        Optional.ofNullable(settings.people().openid())
            .map(named -> new OpenIdClient(named, address, clock, json));
    this.logins = logins;
    this.enrolment = enrolment;
    this.cookies = cookies;
    this.forms = forms;
  }

  /** Sends the browser to the provider, to join if it has just opened an invitation. */
  @GetMapping("/my/openid")
  ResponseEntity<String> depart(
      @RequestParam(defaultValue = "") String next,
      @RequestParam(defaultValue = "") String join,
      HttpServletRequest request,
      HttpServletResponse response) {
    if (provider.isEmpty()) {
      return Layout.answer(
          HttpStatus.NOT_FOUND,
          Layout.message("Not here", "Log in with your password and code at /my/login."));
    }
    var invitation = join.isEmpty() ? null : cookies.invitation(request).orElse(null);
    if (!join.isEmpty() && invitation == null) {
      return sorry("The invitation was opened too long ago. Open its link once more.");
    }
    try {
      var departure = provider.get().depart(invitation, next, request);
      cookies.journey(response, provider.get().write(departure.journey()));
      return to(departure.location());
    } catch (Failed failed) {
      logins.refused("OpenID: " + failed.getMessage());
      return away();
    }
  }

  /** The browser comes back, with a code or with what went wrong. */
  @GetMapping(OpenIdClient.BACK)
  ResponseEntity<String> arrive(
      @RequestParam(defaultValue = "") String state,
      @RequestParam(defaultValue = "") String code,
      @RequestParam(defaultValue = "") String error,
      HttpServletRequest request,
      HttpServletResponse response) {
    var journey = provider.flatMap(p -> cookies.journey(request).flatMap(p::read));
    cookies.journey(response, "");
    if (journey.isEmpty() || !journey.get().state().equals(state)) {
      logins.refused("OpenID: nobody was sent there");
      return sorry("This browser did not ask for that login, or too long ago. Begin again.");
    }
    if (!error.isEmpty() || code.isEmpty()) {
      logins.refused("OpenID: the provider refused");
      return sorry("You were not logged in there. Begin again, or ask your own help desk.");
    }
    try {
      var who = provider.get().arrive(journey.get(), state, code);
      return enter(who, journey.get(), request, response);
    } catch (Failed failed) {
      logins.refused("OpenID: " + failed.getMessage());
      return "acr".equals(failed.getMessage())
          ? sorry("You were logged in there with one factor only. Begin again, with a second one.")
          : away();
    }
  }

  private ResponseEntity<String> enter(
      Identity who, Journey journey, HttpServletRequest request, HttpServletResponse response) {
    var joins = journey.invitation();
    if (joins != null) {
      var joined = enrolment.join(joins, who);
      if (joined.isEmpty()) {
        return sorry(
            "There is no such invitation any more: it was used, or is older than three days."
                + " Ask the clinic for a new one.");
      }
      if (!joined.get().reasons().isEmpty()) {
        return sorry(String.join(" ", joined.get().reasons()));
      }
      cookies.invitation(response, "");
    }
    var session = logins.login(who);
    if (session.isEmpty()) {
      return sorry(
          "Nobody logs in here with that account. If you have an invitation, open its link and"
              + " choose this login there; if not, ask the clinic for one.");
    }
    cookies.write(response, session.get());
    forms.renew(request, response);
    return to(LoginPages.goesOn(journey.next()));
  }

  private static ResponseEntity<String> sorry(String text) {
    return Layout.answer(HttpStatus.UNPROCESSABLE_ENTITY, told(text));
  }

  private static ResponseEntity<String> away() {
    return Layout.answer(
        HttpStatus.BAD_GATEWAY,
        told("The other login does not answer as it should. Please try again in a minute."));
  }

  private static String told(String text) {
    return Layout.page(
        "Not logged in",
        null,
        null,
        out -> {
          out.text("h1", "", "Not logged in");
          Layout.problems(out, List.of(text));
          out.raw("<p><a class=\"button\" href=\"/my/login\">To the login</a></p>\n");
        });
  }

  private static ResponseEntity<String> to(@Nullable String address) {
    return ResponseEntity.status(HttpStatus.SEE_OTHER)
        .location(URI.create(String.valueOf(address)))
        .build();
  }
}

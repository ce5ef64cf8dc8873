package org.luer.gateway.page;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.page.PageConfiguration.FormTokens;
import org.luer.gateway.partner.ClinicSettings;
import org.luer.gateway.partner.PeopleSettings.OpenId;
import org.luer.gateway.partner.Settings;
import org.luer.gateway.people.Enrolment;
import org.luer.gateway.people.Enrolment.Offer;
import org.luer.gateway.people.Logins;
import org.luer.gateway.people.People;
import org.luer.mappings.rendering.Markup;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Login, logout, and how an invited person sets a password and a second factor. */
@RestController
class LoginPages {
  /** Where a login may go on: to the question of an app, and nowhere else. */
  private static final String APP = "/oauth2/authorize\\?[A-Za-z0-9%&=._~*+/:?-]{1,6000}";

  private final Logins logins;
  private final Enrolment enrolment;
  private final People people;
  private final SessionCookie cookies;
  private final FormTokens forms;
  private final ClinicSettings clinic;
  private final @Nullable OpenId provider;

  LoginPages(
      Logins logins,
      Enrolment enrolment,
      People people,
      SessionCookie cookies,
      FormTokens forms,
      Settings settings) {
    this.logins = logins;
    this.enrolment = enrolment;
    this.people = people;
    this.cookies = cookies;
    this.forms = forms;
    this.clinic = settings.clinic();
    this.provider = settings.people().openid();
  }

  @GetMapping("/my/login")
  ResponseEntity<String> login(
      @RequestParam(defaultValue = "") String next, HttpServletRequest request) {
    return Layout.answer(HttpStatus.OK, loginPage(request, next, List.of()));
  }

  @PostMapping("/my/login")
  ResponseEntity<String> login(
      @RequestParam String email,
      @RequestParam String password,
      @RequestParam String code,
      @RequestParam(defaultValue = "") String next,
      HttpServletRequest request,
      HttpServletResponse response) {
    var session = logins.login(email, password, code);
    if (session.isEmpty()) {
      return Layout.answer(
          HttpStatus.UNPROCESSABLE_ENTITY,
          loginPage(
              request,
              next,
              List.of(
                  "That was not right: e-mail address, password or code. After several failures a"
                      + " login stays closed for a while.")));
    }
    cookies.write(response, session.get());
    forms.renew(request, response);
    return to(goesOn(next));
  }

  /** Where somebody who has logged in goes on. */
  static String goesOn(String next) {
    return next.matches(APP) ? next : "/my";
  }

  private String loginPage(HttpServletRequest request, String next, List<String> problems) {
    return Layout.page(
        "Log in",
        request,
        null,
        out -> {
          out.text("h1", "", "Log in");
          out.text("p", "lead", "Results of your patients at " + clinic.name() + ".");
          if (next.matches(APP)) {
            out.text("p", "", "An app asks to read for you. You will be asked whether it may.");
          }
          if (!problems.isEmpty()) {
            Layout.problems(out, problems);
          }
          out.with(
              "form",
              "method=\"post\" action=\"/my/login\" class=\"card\"",
              () -> {
                Layout.token(out, request);
                if (next.matches(APP)) {
                  Layout.hidden(out, "next", next);
                }
                Layout.field(
                    out,
                    "email",
                    "E-mail address",
                    "email",
                    "autocomplete=\"username\" maxlength=\"120\"");
                Layout.field(
                    out,
                    "password",
                    "Password",
                    "password",
                    "autocomplete=\"current-password\" maxlength=\"200\"");
                Layout.field(
                    out,
                    "code",
                    "Code from your authenticator app, or a recovery code",
                    "text",
                    "autocomplete=\"one-time-code\" maxlength=\"40\" autocapitalize=\"none\" spellcheck=\"false\"");
                out.raw("<button>Log in</button>\n");
              });
          elsewhere(out, next.matches(APP) ? "?next=" + encoded(next) : "");
          out.text(
              "p",
              "small",
              "No login yet, or lost your telephone? Ask the clinic for an invitation.");
        });
  }

  /** The other way to log in, when the settings name one. */
  private void elsewhere(Markup out, String query) {
    if (provider != null) {
      out.raw("<p><a class=\"button\" href=\"/my/openid" + Markup.escaped(query) + "\">")
          .raw(Markup.escaped("Log in with " + provider.called()))
          .raw("</a></p>\n");
    }
  }

  @PostMapping("/my/logout")
  ResponseEntity<String> logout(
      PersonCaller caller, HttpServletRequest request, HttpServletResponse response) {
    cookies.read(request).ifPresent(secret -> logins.logout(caller.person(), secret));
    cookies.clear(response);
    forms.renew(request, response);
    return to("/my/login");
  }

  @GetMapping("/my/settings")
  ResponseEntity<String> settings(PersonCaller caller, HttpServletRequest request) {
    var person = caller.person();
    return Layout.answer(
        HttpStatus.OK,
        Layout.page(
            "Settings",
            request,
            person,
            out -> {
              out.text("h1", "", "Settings");
              out.text("p", "", person.name() + ", " + person.email());
              out.with(
                  "form",
                  "method=\"post\" action=\"/my/settings\" class=\"card\"",
                  () -> {
                    Layout.token(out, request);
                    out.raw(
                        "<p class=\"check\"><input type=\"checkbox\" id=\"mail\" name=\"mail\" value=\"yes\""
                            + (person.mail() ? " checked" : "")
                            + "/><label for=\"mail\">Tell me by e-mail, at most once a day, that there is something"
                            + " new. The e-mail names no patient.</label></p>\n");
                    out.raw("<button>Save</button>\n");
                  });
            }));
  }

  @PostMapping("/my/settings")
  ResponseEntity<String> save(@RequestParam(defaultValue = "") String mail, PersonCaller caller) {
    people.mail(caller.person(), mail.equals("yes"));
    return to("/my/settings");
  }

  /** The code comes from behind the #, filled in by the page's script or by hand. */
  @GetMapping("/my/join")
  ResponseEntity<String> join(HttpServletRequest request) {
    return Layout.answer(HttpStatus.OK, joinPage(request, List.of()));
  }

  private static String joinPage(HttpServletRequest request, List<String> problems) {
    return Layout.page(
        "Your invitation",
        request,
        null,
        out -> {
          out.text("h1", "", "Your invitation");
          if (!problems.isEmpty()) {
            Layout.problems(out, problems);
          }
          out.with(
              "form",
              "method=\"post\" action=\"/my/join\" class=\"card\"",
              () -> {
                Layout.token(out, request);
                Layout.field(
                    out,
                    "invitation",
                    "Code of the invitation (what stands behind the # of the link)",
                    "text",
                    "autocomplete=\"off\" maxlength=\"100\" spellcheck=\"false\"");
                out.raw("<button>Continue</button>\n");
              });
          out.raw("<script src=\"/my/assets/join.js\" defer=\"defer\"></script>\n");
        });
  }

  @PostMapping("/my/join")
  ResponseEntity<String> open(
      @RequestParam String invitation, HttpServletRequest request, HttpServletResponse response) {
    var offer = enrolment.open(invitation);
    if (offer.isEmpty()) {
      return gone(request);
    }
    if (provider != null) {
      cookies.invitation(response, invitation.strip());
    }
    return Layout.answer(
        HttpStatus.OK, enrolPage(request, invitation.strip(), offer.get(), List.of()));
  }

  private static ResponseEntity<String> gone(HttpServletRequest request) {
    return Layout.answer(
        HttpStatus.UNPROCESSABLE_ENTITY,
        joinPage(
            request,
            List.of(
                "There is no such invitation: it was used, or is older than three days. Ask the clinic for a new one.")));
  }

  private String enrolPage(
      HttpServletRequest request, String invitation, Offer offer, List<String> problems) {
    return Layout.page(
        "Your login",
        request,
        null,
        out -> {
          out.text("h1", "", "Your login");
          out.text("p", "lead", offer.person().name() + ", " + offer.person().email());
          if (!problems.isEmpty()) {
            Layout.problems(out, problems);
          }
          if (provider != null) {
            out.text("p", "", "You need no password here if you log in elsewhere:");
            elsewhere(out, "?join=yes");
            out.text("p", "", "Or with a password and a second factor of your own:");
          }
          out.with(
              "form",
              "method=\"post\" action=\"/my/join/finish\" class=\"card\"",
              () -> {
                Layout.token(out, request);
                Layout.hidden(out, "invitation", invitation);
                out.text("h2", "", "1. Authenticator app");
                app(out, offer);
                Layout.field(
                    out,
                    "code",
                    "The six digits that the app shows now",
                    "text",
                    "inputmode=\"numeric\" autocomplete=\"one-time-code\" maxlength=\"10\"");
                out.text("h2", "", "2. Password");
                out.text(
                    "p",
                    "",
                    "At least "
                        + Enrolment.SHORTEST
                        + " characters; four or five words that have nothing to do with each other are best.");
                var fresh = "autocomplete=\"new-password\" maxlength=\"200\"";
                Layout.field(out, "password", "Password", "password", fresh);
                Layout.field(out, "again", "The same password again", "password", fresh);
                out.raw("<button>Finish</button>\n");
              });
        });
  }

  private void app(Markup out, Offer offer) {
    var uri =
        "otpauth://totp/%s:%s?secret=%s&issuer=%s"
            .formatted(
                encoded(clinic.name()),
                encoded(offer.person().email()),
                offer.secret(),
                encoded(clinic.name()));
    out.text(
        "p",
        "",
        "Add an account in an authenticator app on your telephone and enter this key (time-based, six digits):");
    out.text("p", "key", offer.secret().replaceAll("(.{4})(?=.)", "$1 "));
    out.raw(
        "<p>On the telephone itself: <a href=\""
            + Markup.escaped(uri)
            + "\">add it to the app</a>.</p>\n");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @PostMapping("/my/join/finish")
  ResponseEntity<String> finish(
      @RequestParam String invitation,
      @RequestParam String password,
      @RequestParam String again,
      @RequestParam String code,
      HttpServletRequest request,
      HttpServletResponse response) {
    var joined = enrolment.join(invitation, password, again, code);
    if (joined.isEmpty()) {
      return gone(request);
    }
    if (!joined.get().reasons().isEmpty()) {
      return enrolment
          .open(invitation)
          .map(
              offer ->
                  Layout.answer(
                      HttpStatus.UNPROCESSABLE_ENTITY,
                      enrolPage(request, invitation.strip(), offer, joined.get().reasons())))
          .orElseGet(() -> gone(request));
    }
    cookies.write(response, logins.begin(joined.get().person()));
    forms.renew(request, response);
    return Layout.answer(
        HttpStatus.OK,
        Layout.page(
            "Your recovery codes",
            request,
            null,
            out -> {
              out.text("h1", "", "Your recovery codes");
              out.text(
                  "p",
                  "",
                  "Each of these takes the place of the app's code once, should your telephone be lost. Print them or"
                      + " write them down now: they are not shown again.");
              out.in(
                  "ul",
                  "codes",
                  () -> joined.get().recoveryCodes().forEach(c -> out.text("li", "", c)));
              out.raw("<p><a class=\"button\" href=\"/my\">To my patients</a></p>\n");
            }));
  }

  @ExceptionHandler
  ResponseEntity<String> busy(Logins.Busy busy) {
    return Layout.answer(
        HttpStatus.SERVICE_UNAVAILABLE,
        Layout.message("Many are logging in at the moment", "Please try again in a minute."));
  }

  private static ResponseEntity<String> to(String path) {
    return ResponseEntity.status(HttpStatus.SEE_OTHER).location(URI.create(path)).build();
  }
}

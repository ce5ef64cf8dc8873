package org.luer.gateway.page.apps;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.luer.gateway.access.AuditTrail;
import org.luer.gateway.access.oauth.AppGrants;
import org.luer.gateway.access.oauth.AppGrants.Question;
import org.luer.gateway.access.oauth.Client;
import org.luer.gateway.access.oauth.Clients;
import org.luer.gateway.access.oauth.TokenEndpoint;
import org.luer.gateway.page.Layout;
import org.luer.gateway.page.PageConfiguration;
import org.luer.gateway.page.PatientChoices;
import org.luer.gateway.page.PatientChoices.Choice;
import org.luer.gateway.page.PersonCaller;
import org.luer.gateway.smart.Scope;
import org.luer.mappings.rendering.Markup;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Asks a person whether an app may read, what, and of which patient. */
@RestController
class QuestionPage {
  private static final Map<String, String> OTHERS =
      Map.of(
          Client.OFFLINE,
          "go on without you, until nobody has used it for 30 days or the clinic takes it away",
          Client.OPENID,
          "know you again, by a number that says nothing else",
          Client.FHIR_USER,
          "know which clinician you are");

  private final AppGrants grants;
  private final PatientChoices choices;
  private final AuditTrail audit;

  QuestionPage(AppGrants grants, PatientChoices choices, AuditTrail audit) {
    this.grants = grants;
    this.choices = choices;
    this.audit = audit;
  }

  @GetMapping(AppConfiguration.QUESTION)
  ResponseEntity<String> ask(
      @RequestParam String state, PersonCaller caller, HttpServletRequest request) {
    var question = grants.question(state, caller.person().email());
    if (question.isEmpty()) {
      return Layout.answer(
          HttpStatus.NOT_FOUND,
          Layout.message("There is nothing to answer", "Go back to the app and begin again."));
    }
    var patients = choices.of(caller.partner());
    audit.searched(
        caller.agent(request.getRemoteAddr()),
        "Patient",
        patients.stream().flatMap(p -> p.patients().stream()).toList());
    var page =
        Layout.page(
            "May the app read?",
            request,
            caller.person(),
            out -> write(out, question.get(), state, patients));
    return ResponseEntity.ok()
        .header("Content-Type", "text/html;charset=UTF-8")
        // browsers hold a form's answer to the policy too, wherever it sends them
        .header(
            "Content-Security-Policy",
            PageConfiguration.POLICY + " " + Clients.origin(URI.create(question.get().redirect())))
        .body(page);
  }

  private static void write(Markup out, Question question, String state, List<Choice> patients) {
    var name = question.client().app() == null ? "" : question.client().app().name();
    out.text("h1", "", "May " + name + " read?");
    out.text(
        "p",
        "lead",
        "You go back to "
            + Clients.origin(URI.create(question.redirect()))
            + ". The clinic has registered this app for your practice; what it does with what it reads is the"
            + " app's business.");
    out.text("p", "", "It asks to:");
    out.in("ul", "", () -> question.scopes().forEach(scope -> told(out, scope)));
    if (patients.isEmpty()) {
      out.text("p", "", "There is no patient yet of whom it could read.");
    } else {
      out.with(
          "form",
          "method=\"post\" action=\"" + TokenEndpoint.AUTHORIZE + "\" class=\"card\"",
          () -> {
            answer(out, question, state);
            question.scopes().forEach(scope -> Layout.hidden(out, "scope", scope));
            out.in(
                "fieldset",
                "",
                () -> {
                  out.text("legend", "", "Of which patient?");
                  for (int i = 0; i < patients.size(); i++) {
                    choice(out, patients.get(i), i);
                  }
                });
            out.raw("<button>Let it read</button>\n");
          });
    }
    out.with(
        "form",
        "method=\"post\" action=\"" + TokenEndpoint.AUTHORIZE + "\"",
        () -> {
          answer(out, question, state);
          out.raw("<button class=\"quiet\">No</button>\n");
        });
  }

  private static void answer(Markup out, Question question, String state) {
    Layout.hidden(out, "client_id", question.client().id());
    Layout.hidden(out, "state", state);
  }

  private static void choice(Markup out, Choice patient, int number) {
    var id = "patient-" + number;
    out.raw(
        "<p class=\"check\"><input type=\"radio\" required=\"required\" name=\"patient\" id=\""
            + id
            + "\" value=\""
            + Markup.escaped(patient.resource())
            + "\"/><label for=\""
            + id
            + "\">"
            + Markup.escaped(
                patient.name() + (patient.born() == null ? "" : ", born " + patient.born()))
            + "</label></p>\n");
  }

  private static void told(Markup out, String scope) {
    Scope.ofPatient(scope)
        .map(QuestionPage::words)
        .or(() -> Optional.ofNullable(OTHERS.get(scope)))
        .ifPresent(words -> out.text("li", "", words));
  }

  private static String words(Scope scope) {
    var what =
        scope.type().equals("*")
            ? "all that you may see of the patient"
            : "of the patient: "
                + scope.type().replaceAll("(?<=.)([A-Z])", " $1").toLowerCase(Locale.ROOT);
    return scope.categories().isEmpty()
        ? "read " + what
        : "read " + what + " (" + String.join(", ", scope.categories()) + ")";
  }
}

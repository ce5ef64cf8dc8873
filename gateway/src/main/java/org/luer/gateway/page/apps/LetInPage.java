package org.luer.gateway.page.apps;

import jakarta.servlet.http.HttpServletRequest;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.luer.gateway.access.AuditTrail;
import org.luer.gateway.access.oauth.AppGrants;
import org.luer.gateway.access.oauth.AppGrants.LetIn;
import org.luer.gateway.page.Layout;
import org.luer.gateway.page.PatientChoices;
import org.luer.gateway.page.PatientChoices.Choice;
import org.luer.gateway.page.PersonCaller;
import org.luer.gateway.partner.Settings;
import org.luer.mappings.rendering.Markup;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows a person which apps may read of whom, and takes one out again. */
@RestController
class LetInPage {
  private static final String PAGE = "/my/apps";
  private static final DateTimeFormatter WHEN =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

  private final AppGrants grants;
  private final PatientChoices choices;
  private final AuditTrail audit;
  private final ZoneId zone;

  LetInPage(AppGrants grants, PatientChoices choices, AuditTrail audit, Settings settings) {
    this.grants = grants;
    this.choices = choices;
    this.audit = audit;
    this.zone = Optional.ofNullable(settings.clinic().zone()).orElse(ZoneOffset.UTC);
  }

  @GetMapping(PAGE)
  ResponseEntity<String> list(PersonCaller caller, HttpServletRequest request) {
    var letIn = grants.letIn(caller.person().id());
    var patients = letIn.isEmpty() ? List.<Choice>of() : choices.of(caller.partner());
    if (!patients.isEmpty()) {
      audit.searched(
          caller.agent(request.getRemoteAddr()),
          "Patient",
          patients.stream()
              .filter(p -> letIn.stream().anyMatch(a -> a.patient().equals(p.resource())))
              .flatMap(p -> p.patients().stream())
              .toList());
    }
    return Layout.answer(
        HttpStatus.OK,
        Layout.page(
            "Apps",
            request,
            caller.person(),
            out -> {
              out.text("h1", "", "Apps that you let in");
              if (letIn.isEmpty()) {
                out.text("p", "", "None can read now.");
              }
              letIn.forEach(app -> write(out, app, patients, request));
            }));
  }

  private void write(Markup out, LetIn app, List<Choice> patients, HttpServletRequest request) {
    var patient =
        patients.stream()
            .filter(p -> p.resource().equals(app.patient()))
            .map(Choice::name)
            .findFirst()
            .orElse("a patient whom you do not see any more");
    out.in(
        "section",
        "card",
        () -> {
          out.text("h2", "", app.name());
          out.text(
              "p",
              "",
              "Reads of %s. Let in %s; ends %s unless it goes on."
                  .formatted(patient, at(app.since()), at(app.until())));
          out.with(
              "form",
              "method=\"post\" action=\"" + PAGE + "/" + Markup.escaped(app.id()) + "/end\"",
              () -> {
                Layout.token(out, request);
                out.raw(
                    "<button class=\"quiet\">Take %s out</button>\n"
                        .formatted(Markup.escaped(app.name())));
              });
        });
  }

  private String at(java.time.Instant instant) {
    return WHEN.format(instant.atZone(zone));
  }

  @PostMapping(PAGE + "/{id}/end")
  ResponseEntity<String> end(@PathVariable String id, PersonCaller caller) {
    if (!grants.end(id, caller.person().id())) {
      return Layout.answer(
          HttpStatus.NOT_FOUND,
          Layout.message("There is no such app", "It was taken out already, or has ended."));
    }
    return ResponseEntity.status(HttpStatus.SEE_OTHER).header(HttpHeaders.LOCATION, PAGE).build();
  }
}

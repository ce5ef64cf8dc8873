package org.luer.gateway.page;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.luer.gateway.access.AuditTrail;
import org.luer.gateway.access.AuditTrail.Attempt;
import org.luer.gateway.partner.ClinicSettings;
import org.luer.gateway.partner.Settings;
import org.luer.gateway.pull.PartnerView;
import org.luer.gateway.pull.PartnerView.Seen;
import org.luer.mappings.concept.document.Attachment;
import org.luer.mappings.concept.summary.SessionSummary;
import org.luer.mappings.rendering.Markup;
import org.luer.mappings.rendering.Score;
import org.luer.mappings.rendering.Words;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** My patients, one of them, and the documents. Nothing is shown that audit has not recorded. */
@RestController
class PatientPages {
  private static final String PDF = "application/pdf";

  private final PartnerView view;
  private final AuditTrail audit;
  private final ClinicSettings clinic;
  private final ZoneId zone;

  PatientPages(PartnerView view, AuditTrail audit, Settings settings) {
    this.view = view;
    this.audit = audit;
    this.clinic = settings.clinic();
    this.zone = Objects.requireNonNullElse(clinic.zone(), ZoneOffset.UTC);
  }

  @GetMapping("/my")
  ResponseEntity<String> patients(PersonCaller caller, HttpServletRequest request) {
    var all = view.patients(caller.partner());
    var ids = all.stream().map(Seen::id).toList();
    var shown = view.records(caller.partner(), ids, PatientFile.KINDS);
    var files =
        all.stream()
            .flatMap(seen -> PatientFile.of(seen, shown).stream())
            .sorted(
                Comparator.comparing((PatientFile f) -> f.openSignals().isEmpty())
                    .thenComparing(PatientFile::name, String.CASE_INSENSITIVE_ORDER))
            .toList();
    audit.searched(caller.agent(request.getRemoteAddr()), "Patient", ids);
    return Layout.answer(
        HttpStatus.OK,
        Layout.page(
            "My patients",
            request,
            caller.person(),
            out -> {
              out.text("h1", "", "My patients");
              out.text("p", "lead", "At " + clinic.name() + ".");
              if (files.isEmpty()) {
                out.text(
                    "p",
                    "",
                    "There is no patient yet: you see those that you have referred, and those whom the clinic was asked"
                        + " to let you see.");
              }
              out.in("ul", "patients", () -> files.forEach(f -> card(out, f)));
              PatientView.footer(out, zone, files);
            }));
  }

  private void card(Markup out, PatientFile file) {
    out.in(
        "li",
        "card",
        () -> {
          out.raw(
              "<h2><a href=\"/my/patients/"
                  + Markup.escaped(file.seen().resource())
                  + "\">"
                  + Markup.escaped(file.name())
                  + "</a></h2>\n");
          PatientView.born(out, file);
          var signals = file.openSignals();
          if (!signals.isEmpty()) {
            out.text(
                "p",
                "flag",
                signals.size() == 1
                    ? "1 open safety signal"
                    : signals.size() + " open safety signals");
          }
          var infusions = file.infusions();
          out.text(
              "p",
              "",
              infusions.isEmpty()
                  ? "No infusion yet"
                  : infusions.size()
                      + (infusions.size() == 1 ? " infusion" : " infusions, the last")
                      + " on "
                      + Words.day(PatientFile.at(infusions.get(infusions.size() - 1), zone)));
          file.series().values().stream()
              .max(Comparator.comparingInt(List::size))
              .ifPresent(scores -> out.text("p", "", latest(scores)));
        });
  }

  private static String latest(List<Score> scores) {
    var first = scores.get(0);
    var last = scores.get(scores.size() - 1);
    var text = last.instrument() + " " + Words.number(last.total());
    return scores.size() == 1
        ? text
        : text
            + " ("
            + Words.change(last.total().subtract(first.total()))
            + " since "
            + Words.day(first.at())
            + ")";
  }

  @GetMapping("/my/patients/{id}")
  ResponseEntity<String> patient(
      @PathVariable String id, PersonCaller caller, HttpServletRequest request) {
    var files = files(caller, id);
    if (files.isEmpty()) {
      return absent(caller, request, "Patient/" + id);
    }
    for (var file : files) {
      audit.read(caller.agent(request.getRemoteAddr()), file.seen().id(), "Patient/" + id);
    }
    return Layout.answer(
        HttpStatus.OK,
        Layout.page(
            files.get(0).name(),
            request,
            caller.person(),
            out -> {
              files.forEach(file -> new PatientView(file, zone, out).write());
              PatientView.footer(out, zone, files);
            }));
  }

  @GetMapping("/my/patients/{id}/summaries/{key}")
  ResponseEntity<byte[]> summary(
      @PathVariable String id,
      @PathVariable String key,
      PersonCaller caller,
      HttpServletRequest request) {
    for (var file : files(caller, id)) {
      for (var summary : file.summaries()) {
        var pdf = pdf(summary);
        if (pdf.isPresent() && key(summary).equals(key)) {
          audit.read(
              caller.agent(request.getRemoteAddr()),
              file.seen().id(),
              "SessionSummary/" + summary.id());
          return ResponseEntity.ok()
              .header("Content-Type", PDF)
              .header("Content-Disposition", "inline; filename=\"session-summary.pdf\"")
              .body(pdf.get().bytes());
        }
      }
    }
    var absent = absent(caller, request, "Patient/" + id + "/summaries/" + key);
    return ResponseEntity.status(absent.getStatusCode())
        .headers(absent.getHeaders())
        .body(Objects.requireNonNull(absent.getBody()).getBytes(StandardCharsets.UTF_8));
  }

  /** What names a summary in an address: nothing that tells of the patient or the session. */
  static String key(SessionSummary summary) {
    try {
      var hash =
          MessageDigest.getInstance("SHA-256")
              .digest(summary.id().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 10);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  static Optional<Attachment> pdf(SessionSummary summary) {
    return summary.attachments().stream()
        .filter(a -> a.contentType().equals(PDF) && a.data() != null)
        .findFirst();
  }

  private List<PatientFile> files(PersonCaller caller, String resource) {
    var seen = view.patient(caller.partner(), resource);
    if (seen.isEmpty()) {
      return List.of();
    }
    var shown =
        view.records(caller.partner(), seen.stream().map(Seen::id).toList(), PatientFile.KINDS);
    return seen.stream().flatMap(s -> PatientFile.of(s, shown).stream()).toList();
  }

  /** Somebody else's patient is answered like none. */
  private ResponseEntity<String> absent(
      PersonCaller caller, HttpServletRequest request, String what) {
    audit.refused(
        caller.agent(request.getRemoteAddr()),
        Attempt.READ,
        null,
        what,
        "there is none that this person may see");
    return Layout.answer(
        HttpStatus.NOT_FOUND,
        Layout.page(
            "Not found",
            request,
            caller.person(),
            out -> {
              out.text("h1", "", "Not found");
              out.raw("<p>There is no such page. <a href=\"/my\">My patients</a></p>\n");
            }));
  }
}

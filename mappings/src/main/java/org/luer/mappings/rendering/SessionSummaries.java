package org.luer.mappings.rendering;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.concept.document.Attachment;
import org.luer.mappings.concept.document.DocumentHeader;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.concept.session.Signature;
import org.luer.mappings.concept.summary.SessionSummary;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Coding;
import org.luer.mappings.core.Systems;

/** Makes the {@link SessionSummary} of a session out of the clinic's records. */
public final class SessionSummaries {
  /** The local code that says that a document is a session summary. */
  public static final String KETSUM = "KETSUM";

  private SessionSummaries() {}

  /**
   * The summary with its sections, its HTML and its PDF. The same input gives the same bytes.
   *
   * @param base base of our own code systems
   */
  public static SessionSummary of(SummaryInput input, Fonts fonts, String base) {
    var facts = FactReading.of(input);
    var page = SummaryPage.of(input, facts);
    var edition = input.edition();
    var identity = edition.number().authority() + "|" + edition.number().value();
    return new SessionSummary(
        edition.id(),
        input.patient().id(),
        input.session().id(),
        edition.version(),
        header(input, base),
        SummarySections.of(facts, input),
        List.of(
            Attachment.of(
                "application/pdf", PdfWriter.write(page, fonts, edition.createdAt(), identity)),
            Attachment.of("text/html", page.getBytes(StandardCharsets.UTF_8))),
        edition.createdAt());
  }

  private static DocumentHeader header(SummaryInput input, String base) {
    var session = input.session();
    var edition = input.edition();
    var order = input.order();
    var replaces = edition.version() > 1;
    return new DocumentHeader(
        edition.number(),
        List.of(),
        status(session, replaces),
        null,
        type(base),
        List.of(),
        SummaryPage.title(),
        bound(session, true),
        bound(session, false),
        edition.createdAt(),
        null,
        null,
        edition.changeReason(),
        edition.author() == null ? List.of() : List.of(named(edition.author())),
        null,
        session.signature() == null
            ? null
            : new Signature(named(session.signature().by()), session.signature().at()),
        DocumentHeader.Confidentiality.RESTRICTED,
        null,
        order == null ? null : order.placerNumber(),
        null,
        order == null || order.orderer() == null ? null : named(order.orderer()),
        session.visit(),
        staff(session),
        edition.relatesTo(),
        List.of(),
        List.of());
  }

  private static DocumentHeader.Status status(InfusionSession session, boolean later) {
    if (session.status() == InfusionSession.Status.ENTERED_IN_ERROR) {
      return DocumentHeader.Status.ENTERED_IN_ERROR;
    }
    return !session.signed()
        ? DocumentHeader.Status.PRELIMINARY
        : later ? DocumentHeader.Status.AMENDED : DocumentHeader.Status.FINAL;
  }

  /** Procedure note (LOINC), with our own code beside it that tells it from other notes. */
  public static Coded type(String base) {
    return new Coded(
        Systems.LOINC,
        "28570-0",
        "Procedure note",
        List.of(
            new Coding(Systems.own(base, "kic-observation"), KETSUM, "Ketamine session summary")));
  }

  private static @Nullable OffsetDateTime bound(InfusionSession session, boolean first) {
    var times = new ArrayList<OffsetDateTime>();
    session.timeline().forEach(e -> times.add(e.at()));
    if (times.isEmpty()) {
      session.readings().forEach(r -> times.add(r.takenAt()));
    }
    times.sort(OffsetDateTime.timeLineOrder());
    return times.isEmpty() ? null : times.get(first ? 0 : times.size() - 1);
  }

  private static List<StaffMember> staff(InfusionSession session) {
    return session.staff().stream()
        .filter(
            s -> s.role() == StaffMember.Role.ATTENDING || s.role() == StaffMember.Role.REFERRER)
        .map(s -> new StaffMember(s.role(), named(s.clinician())))
        .toList();
  }

  /** A person as a document names one: by the NPI where there is one, with name and degree. */
  private static Clinician named(Clinician clinician) {
    var npi = clinician.npi();
    return Clinician.of(npi == null ? clinician.id() : npi, clinician.name())
        .npi(npi)
        .identifiers(clinician.identifiers())
        .credentials(clinician.credentials())
        .build();
  }
}

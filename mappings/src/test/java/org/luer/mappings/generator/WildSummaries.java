package org.luer.mappings.generator;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.concept.document.Attachment;
import org.luer.mappings.concept.document.Document;
import org.luer.mappings.concept.document.DocumentHeader;
import org.luer.mappings.concept.document.DocumentRelation;
import org.luer.mappings.concept.document.DocumentSource;
import org.luer.mappings.concept.session.Signature;
import org.luer.mappings.concept.summary.SessionSummary;
import org.luer.mappings.concept.summary.SummaryRow;
import org.luer.mappings.concept.summary.SummarySection;
import org.luer.mappings.concept.visit.OutsideVisit;
import org.luer.mappings.concept.visit.Place;
import org.luer.mappings.concept.visit.Visit;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.core.Systems;
import org.luer.mappings.exchange.sessionsummary.SessionDocument;
import org.luer.mappings.rendering.SessionSummaries;

/** Arbitrary valid documents: summaries of sessions and documents from elsewhere. */
public final class WildSummaries {
  private final Wild wild;
  private final WildPeople people;

  private WildSummaries(Wild wild) {
    this.wild = wild;
    this.people = new WildPeople(wild);
  }

  /**
   * One document; every third one from elsewhere.
   *
   * @param density how likely each optional part is, in percent
   */
  public static SessionDocument of(long seed, int density) {
    var summaries = new WildSummaries(new Wild(new SplittableRandom(seed), density));
    return seed % 3 == 2 ? summaries.elsewhere() : summaries.summary();
  }

  private SessionDocument summary() {
    var patient = people.patient();
    return new SessionDocument(
        people.clinic(),
        patient,
        new SessionSummary(
            wild.id(),
            patient.id(),
            wild.maybe(wild::id),
            wild.maybe(() -> 1 + wild.below(4)),
            header(SessionSummaries.type(Systems.DEFAULT_BASE), false),
            sections(),
            List.of(pdf()),
            wild.maybe(wild::time)));
  }

  private SessionDocument elsewhere() {
    var patient = people.patient();
    var forms = new ArrayList<Attachment>();
    forms.add(
        new Attachment(
            "text/plain",
            wild.maybe(() -> "es"),
            wild.maybe(wild::text),
            wild.maybe(wild::time),
            java.util.Base64.getEncoder()
                .encodeToString(wild.text().getBytes(StandardCharsets.UTF_8)),
            null,
            null,
            null,
            wild.maybe(
                () ->
                    Coded.of(
                        "http://ihe.net/fhir/ValueSet/IHE.FormatCode.codesystem",
                        "urn:ihe:iti:xds-sd:text:2008",
                        null)),
            wild.maybe(() -> true)));
    if (wild.chance()) {
      forms.add(pdf());
    }
    if (wild.chance()) {
      forms.add(
          new Attachment(
              "image/jpeg",
              null,
              wild.maybe(wild::text),
              null,
              null,
              "https://files.example.org/" + wild.next(),
              wild.maybe(() -> "2jmj7l5rSw0yVb/vlWAYkK/YBwk="),
              wild.maybe(() -> 4096L)));
    }
    return new SessionDocument(
        wild.maybe(people::clinic),
        patient,
        new Document(
            wild.id(),
            patient.id(),
            header(Coded.of(Systems.LOINC, "11488-4", "Consult note"), true),
            forms,
            wild.maybe(wild::time)));
  }

  private Attachment pdf() {
    return Attachment.of(
        "application/pdf", ("%PDF-" + wild.next()).getBytes(StandardCharsets.UTF_8));
  }

  private DocumentHeader header(Coded type, boolean elsewhere) {
    var created = wild.maybe(wild::time);
    var started = wild.maybe(wild::time);
    var outside = elsewhere ? wild.maybe(this::outside) : null;
    return new DocumentHeader(
        wild.identifier("DOC").as(null),
        wild.list(2, () -> wild.identifier("XX")),
        wild.pick(
            List.of(
                DocumentHeader.Status.PRELIMINARY,
                DocumentHeader.Status.FINAL,
                DocumentHeader.Status.AMENDED)),
        wild.maybe(() -> true),
        type,
        wild.list(1, () -> wild.coded(Systems.LOINC, "11506-3")),
        wild.maybe(this::word),
        started,
        started == null ? null : wild.maybe(() -> wild.after(started)),
        created,
        wild.maybe(wild::time),
        wild.maybe(wild::time),
        wild.maybe(wild::text),
        List.copyOf(new java.util.LinkedHashSet<>(wild.list(2, people::someone))),
        wild.maybe(people::someone),
        wild.maybe(() -> new Signature(people.someone(), wild.time())),
        wild.maybe(() -> wild.pick(DocumentHeader.Confidentiality.values())),
        wild.maybe(wild::text),
        wild.maybe(() -> wild.identifier("PLAC")),
        wild.maybe(() -> wild.identifier("FILL")),
        wild.maybe(people::someone),
        outside == null ? wild.maybe(this::visit) : null,
        outside == null ? staff() : List.of(),
        relations(),
        wild.list(2, () -> wild.coded(Systems.SNOMED_CT, "14152002")),
        sources(),
        outside,
        elsewhere ? wild.maybe(() -> wild.coded(Systems.SNOMED_CT, "73770003")) : null,
        elsewhere ? wild.maybe(() -> wild.coded(Systems.SNOMED_CT, "394587001")) : null,
        null,
        List.of());
  }

  private List<StaffMember> staff() {
    var staff = new ArrayList<StaffMember>();
    for (var role : List.of(StaffMember.Role.ATTENDING, StaffMember.Role.REFERRER)) {
      if (wild.chance()) {
        staff.add(new StaffMember(role, people.someone()));
      }
    }
    return staff;
  }

  private List<DocumentRelation> relations() {
    return wild.list(
        1,
        () ->
            new DocumentRelation(
                wild.pick(List.of(DocumentRelation.Kind.REPLACES, DocumentRelation.Kind.APPENDS)),
                wild.identifier("DOC").as(null)));
  }

  private List<DocumentSource> sources() {
    return wild.list(2, () -> new DocumentSource("Observation", wild.identifier("FILL")));
  }

  private Visit visit() {
    return new Visit(
            wild.identifier("VN"),
            wild.maybe(() -> wild.identifier("AN")),
            wild.maybe(() -> wild.pick(Visit.PatientClass.values())),
            wild.maybe(() -> new Place("U" + wild.next(), wild.maybe(() -> "4"), null, null)),
            wild.maybe(wild::time),
            null)
        .withService(wild.maybe(() -> Coded.of(Systems.V2 + "0069", "MED", null)));
  }

  private OutsideVisit outside() {
    return new OutsideVisit(
        List.of(wild.identifier("VN")),
        wild.pick(List.of("finished", "in-progress")),
        wild.maybe(() -> Coded.of("http://terminology.hl7.org/CodeSystem/v3-ActCode", "AMB", null)),
        wild.list(1, () -> wild.coded(Systems.CPT, "99213")),
        wild.maybe(() -> PartialTime.of("2025-02-20")),
        null,
        wild.list(1, () -> new OutsideVisit.Participant(List.of(), people.someone(), null, null)),
        wild.list(1, () -> wild.coded(Systems.ICD_10_CM, "F33.2")),
        wild.maybe(() -> new Place("U" + wild.next(), null, null, null)),
        null,
        null,
        wild.maybe(() -> wild.coded(Systems.SNOMED_CT, "306689006")),
        List.of(),
        List.of(),
        null,
        null,
        null,
        null);
  }

  /** Text that a cell may hold. */
  private String word() {
    return wild.text().replaceAll("[|\\s]+", " ").strip() + wild.next();
  }

  private List<SummarySection> sections() {
    var sections = new ArrayList<SummarySection>();
    sections.add(section());
    sections.addAll(wild.list(3, this::section));
    return sections;
  }

  private SummarySection section() {
    var table = wild.chance();
    return new SummarySection(
        word(),
        wild.maybe(() -> Coded.of(Systems.LOINC, "29554-3", wild.maybe(this::word))),
        List.of(word(), word() + "\n" + word()),
        table ? List.of(word(), word()) : List.of(),
        table ? List.of(row(word(), ""), row("", word())) : List.of(),
        sources());
  }

  private static SummaryRow row(@Nullable String one, @Nullable String other) {
    return new SummaryRow(List.of(String.valueOf(one), String.valueOf(other)));
  }
}

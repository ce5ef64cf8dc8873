package org.luer.mappings.concept.observation;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Annotation;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Media;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationComponentComponent;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.Addresses;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.FactWriter;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.LooseTimes;
import org.luer.mappings.fhir.Quantities;
import org.luer.mappings.fhir.Times;

/**
 * {@link Finding} to and from an R4 Observation (US Core laboratory or clinical result, where the
 * value fits the profile).
 *
 * <p>Mapped: identifier, status, category (by the report's section), code, effective, performer
 * (observer, producer, laboratory, its director), value, dataAbsentReason, interpretation, note,
 * bodySite, method, specimen, device, referenceRange, component; an attachment is a Media. Ignored
 * when read: focus, encounter, hasMember, further reference ranges, performers beside these.
 */
final class FindingFhir {
  static final String SID = "observation";
  private static final String LABORATORY = "laboratory";
  private static final String DIRECTOR = "director";
  private final org.luer.mappings.concept.observation.Observation report;
  private final BundleWriter out;
  private final ClinicianFhir people;
  private final Reference subject;
  private final @Nullable Reference specimen;
  private final @Nullable Reference reporter;
  private final @Nullable Reference visit;
  private final OwnExtensions own;

  FindingFhir(
      org.luer.mappings.concept.observation.Observation report,
      BundleWriter out,
      ClinicianFhir people,
      Reference subject,
      @Nullable Reference specimen,
      @Nullable Reference reporter,
      @Nullable Reference visit) {
    this.report = report;
    this.out = out;
    this.people = people;
    this.subject = subject;
    this.specimen = specimen;
    this.reporter = reporter;
    this.visit = visit;
    this.own = new OwnExtensions(out.base());
  }

  private Reference place(Finding finding) {
    return BundleWriter.reference("Observation", out.sid(SID), report.id() + "-" + key(finding));
  }

  /** Writes one finding, with the Media that it is derived from. */
  Reference toFhir(Finding finding) {
    var written = new Observation();
    var key = report.id() + "-" + key(finding);
    written.setMeta(out.clinical(profile(report, finding)));
    written.addIdentifier(Identifiers.of(out.sid(SID), key));
    if (finding.number() != null) {
      written.addIdentifier(Identifiers.of(finding.number(), out.base()));
    }
    written.setStatus(Observation.ObservationStatus.fromCode(finding.status().code()));
    var category = DiagnosticSections.category(report.section());
    if (!category.isEmpty()) {
      written.addCategory(Codings.concept(FactWriter.CATEGORY, category, null));
    }
    finding.categories().forEach(c -> written.addCategory(Codings.of(c)));
    written.setCode(Codings.of(finding.code())).setSubject(subject);
    effective(finding, written);
    performers(finding, written);
    value(finding, written, key);
    about(finding, written);
    finding.members().forEach(n -> written.addHasMember(place(report.findings().get(n - 1))));
    report.orders().forEach(o -> written.addBasedOn(ObservationFhir.order(o, out)));
    if (visit != null) {
      written.setEncounter(visit);
    }
    own.add(written, OwnExtensions.SUB, finding.sub());
    if (finding.analyzedAt() != null) {
      own.add(written, OwnExtensions.ANALYZED, Times.text(finding.analyzedAt()));
    }
    return out.update(written, out.sid(SID), key);
  }

  /** What tells the findings of one report apart, whatever their order. */
  static String key(Finding finding) {
    return key(finding.code(), finding.sub());
  }

  static String key(Coded named, @Nullable String sub) {
    var code = named.code();
    return code != null && code.matches("[A-Za-z0-9.-]{1,20}") && sub == null
        ? code
        : Ids.uuid("finding", Finding.key(named, sub).toString()).toString().substring(0, 13);
  }

  /** The US Core profile that the finding fits; null for none. */
  static @Nullable String profile(
      org.luer.mappings.concept.observation.Observation report, Finding finding) {
    var value = finding.value();
    var said = value != null || finding.absent() != null || !finding.components().isEmpty();
    var category = DiagnosticSections.category(report.section());
    if (!said || category.isEmpty() || !finding.code().codings().stream().findAny().isPresent()) {
      return null;
    }
    if (value != null && !FindingValueFhir.profiled(value)) {
      return null;
    }
    return category.equals(LABORATORY)
        ? "us-core-observation-lab"
        : "us-core-observation-clinical-result";
  }

  private void effective(Finding finding, Observation written) {
    if (finding.takenAt() != null) {
      written.setEffective(Times.dateTime(finding.takenAt()));
    } else {
      written.setEffective(ObservationFhir.effective(report));
    }
    if (report.issuedAt() != null) {
      written.setIssuedElement(Times.instant(report.issuedAt()));
    }
  }

  private void performers(Finding finding, Observation written) {
    if (Boolean.TRUE.equals(finding.byPatient())) {
      written.addPerformer(subject);
    }
    if (finding.observer() != null) {
      written.addPerformer(people.toFhir(finding.observer(), written));
    }
    var producer = finding.producer();
    if (producer != null) {
      var reference = new Reference().setType("Organization").setDisplay(producer.text());
      if (producer.system() != null && producer.code() != null) {
        reference.setIdentifier(Identifiers.of(producer.system(), producer.code()));
      }
      written.addPerformer(reference);
    }
    if (finding.laboratory() != null) {
      laboratory(finding.laboratory(), written);
    } else if (reporter != null && !Boolean.TRUE.equals(finding.byPatient())) {
      written.addPerformer(reporter);
    }
  }

  private void laboratory(Laboratory laboratory, Observation written) {
    var organization = new Organization().setActive(true).setName(laboratory.name());
    organization.setId(LABORATORY);
    if (laboratory.number() != null) {
      organization.addIdentifier(Identifiers.of(laboratory.number(), out.base()));
    }
    if (laboratory.address() != null) {
      organization.addAddress(Addresses.of(laboratory.address()));
    }
    written.addContained(organization);
    written.addPerformer(new Reference("#" + LABORATORY));
    if (laboratory.director() != null) {
      var role =
          new PractitionerRole()
              .setPractitioner(people.toFhir(laboratory.director(), written))
              .setOrganization(new Reference("#" + LABORATORY));
      role.setId(DIRECTOR);
      written.addContained(role);
      written.addPerformer(new Reference("#" + DIRECTOR));
    }
  }

  private void value(Finding finding, Observation written, String key) {
    var value = finding.value();
    if (value != null) {
      var type = FindingValueFhir.write(value, written, own);
      var several = value.codes().size() > 1;
      if (type != null && !several) {
        written.setValue(type);
      }
      value.codes().stream()
          .filter(c -> several) // then none of them may be the value (rule obs-7)
          .forEach(
              c ->
                  written
                      .addComponent()
                      .setCode(Codings.of(finding.code()))
                      .setValue(Codings.of(c)));
      if (value.attachment() != null) {
        written.addDerivedFrom(media(value.attachment(), key));
      }
    }
    if (finding.absent() != null) {
      written.setDataAbsentReason(absent(finding.absent()));
    }
    for (var part : finding.components()) {
      var component = written.addComponent().setCode(Codings.of(part.code()));
      if (part.value() != null) {
        var type = FindingValueFhir.write(part.value(), component, own);
        if (type != null) {
          component.setValue(type);
        }
      }
      if (part.absent() != null) {
        component.setDataAbsentReason(absent(part.absent()));
      }
      part.interpretations().forEach(i -> component.addInterpretation(Codings.of(i)));
      if (part.range() != null) {
        range(part.range(), part.value(), component.addReferenceRange());
      }
    }
  }

  private static CodeableConcept absent(Finding.Absent absent) {
    return Codings.concept(Codings.DATA_ABSENT_REASON, absent.code(), null);
  }

  private Reference media(FindingValue.Attachment attachment, String key) {
    var media = new Media().setStatus(Media.MediaStatus.COMPLETED).setSubject(subject);
    media.setMeta(out.clinical(null));
    media.addIdentifier(Identifiers.of(out.sid("media"), key));
    var content = media.getContent();
    content.setContentType(attachment.contentType()).setUrl(attachment.url());
    if (attachment.data() != null) {
      content.getDataElement().setValueAsString(attachment.data());
    }
    return out.update(media, out.sid("media"), key);
  }

  private void about(Finding finding, Observation written) {
    finding.interpretations().forEach(i -> written.addInterpretation(Codings.of(i)));
    if (finding.note() != null) {
      for (var line : finding.note().split("\n", -1)) {
        written.addNote().setText(line.isEmpty() ? " " : line);
      }
    }
    if (finding.bodySite() != null) {
      written.setBodySite(Codings.of(finding.bodySite()));
    }
    if (finding.method() != null) {
      written.setMethod(Codings.of(finding.method()));
    }
    if (specimen != null) {
      written.setSpecimen(specimen);
    }
    if (finding.device() != null) {
      written.setDevice(
          new Reference()
              .setType("Device")
              .setIdentifier(Identifiers.of(finding.device(), out.base())));
    }
    if (finding.range() != null) {
      range(finding.range(), finding.value(), written.addReferenceRange());
    }
  }

  private static void range(
      ReferenceRange range,
      @Nullable FindingValue value,
      Observation.ObservationReferenceRangeComponent written) {
    var unit = value == null ? null : value.unit();
    if (range.low() != null) {
      written.setLow(Quantities.of(range.low(), unit));
    }
    if (range.high() != null) {
      written.setHigh(Quantities.of(range.high(), unit));
    }
    written.setText(range.written());
  }

  /**
   * Reads a finding; empty and issues when it cannot be one.
   *
   * @param report key of the report that it belongs to
   * @param section service of the report
   */
  static Optional<Finding> fromFhir(
      Observation written,
      String report,
      @Nullable String section,
      BiFunction<Reference, DomainResource, Optional<Clinician>> person,
      BundleReader in) {
    var path = in.path(written);
    var own = new OwnExtensions(in.base());
    var code = Codings.read(written.getCode());
    if (code.isEmpty()) {
      in.issues().error(IssueCode.REQUIRED, path + ".code", "says nothing");
    }
    var status = status(written, path, in);
    if (code.isEmpty() || status.isEmpty()) {
      return Optional.empty();
    }
    var value = value(written, path, own, in);
    var parts = parts(written, code.get(), value, path, own, in);
    var performers = new Performers(written, person, in);
    return Optional.of(
            new Finding(
                code.get(),
                null,
                own.value(written, OwnExtensions.SUB).orElse(null),
                parts.value(),
                FindingValueFhir.absent(written.getDataAbsentReason()).orElse(null),
                range(written.getReferenceRange()),
                codeds(written.getInterpretation()),
                Codings.read(written.getMethod()).orElse(null),
                Codings.read(written.getBodySite()).orElse(null),
                status.get(),
                taken(written, path, in),
                own.value(written, OwnExtensions.ANALYZED)
                    .flatMap(t -> Times.read(new StringType(t), path, in.issues()))
                    .orElse(null),
                performers.observer(),
                performers.producer(),
                performers.laboratory(),
                written.getDevice().hasIdentifier()
                    ? Identifiers.read(written.getDevice().getIdentifier(), in.dialect())
                        .orElse(null)
                    : null,
                note(written.getNote()),
                parts.components(),
                categories(written, section),
                performers.patient() ? true : null,
                List.of()))
        .map(f -> f.withNumber(number(written, report + "-" + key(f), in)));
  }

  /** What kinds it is of beside the one that follows from the service. */
  private static List<Coded> categories(Observation written, @Nullable String section) {
    var known = DiagnosticSections.category(section);
    return written.getCategory().stream()
        .filter(
            c ->
                !(c.getCoding().size() == 1
                    && !c.hasText()
                    && FactWriter.CATEGORY.equals(c.getCodingFirstRep().getSystem())
                    && known.equals(c.getCodingFirstRep().getCode())))
        .flatMap(c -> Codings.read(c).stream())
        .toList();
  }

  private static @Nullable String note(List<Annotation> notes) {
    var text =
        notes.stream()
            .filter(Annotation::hasText)
            .map(n -> n.getText().isBlank() ? "" : n.getText())
            .collect(Collectors.joining("\n"));
    return text.isBlank() ? null : text;
  }

  private static Optional<Finding.Status> status(
      Observation written, String path, BundleReader in) {
    var code = written.hasStatus() ? written.getStatus().toCode() : "";
    for (var status : Finding.Status.values()) {
      if (status.code().equals(code)) {
        return Optional.of(status);
      }
    }
    in.issues().error(IssueCode.NOT_USABLE, path + ".status", "does not say how far it is");
    return Optional.empty();
  }

  /** Its number at whoever made it: any but the one that it has here. */
  private static @Nullable Identifier number(Observation written, String here, BundleReader in) {
    var ours = Systems.sid(in.base(), SID);
    return written.getIdentifier().stream()
        .filter(i -> !ours.equals(i.getSystem()) || !here.equals(i.getValue()))
        .flatMap(i -> Identifiers.read(i, in.dialect()).stream())
        .findFirst()
        .orElse(null);
  }

  static java.time.@Nullable OffsetDateTime taken(
      Observation written, String path, BundleReader in) {
    var effective = written.getEffective();
    if (effective instanceof Period period) {
      return LooseTimes.start(period, path + ".effectivePeriod", in.issues());
    }
    return effective instanceof BaseDateTimeType time && LooseTimes.date(time) == null
        ? LooseTimes.read(time, path + ".effectiveDateTime", in.issues())
        : null;
  }

  private static @Nullable FindingValue value(
      Observation written, String path, OwnExtensions own, BundleReader in) {
    for (var source : written.getDerivedFrom()) {
      var media = in.resolve(source, written, Media.class);
      if (media.isPresent()) {
        var content = media.get().getContent();
        return FindingValue.attachment(
            new FindingValue.Attachment(
                content.getContentType(),
                content.hasData() ? content.getDataElement().getValueAsString() : null,
                content.getUrl()));
      }
    }
    return FindingValueFhir.read(written.getValue(), written, path + ".value", own, in.issues());
  }

  private record Parts(@Nullable FindingValue value, List<Finding.Component> components) {}

  /** Coded components of the same code are the values, more than one. */
  private static Parts parts(
      Observation written,
      Coded code,
      @Nullable FindingValue value,
      String path,
      OwnExtensions own,
      BundleReader in) {
    var further = new ArrayList<Coded>();
    var components = new ArrayList<Finding.Component>();
    for (int i = 0; i < written.getComponent().size(); i++) {
      var one = written.getComponent().get(i);
      var at = path + ".component[" + i + "]";
      var its = Codings.read(one.getCode());
      if (its.isEmpty()) {
        in.issues().error(IssueCode.REQUIRED, at + ".code", "says nothing");
        continue;
      }
      var read = FindingValueFhir.read(one.getValue(), one, at + ".value", own, in.issues());
      if (value == null && its.get().equals(code) && read != null && !read.codes().isEmpty()) {
        further.addAll(read.codes());
      } else {
        components.add(component(one, its.get(), read));
      }
    }
    var whole = further.isEmpty() ? value : FindingValue.codes(further);
    return new Parts(whole, components);
  }

  private static Finding.Component component(
      ObservationComponentComponent one, Coded code, @Nullable FindingValue value) {
    return new Finding.Component(
        code,
        value,
        FindingValueFhir.absent(one.getDataAbsentReason()).orElse(null),
        range(one.getReferenceRange()),
        codeds(one.getInterpretation()));
  }

  private static List<Coded> codeds(List<CodeableConcept> concepts) {
    return concepts.stream().flatMap(c -> Codings.read(c).stream()).toList();
  }

  private static @Nullable ReferenceRange range(
      List<Observation.ObservationReferenceRangeComponent> ranges) {
    if (ranges.isEmpty()) {
      return null;
    }
    var range = ranges.get(0);
    var low = range.getLow().getValue();
    var high = range.getHigh().getValue();
    var text = range.getText();
    if (low == null && high == null) {
      return text == null || text.isBlank() ? null : new ReferenceRange(null, null, text);
    }
    return ReferenceRange.range(low, high, text);
  }

  /** Who observed, who produced, which laboratory. */
  private static final class Performers {
    private @Nullable Clinician observer;
    private @Nullable Coded producer;
    private @Nullable Laboratory laboratory;
    private boolean patient;

    Performers(
        Observation written,
        BiFunction<Reference, DomainResource, Optional<Clinician>> person,
        BundleReader in) {
      for (var reference : written.getPerformer()) {
        var role = in.resolve(reference, written, PractitionerRole.class);
        var organization = in.resolve(reference, written, Organization.class);
        var contained = Objects.requireNonNullElse(reference.getReference(), "").startsWith("#");
        if (in.resolve(reference, written, Patient.class).isPresent()) {
          patient = true;
        } else if (contained && organization.isPresent()) {
          laboratory = laboratory(organization.get(), in);
        } else if (contained && role.isPresent() && laboratory != null) {
          director(person.apply(role.get().getPractitioner(), written).orElse(null));
        } else if (role.isPresent()
            || in.resolve(reference, written, Practitioner.class).isPresent()) {
          observer = observer == null ? person.apply(reference, written).orElse(null) : observer;
        } else if (organization.isEmpty() && "Organization".equals(reference.getType())) {
          producer = producer(reference);
        }
      }
    }

    private static @Nullable Laboratory laboratory(Organization written, BundleReader in) {
      return written.hasName()
          ? new Laboratory(
              written.getName(),
              written.hasIdentifier()
                  ? Identifiers.read(written.getIdentifierFirstRep(), in.dialect()).orElse(null)
                  : null,
              written.hasAddress() ? Addresses.read(written.getAddress()).get(0) : null,
              null)
          : null;
    }

    private void director(@Nullable Clinician person) {
      if (laboratory != null && person != null) {
        laboratory =
            new Laboratory(laboratory.name(), laboratory.number(), laboratory.address(), person);
      }
    }

    private static @Nullable Coded producer(Reference reference) {
      var identifier = reference.getIdentifier();
      var coded =
          identifier.hasSystem() && identifier.hasValue()
              ? Coded.of(identifier.getSystem(), identifier.getValue(), reference.getDisplay())
              : reference.hasDisplay() ? Coded.text(reference.getDisplay()) : null;
      return coded;
    }

    boolean patient() {
      return patient;
    }

    @Nullable Clinician observer() {
      return observer;
    }

    @Nullable Coded producer() {
      return producer;
    }

    @Nullable Laboratory laboratory() {
      return laboratory;
    }
  }
}

package org.luer.mappings.concept.coverage;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coverage.CoverageStatus;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.Addresses;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Enums;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.LooseTimes;
import org.luer.mappings.fhir.Names;
import org.luer.mappings.fhir.Telecoms;

/**
 * {@link Coverage} to and from R4 Coverage with payer and insured (US Core).
 *
 * <p>Mapped: identifier (our key; MB member, MC Medicare, MA Medicaid, PT patient's own, CZ
 * certifications), status, type (kind of plan first, the plan's own code behind it), subscriber,
 * subscriberId (policy number, else the member's), relationship, period, payor, class group and
 * plan, order, and {@link CoverageDetailsFhir}. Cannot carry: authorization, assignment,
 * recordedAt, further codes of the plan.
 */
public final class CoverageFhir {
  private static final String CLASS = "http://terminology.hl7.org/CodeSystem/coverage-class";
  private static final String SID = "coverage";

  private CoverageFhir() {}

  /** Writes the coverage; our version replaces the receiver's copy. */
  public static void toFhir(Coverage coverage, Reference patient, BundleWriter out) {
    var written = new org.hl7.fhir.r4.model.Coverage();
    written.setMeta(out.meta(hasMember(coverage) ? "us-core-coverage" : null));
    written.addIdentifier(Identifiers.of(out.sid(SID), coverage.id()));
    CoverageNumbers.toFhir(coverage, written, out);
    written.setStatus(status(coverage));
    type(coverage, written);
    written.setBeneficiary(patient);
    written.setRelationship(
        coverage.relationship() == null ? Codings.unknown() : Codings.of(coverage.relationship()));
    subscriber(coverage, written, patient, out);
    if (coverage.startsOn() != null) {
      written.getPeriod().setStartElement(new DateTimeType(coverage.startsOn().value()));
    }
    if (coverage.endsOn() != null) {
      written.getPeriod().setEndElement(new DateTimeType(coverage.endsOn().value()));
    }
    written.addPayor(
        coverage.payer() == null
            ? new Reference().setDisplay("Unknown")
            : payer(coverage.payer(), out));
    classes(coverage, written);
    if (coverage.priority() != null) {
      written.setOrder(coverage.priority());
    }
    CoverageDetailsFhir.toFhir(coverage.details(), written, patient, out);
    out.update(written, out.sid(SID), coverage.id());
  }

  /** The reference to a coverage that is written into the same Bundle. */
  public static Reference reference(Coverage coverage, BundleWriter out) {
    return BundleWriter.reference("Coverage", out.sid(SID), coverage.id());
  }

  private static boolean hasMember(Coverage coverage) {
    return coverage.memberId() != null || coverage.policyNumber() != null;
  }

  private static CoverageStatus status(Coverage coverage) {
    var status = coverage.status();
    return status == null ? CoverageStatus.ACTIVE : CoverageStatus.fromCode(status.code());
  }

  private static void type(Coverage coverage, org.hl7.fhir.r4.model.Coverage written) {
    var type = new CodeableConcept();
    if (coverage.type() != null) {
      type = Codings.of(coverage.type());
    }
    var plan = coverage.plan();
    if (plan != null && plan.system() != null && plan.code() != null) {
      type.addCoding(Codings.coding(plan.system(), plan.code(), null).setUserSelected(false));
    }
    if (!type.isEmpty()) {
      written.setType(type);
    }
  }

  private static void classes(Coverage coverage, org.hl7.fhir.r4.model.Coverage written) {
    if (coverage.groupNumber() != null || coverage.groupName() != null) {
      var group = written.addClass_().setType(Codings.concept(CLASS, "group", "Group"));
      group.setName(coverage.groupName());
      value(group, coverage.groupNumber());
    }
    var plan = coverage.plan();
    if (plan != null) {
      var entry = written.addClass_().setType(Codings.concept(CLASS, "plan", "Plan"));
      entry.setName(plan.text());
      value(entry, plan.code());
    }
  }

  private static void value(
      org.hl7.fhir.r4.model.Coverage.ClassComponent entry, @Nullable String value) {
    if (value == null) {
      org.luer.mappings.fhir.Times.absent(entry.getValueElement());
    } else {
      entry.setValue(value);
    }
  }

  /** Writes the insurer; the receiver's own entry stands when it has one. */
  public static Reference payer(Payer payer, BundleWriter out) {
    var written = new Organization();
    written.setMeta(out.meta(payer.name() == null ? null : "us-core-organization"));
    written.setActive(true).setName(payer.name());
    if (payer.number() != null) {
      written.addIdentifier(Identifiers.of(payer.number(), out.base()));
    }
    payer.identifiers().forEach(i -> written.addIdentifier(Identifiers.of(i, out.base())));
    payer.types().forEach(t -> written.addType(Codings.of(t)));
    if (payer.address() != null) {
      written.addAddress(Addresses.of(payer.address()));
    }
    Telecoms.of(payer.telecoms()).forEach(written::addTelecom);
    var key =
        payer.number() == null
            ? Ids.uuid("payer", String.valueOf(payer.name())).toString()
            : payer.number().authority() + "-" + payer.number().value();
    written.addIdentifier(Identifiers.of(out.sid("payer"), key));
    return out.create(written, out.sid("payer"), key);
  }

  private static void subscriber(
      Coverage coverage,
      org.hl7.fhir.r4.model.Coverage written,
      Reference patient,
      BundleWriter out) {
    var subscriber = coverage.subscriber();
    if (subscriber == null) {
      var relationship = coverage.relationship();
      if (relationship != null
          && relationship.codeIn(CoverageCodes.RELATIONSHIP).filter("self"::equals).isPresent()) {
        written.setSubscriber(patient);
      }
      return;
    }
    var person = new RelatedPerson().setActive(true).setPatient(patient);
    person.setMeta(out.meta("us-core-relatedperson"));
    if (subscriber.relationship() != null) {
      person.addRelationship(Codings.of(subscriber.relationship()));
    }
    subscriber.roles().forEach(r -> person.addRelationship(Codings.of(r)));
    Telecoms.of(subscriber.telecoms()).forEach(person::addTelecom);
    person.addName(Names.of(subscriber.name()));
    if (subscriber.birthDate() != null) {
      person.setBirthDateElement(new DateType(subscriber.birthDate().value()));
    }
    if (subscriber.sex() != null) {
      person.setGender(
          org.hl7.fhir.r4.model.Enumerations.AdministrativeGender.fromCode(
              subscriber.sex().code()));
    }
    if (subscriber.address() != null) {
      person.addAddress(Addresses.of(subscriber.address()));
    }
    var key = "subscriber-" + coverage.id();
    person.addIdentifier(Identifiers.of(out.sid("related-person"), key));
    written.setSubscriber(out.update(person, out.sid("related-person"), key));
  }

  /** Reads a coverage. */
  public static Optional<Coverage> fromFhir(
      org.hl7.fhir.r4.model.Coverage written, String patientId, BundleReader in) {
    var path = in.path(written);
    var status =
        Enums.read(
            Coverage.Status.values(),
            Coverage.Status::code,
            written.hasStatus() ? written.getStatus().toCode() : null);
    if (status.isEmpty()) {
      in.issues().error(IssueCode.NOT_USABLE, path + ".status", "is none that is read");
      return Optional.empty();
    }
    var numbers = new CoverageNumbers(written, in.dialect());
    var plan = plan(written);
    var period = written.getPeriod();
    var group = entry(written, "group");
    try {
      return Optional.of(
          new Coverage(
              Identifiers.key(written.getIdentifier(), SID, "coverage", in, path),
              patientId,
              written.hasOrder() ? (Integer) written.getOrder() : null,
              status.get(),
              payer(written.getPayorFirstRep(), written, in),
              plan,
              type(written, plan),
              numbers.typed("MB").orElse(null),
              numbers.policy(written.getSubscriberId()),
              numbers.typed("PT").orElse(null),
              numbers.typed("MC").map(Identifier::value).orElse(null),
              numbers.typed("MA").map(Identifier::value).orElse(null),
              group.map(g -> g.getValue()).orElse(null),
              group.map(g -> g.getName()).orElse(null),
              LooseTimes.day(period.hasStart() ? period.getStartElement() : null),
              LooseTimes.day(period.hasEnd() ? period.getEndElement() : null),
              null,
              numbers.certifications(),
              Codings.isUnknown(written.getRelationship())
                  ? null
                  : Codings.read(written.getRelationship()).orElse(null),
              subscriber(written, in),
              null,
              null,
              null,
              List.of(),
              CoverageDetailsFhir.fromFhir(written, in.sid(SID), in)));
    } catch (InvalidRecordException invalid) {
      invalid.issues().forEach(i -> in.issues().error(i.code(), path, i.text()));
      return Optional.empty();
    }
  }

  private static Optional<org.hl7.fhir.r4.model.Coverage.ClassComponent> entry(
      org.hl7.fhir.r4.model.Coverage written, String kind) {
    return written.getClass_().stream()
        .filter(c -> Codings.codeIn(c.getType(), CLASS).filter(kind::equals).isPresent())
        .findFirst();
  }

  private static @Nullable Coded plan(org.hl7.fhir.r4.model.Coverage written) {
    var entry = entry(written, "plan").orElse(null);
    if (entry == null) {
      return null;
    }
    var code = entry.getValue();
    for (var coding : written.getType().getCoding()) {
      if (code != null && code.equals(coding.getCode()) && coding.hasUserSelected()) {
        return Coded.of(coding.getSystem(), code, entry.getName());
      }
    }
    if (code == null) {
      return entry.hasName() ? Coded.text(entry.getName()) : null;
    }
    return Coded.of(Systems.V2 + "0072", code, entry.getName());
  }

  private static @Nullable Coded type(
      org.hl7.fhir.r4.model.Coverage written, @Nullable Coded plan) {
    var type = written.getType().copy();
    type.getCoding().removeIf(c -> plan != null && c.hasUserSelected() && !c.getUserSelected());
    return Codings.read(type).orElse(null);
  }

  /** The insurer that a reference names; null when nothing of it is known. */
  public static @Nullable Payer payer(Reference reference, DomainResource owner, BundleReader in) {
    var organization = in.resolve(reference, owner, Organization.class).orElse(null);
    if (organization == null) {
      var name = reference.getDisplay();
      Supplier<Optional<Identifier>> number =
          () -> Identifiers.read(reference.getIdentifier(), in.dialect());
      var given = reference.hasIdentifier() ? number.get().orElse(null) : null;
      var known = name == null || name.equals("Unknown") ? null : name;
      return given == null && known == null ? null : new Payer(given, known, null, List.of());
    }
    var numbers =
        Identifiers.others(organization.getIdentifier(), in.sid("payer"), in.dialect()).toList();
    return numbers.isEmpty() && !organization.hasName()
        ? null
        : new Payer(
            numbers.isEmpty() ? null : numbers.get(0),
            numbers.stream().skip(1).toList(),
            organization.getType().stream().flatMap(t -> Codings.read(t).stream()).toList(),
            organization.getName(),
            Addresses.read(organization.getAddress()).stream().findFirst().orElse(null),
            Telecoms.read(organization.getTelecom(), in.path(organization), in.issues()));
  }

  private static @Nullable Subscriber subscriber(
      org.hl7.fhir.r4.model.Coverage written, BundleReader in) {
    var person = in.resolve(written.getSubscriber(), written, RelatedPerson.class).orElse(null);
    if (person == null || !person.hasName()) {
      return null;
    }
    return Names.read(person.getNameFirstRep(), in.path(person) + ".name[0]", in.issues())
        .map(
            name ->
                new Subscriber(
                    name,
                    LooseTimes.day(person.hasBirthDate() ? person.getBirthDateElement() : null),
                    Enums.read(
                            Patient.Sex.values(),
                            Patient.Sex::code,
                            person.hasGender() ? person.getGender().toCode() : null)
                        .orElse(null),
                    Addresses.read(person.getAddress()).stream().findFirst().orElse(null),
                    Codings.read(person.getRelationshipFirstRep()).orElse(null),
                    person.getRelationship().stream()
                        .skip(1)
                        .flatMap(r -> Codings.read(r).stream())
                        .toList(),
                    Telecoms.read(person.getTelecom(), in.path(person), in.issues())))
        .orElse(null);
  }
}

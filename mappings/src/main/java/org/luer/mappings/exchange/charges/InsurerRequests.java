package org.luer.mappings.exchange.charges;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Claim;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Coverage;
import org.hl7.fhir.r4.model.CoverageEligibilityRequest;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Systems;
import org.luer.mappings.core.Translation;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Times;

/**
 * Bundles that ask an insurer for something about one claim (reference/fhir.md 4.2, 4.5): {@code
 * Claim/$submit} of a claim for payment, and of Da Vinci PAS the request for prior authorization,
 * its update and cancellation, and {@code Claim/$inquire}.
 *
 * <p>Each is made from the transaction that {@link org.luer.mappings.translation.ParcelRenderings}
 * writes of the claim and the records that support it. Written: a collection with the Claim first
 * and what it refers to, directly or not; anything else stays out. The input is not changed.
 *
 * <p>PAS needs a few things that a claim does not have to say. What follows from the request is
 * filled in: health services review, initial or revised, the billing provider's and the insurer's
 * role, X12's units, the post of a clinician. What only the clinic knows is refused with its place.
 */
public final class InsurerRequests {
  private static final String PAS = "http://hl7.org/fhir/us/davinci-pas/StructureDefinition/";
  private static final String EXTENSION = PAS + "extension-";
  private static final String CORE = "http://hl7.org/fhir/us/core/StructureDefinition/";
  private static final String SCREENING = CORE + "us-core-observation-screening-assessment";
  private static final String TEMP = "http://hl7.org/fhir/us/davinci-pas/CodeSystem/PASTempCodes";
  private static final String X12 = "https://codesystem.x12.org/005010/";
  private static final String PRIOR =
      "http://terminology.hl7.org/CodeSystem/ex-relatedclaimrelationship";
  private static final String ROLES = "http://terminology.hl7.org/CodeSystem/claimcareteamrole";
  private static final String ENCOUNTER =
      "http://hl7.org/fhir/5.0/StructureDefinition/extension-Claim.encounter";
  private static final int NUMBERS = 2;

  /** What the number of a request ends in when the request is taken back. */
  public static final String CANCELLATION = "-cancel";

  /** A release of Da Vinci PAS. */
  public enum Pas {
    V2_2_1,
    V2_0_1
  }

  private InsurerRequests() {}

  /**
   * A claim for payment as the body of {@code Claim/$submit}.
   *
   * @param transaction the claim with everything that it refers to
   * @param at time of the Bundle
   * @param base base of our own identifier systems
   */
  public static Translation<Bundle> claim(Bundle transaction, OffsetDateTime at, String base) {
    return new Maker(transaction, at, base, Pas.V2_2_1).claim();
  }

  /**
   * The question whether somebody is covered, as the body of {@code
   * CoverageEligibilityRequest/$submit}.
   *
   * @param transaction the question with everything that it refers to
   */
  public static Translation<Bundle> eligibility(
      Bundle transaction, OffsetDateTime at, String base) {
    return new Maker(transaction, at, base, Pas.V2_2_1).eligibility();
  }

  /**
   * A request for prior authorization as the body of PAS {@code Claim/$submit}; an update when the
   * claim names the one that it replaces.
   */
  public static Translation<Bundle> authorize(
      Bundle transaction, Pas version, OffsetDateTime at, String base) {
    return new Maker(transaction, at, base, version).authorize(false);
  }

  /** The cancellation of a request: an update that names the request and takes every line back. */
  public static Translation<Bundle> cancel(
      Bundle transaction, Pas version, OffsetDateTime at, String base) {
    return new Maker(transaction, at, base, version).authorize(true);
  }

  /** The question what became of a request, as the body of PAS {@code Claim/$inquire}. */
  public static Translation<Bundle> inquire(
      Bundle transaction, Pas version, OffsetDateTime at, String base) {
    return new Maker(transaction, at, base, version).inquire();
  }

  /** Makes one Bundle out of a copy of the transaction. */
  private static final class Maker {
    private final Bundle from;
    private final OffsetDateTime at;
    private final String base;
    private final Pas version;
    private final Issues issues = new Issues();

    Maker(Bundle transaction, OffsetDateTime at, String base, Pas version) {
      this.from = transaction.copy();
      this.at = at;
      this.base = base;
      this.version = version;
    }

    private Optional<Claim> only() {
      var claims =
          from.getEntry().stream()
              .map(Bundle.BundleEntryComponent::getResource)
              .filter(Claim.class::isInstance)
              .map(Claim.class::cast)
              .toList();
      if (claims.size() != 1) {
        issues.error(
            IssueCode.STRUCTURE, "Bundle", "must hold one Claim, and holds " + claims.size());
        return Optional.empty();
      }
      return Optional.of(claims.get(0));
    }

    Translation<Bundle> claim() {
      var claim = only();
      claim
          .filter(c -> c.getUse() == Claim.Use.PREAUTHORIZATION)
          .ifPresent(
              c ->
                  issues.error(
                      IssueCode.NOT_USABLE, "Claim.use", "is a request for authorization: PAS"));
      return issues.resultOf(() -> collection(claim.orElseThrow(), "claim-submission"));
    }

    Translation<Bundle> eligibility() {
      var asked =
          from.getEntry().stream()
              .map(Bundle.BundleEntryComponent::getResource)
              .filter(CoverageEligibilityRequest.class::isInstance)
              .map(CoverageEligibilityRequest.class::cast)
              .toList();
      if (asked.size() != 1) {
        issues.error(
            IssueCode.STRUCTURE,
            "Bundle",
            "must hold one CoverageEligibilityRequest, and holds " + asked.size());
      }
      return issues.resultOf(
          () -> {
            var number = asked.get(0).getIdentifier();
            return collection(
                asked.get(0), "eligibility-inquiry", number.get(number.size() - 1).getValue());
          });
    }

    Translation<Bundle> authorize(boolean cancels) {
      var found = only();
      if (found.isEmpty()) {
        return issues.resultOf(Bundle::new);
      }
      var claim = found.get();
      var update = request(claim, cancels);
      lines(claim, update, cancels);
      supported(claim);
      parties(claim);
      return issues.resultOf(
          () -> {
            profile(claim, update ? "profile-claim-update" : "profile-claim");
            var bundle = collection(claim, "pa-submission");
            bundle.getMeta().addProfile(PAS + "profile-pas-request-bundle");
            profiles(bundle);
            return bundle;
          });
    }

    Translation<Bundle> inquire() {
      var found = only();
      if (found.isEmpty()) {
        return issues.resultOf(Bundle::new);
      }
      var asked = found.get();
      request(asked, false);
      var claim = new Claim();
      claim.setMeta(asked.getMeta());
      claim.addIdentifier(own(asked));
      claim.setStatus(asked.getStatus()).setType(asked.getType()).setUse(asked.getUse());
      claim.setPatient(asked.getPatient()).setCreatedElement(asked.getCreatedElement());
      claim.setInsurer(asked.getInsurer()).setProvider(asked.getProvider());
      claim.setPriority(asked.getPriority()).setInsurance(asked.getInsurance());
      if (version == Pas.V2_0_1) {
        lines(asked, false, false);
        asked.getItem().forEach(item -> claim.addItem(alone(item)));
      }
      from.getEntry().stream()
          .filter(e -> e.getResource() == asked)
          .forEach(e -> e.setResource(claim));
      parties(claim);
      return issues.resultOf(
          () -> {
            profile(claim, "profile-claim-inquiry");
            var bundle = collection(claim, "pa-inquiry");
            bundle.getMeta().addProfile(PAS + "profile-pas-inquiry-request-bundle");
            profiles(bundle);
            return bundle;
          });
    }

    /** A line without what it points at: the question needs the service only. */
    private static Claim.ItemComponent alone(Claim.ItemComponent item) {
      var alone = new Claim.ItemComponent();
      alone.setSequence(item.getSequence()).setCategory(item.getCategory());
      alone.setProductOrService(item.getProductOrService());
      item.getExtension().stream()
          .filter(
              e ->
                  e.getUrl().equals(EXTENSION + "serviceItemRequestType")
                      || e.getUrl().equals(EXTENSION + "certificationType")
                      || e.getUrl().equals(EXTENSION + "itemTraceNumber"))
          .forEach(alone::addExtension);
      return alone;
    }

    /** Ours, by which the answer finds its way back. */
    private org.hl7.fhir.r4.model.Identifier own(Claim claim) {
      var sid = Systems.sid(base, "claim");
      return claim.getIdentifier().stream()
          .filter(i -> sid.equals(i.getSystem()))
          .findFirst()
          .orElseGet(claim::getIdentifierFirstRep);
    }

    /** The request as a whole; whether it changes another one. */
    private boolean request(Claim claim, boolean cancels) {
      if (claim.getUse() != Claim.Use.PREAUTHORIZATION) {
        issues.error(IssueCode.NOT_USABLE, "Claim.use", "must be preauthorization");
      }
      if (claim.getStatus() != Claim.ClaimStatus.ACTIVE) {
        issues.error(IssueCode.NOT_USABLE, "Claim.status", "must be active");
      }
      if (!claim.hasInsurer()) {
        issues.error(IssueCode.REQUIRED, "Claim.insurer", "is missing: who is asked");
      }
      var own = own(claim);
      var others =
          version == Pas.V2_2_1
              ? claim.getIdentifier().stream().filter(i -> i != own && i.hasSystem()).toList()
              : List.<org.hl7.fhir.r4.model.Identifier>of();
      claim.setIdentifier(null);
      claim.addIdentifier(own);
      others.stream().limit(NUMBERS - 1L).forEach(claim::addIdentifier);
      claim.getInsurance().removeIf(i -> !i.getFocal());
      claim.getRelated().removeIf(r -> !r.getRelationship().hasCoding(PRIOR, "prior"));
      if (version == Pas.V2_0_1) {
        claim
            .getExtension()
            .removeIf(
                e ->
                    e.getUrl().equals(EXTENSION + "TransmissionIdentifiers")
                        || e.getUrl().equals(ENCOUNTER));
      }
      for (int i = 0; i < claim.getDiagnosis().size(); i++) {
        diagnosis(claim.getDiagnosis().get(i), "Claim.diagnosis[" + i + "]");
      }
      for (int i = 0; i < claim.getCareTeam().size(); i++) {
        member(claim, claim.getCareTeam().get(i), "Claim.careTeam[" + i + "]");
      }
      if (cancels) { // of an update too: what is taken back is the request itself
        claim.setRelated(null);
        claim
            .addRelated()
            .setClaim(new Reference().setType("Claim").setIdentifier(own.copy()))
            .setRelationship(Codings.concept(PRIOR, "prior", "Prior Claim"));
        own.setValue(own.getValue() + CANCELLATION);
      }
      if (claim.getRelated().size() > 1) {
        issues.error(IssueCode.CONFLICT, "Claim.related", "an update changes one request");
      }
      return claim.hasRelated();
    }

    private void diagnosis(Claim.DiagnosisComponent diagnosis, String path) {
      if (diagnosis.getDiagnosis() instanceof Reference reference) {
        var condition = resolve(reference).filter(Condition.class::isInstance);
        if (condition.isEmpty()) {
          issues.error(IssueCode.NOT_FOUND, path, "names no Condition that comes with it");
        }
        condition.ifPresent(c -> diagnosis.setDiagnosis(((Condition) c).getCode().copy()));
      }
      var principal =
          diagnosis.getType().stream()
              .anyMatch(t -> t.getCoding().stream().anyMatch(c -> "principal".equals(c.getCode())));
      if (principal) {
        diagnosis.setType(null);
        diagnosis.addType(Codings.concept(TEMP, "principal", "Principal"));
      }
    }

    private void member(Claim claim, Claim.CareTeamComponent member, String path) {
      var role = member.getRole();
      var referring = role.hasCoding(ROLES, "other") && "Referring provider".equals(role.getText());
      if (role.hasCoding(ROLES, "primary")) {
        member.setRole(Codings.concept(X12 + "98", "SJ", "Service Provider"));
      } else if (referring) {
        member.setRole(Codings.concept(X12 + "98", "DN", "Referring Provider"));
      } else if (role.hasCoding(ROLES, "supervisor")) {
        member.setRole(Codings.concept(X12 + "98", "DQ", "Supervising Physician"));
      } else if (role.getCoding().stream().anyMatch(c -> ROLES.equals(c.getSystem()))) {
        issues.error(
            IssueCode.CODE_UNKNOWN,
            path + ".role",
            "needs the part in the code of X12 98: give it as the member's code");
      }
      if (member.getExtensionByUrl(EXTENSION + "careTeamClaimScope") == null) {
        var ofLines =
            claim.getItem().stream()
                .anyMatch(
                    i ->
                        i.getCareTeamSequence().stream()
                            .anyMatch(n -> n.getValue() == member.getSequence()));
        member.addExtension(EXTENSION + "careTeamClaimScope", new BooleanType(!ofLines));
      }
      placed(claim, member.getProvider());
      resolve(member.getProvider())
          .filter(Practitioner.class::isInstance)
          .ifPresent(person -> member.setProvider(post(person, member, claim)));
    }

    /** A person whom the claim contains stands in the Bundle: a post refers to it. */
    private void placed(Claim claim, Reference provider) {
      var inside = provider.getReference();
      if (inside == null || !inside.startsWith("#")) {
        return;
      }
      claim.getContained().stream()
          .filter(c -> inside.equals("#" + c.getIdPart()) || inside.equals(c.getIdPart()))
          .findFirst()
          .ifPresent(
              person -> {
                var place = "urn:uuid:" + Ids.uuid("pas-person", own(claim).getValue(), inside);
                claim.getContained().remove(person);
                person.setId((String) null);
                from.addEntry().setFullUrl(place).setResource(person);
                FhirJson.context()
                    .newTerser()
                    .getAllPopulatedChildElementsOfType(claim, Reference.class)
                    .stream()
                    .filter(r -> inside.equals(r.getReference()))
                    .forEach(r -> r.setReference(place));
              });
    }

    /** The post of a person: PAS knows clinicians by it. */
    private Reference post(Resource person, Claim.CareTeamComponent member, Claim claim) {
      var url = url(person);
      for (var entry : from.getEntry()) {
        if (entry.getResource() instanceof PractitionerRole role
            && url.equals(role.getPractitioner().getReference())) {
          return new Reference(entry.getFullUrl());
        }
      }
      var role = new PractitionerRole().setActive(true);
      role.setPractitioner(new Reference(url)).setOrganization(claim.getProvider().copy());
      if (member.hasQualification()) {
        role.addSpecialty(member.getQualification().copy());
      }
      ((Practitioner) person).getTelecom().forEach(t -> role.addTelecom(t.copy()));
      if (!role.hasTelecom()
          && resolve(claim.getProvider()).orElse(null) instanceof Organization o) {
        o.getTelecom().forEach(t -> role.addTelecom(t.copy()));
      }
      var place = "urn:uuid:" + Ids.uuid("pas-role", url);
      from.addEntry().setFullUrl(place).setResource(role);
      return new Reference(place);
    }

    private void lines(Claim claim, boolean update, boolean cancels) {
      for (int i = 0; i < claim.getItem().size(); i++) {
        var item = claim.getItem().get(i);
        var path = "Claim.item[" + i + "]";
        item.getDetail().clear();
        told(item, "serviceItemRequestType", "1525", "HS", "Health Services Review");
        if (cancels) {
          item.getExtension().removeIf(e -> e.getUrl().equals(EXTENSION + "certificationType"));
          told(item, "certificationType", "1322", "3", "Cancel");
          item.addModifierExtension(
              new Extension(PAS + "modifierextension-infoCancelled", new BooleanType(true)));
        } else if (update && item.getExtensionByUrl(EXTENSION + "certificationType") == null) {
          issues.error(
              IssueCode.REQUIRED,
              path + ".certificationType",
              "an update says of each line whether it is initial, revised or a renewal (X12 1322)");
        } else {
          told(item, "certificationType", "1322", "I", "Initial");
          if (update && takenBack(item)) {
            item.addModifierExtension(
                new Extension(PAS + "modifierextension-infoCancelled", new BooleanType(true)));
          }
        }
        if (!item.hasCategory()) {
          issues.error(
              IssueCode.REQUIRED, path + ".category", "is missing: the kind of service (X12 1365)");
        }
        if (!item.hasLocation() && version == Pas.V2_2_1) {
          issues.error(IssueCode.REQUIRED, path + ".location", "is missing: the place of service");
        }
        var quantity = item.getQuantity();
        if (quantity.hasValue()
            && Systems.UCUM.equals(quantity.getSystem())
            && "1".equals(quantity.getCode())) {
          quantity.setSystem(X12 + "673").setCode("UN").setUnit("Units");
        }
      }
    }

    /** Whether an update cancels this line of the request. */
    private static boolean takenBack(Claim.ItemComponent item) {
      return item.getExtensionByUrl(EXTENSION + "certificationType").getValue()
              instanceof org.hl7.fhir.r4.model.CodeableConcept type
          && type.hasCoding(X12 + "1322", "3");
    }

    private static void told(
        Claim.ItemComponent item, String name, String list, String code, String display) {
      if (item.getExtensionByUrl(EXTENSION + name) == null) {
        item.addExtension(EXTENSION + name, Codings.concept(X12 + list, code, display));
      }
    }

    /** Documents that support the request, announced as PAS does. */
    private void supported(Claim claim) {
      for (var info : claim.getSupportingInfo()) {
        var attached =
            info.getValue() instanceof Reference
                && info.getCategory().getCoding().stream()
                    .anyMatch(c -> "attachment".equals(c.getCode()));
        if (attached) {
          info.setCategory(
              Codings.concept(TEMP, "additionalInformation", "Additional Information"));
        }
        var additional = info.getCategory().hasCoding(TEMP, "additionalInformation");
        if (version == Pas.V2_0_1) {
          info.getExtension().removeIf(e -> e.getUrl().equals(EXTENSION + "documentInformation"));
        } else if (additional
            && info.getExtensionByUrl(EXTENSION + "documentInformation") == null) {
          announced(info, own(claim).getValue());
        }
        if (additional) {
          info.setCode(null);
        }
        if (info.getValue() instanceof Reference reference) {
          resolve(reference)
              .filter(DocumentReference.class::isInstance)
              .ifPresent(d -> inline((DocumentReference) d));
        }
      }
    }

    private static void announced(Claim.SupportingInformationComponent info, String claim) {
      var cover = new Extension(EXTENSION + "documentInformation");
      cover.addExtension(
          new Extension(
              "reportTypeCode", Codings.concept(X12 + "755", "PY", "Physician's Report")));
      cover.addExtension(
          new Extension(
              "transmissionMethod", Codings.concept(X12 + "756", "EL", "Electronically Only")));
      cover.addExtension(
          new Extension("controlNumber", new StringType(claim + "-" + info.getSequence())));
      info.addExtension(cover);
    }

    /** A document of PAS holds its content. */
    private void inline(DocumentReference document) {
      for (var content : document.getContent()) {
        var attachment = content.getAttachment();
        if (attachment.hasUrl()) {
          resolve(new Reference(attachment.getUrl()))
              .filter(Binary.class::isInstance)
              .ifPresent(b -> attachment.setData(((Binary) b).getData()).setUrl(null));
        }
      }
    }

    private void parties(Claim claim) {
      role(claim.getInsurer(), "PR", "Payer");
      role(claim.getProvider(), "1P", "Provider");
      if (resolve(claim.getProvider()).orElse(null) instanceof PractitionerRole post) {
        role(post.getOrganization(), "1P", "Provider");
      }
      claim.getInsurance().stream()
          .flatMap(i -> resolve(i.getCoverage()).stream())
          .filter(Coverage.class::isInstance)
          .map(Coverage.class::cast)
          .forEach(
              coverage -> {
                coverage.getPayor().forEach(p -> role(p, "PR", "Payer"));
                member(claim, coverage);
              });
    }

    private void role(Reference reference, String code, String display) {
      resolve(reference)
          .filter(Organization.class::isInstance)
          .map(Organization.class::cast)
          .ifPresent(
              organization -> {
                organization.setActive(true);
                if (organization.getType().stream().noneMatch(t -> t.hasCoding(X12 + "98", code))) {
                  organization.setType(null);
                  organization.addType(Codings.concept(X12 + "98", code, display));
                }
                organization.getIdentifier().removeIf(i -> !i.hasSystem());
              });
    }

    /** The insurer knows the patient by the member number. */
    private void member(Claim claim, Coverage coverage) {
      var number =
          coverage.getIdentifier().stream().filter(i -> Identifiers.is(i, "MB")).findFirst();
      if (number.isEmpty()) {
        issues.error(
            IssueCode.REQUIRED, "Coverage.identifier", "needs the member number (type MB)");
      }
      resolve(claim.getPatient())
          .filter(Patient.class::isInstance)
          .map(Patient.class::cast)
          .filter(p -> p.getIdentifier().stream().noneMatch(i -> Identifiers.is(i, "MB")))
          .ifPresent(
              p ->
                  number
                      .filter(n -> n.hasSystem()) // a patient's number has one by profile
                      .ifPresent(n -> p.addIdentifier(n.copy())));
    }

    private Optional<Resource> resolve(Reference reference) {
      var place = reference.getReference();
      return place == null
          ? Optional.empty()
          : from.getEntry().stream()
              .filter(e -> place.equals(e.getFullUrl()))
              .map(Bundle.BundleEntryComponent::getResource)
              .findFirst();
    }

    private String url(Resource resource) {
      return from.getEntry().stream()
          .filter(e -> e.getResource() == resource)
          .map(Bundle.BundleEntryComponent::getFullUrl)
          .findFirst()
          .orElseThrow();
    }

    /** The claim and what it refers to, directly or not, each once. */
    private Bundle collection(Claim claim, String sid) {
      return collection(claim, sid, own(claim).getValue());
    }

    private Bundle collection(Resource root, String sid, String number) {
      var bundle = new Bundle().setType(Bundle.BundleType.COLLECTION);
      bundle.getMeta().setSecurity(from.getMeta().getSecurity());
      bundle.setIdentifier(Identifiers.of(Systems.sid(base, sid), number));
      bundle.setTimestampElement(new InstantType(Times.instant(at).getValueAsString()));
      var byUrl = new HashMap<String, Resource>();
      from.getEntry().forEach(e -> byUrl.put(e.getFullUrl(), e.getResource()));
      var known = new HashSet<String>();
      reach(url(root), byUrl, known, bundle);
      return bundle;
    }

    private static void reach(
        String url, Map<String, Resource> byUrl, Set<String> known, Bundle into) {
      var resource = byUrl.get(url);
      if (resource == null || !known.add(url)) {
        return;
      }
      into.addEntry().setFullUrl(url).setResource(resource);
      if (resource instanceof DomainResource) {
        var references =
            FhirJson.context()
                .newTerser()
                .getAllPopulatedChildElementsOfType(resource, Reference.class);
        for (var reference : new ArrayList<>(references)) {
          if (reference.hasReference()) {
            reach(reference.getReference(), byUrl, known, into);
          }
        }
      }
    }

    private void profiles(Bundle bundle) {
      var asked = asked(bundle);
      for (var entry : bundle.getEntry()) {
        var resource = entry.getResource();
        if (version == Pas.V2_0_1 && !(resource instanceof Claim)) {
          // US Core 7.0.0 has profiles that 3.1.1, on which PAS 2.0.1 rests, does not have
          resource.getMeta().setProfile(null);
        }
        if (asked.contains(entry.getFullUrl())) {
          profile(resource);
        } else if (resource instanceof Observation observation && version == Pas.V2_2_1) {
          result(observation);
        }
        if (resource instanceof DocumentReference && version == Pas.V2_2_1) {
          profile(resource, "profile-documentreference");
        }
      }
    }

    private static void profile(Resource resource) {
      if (resource instanceof Patient) {
        profile(resource, "profile-beneficiary");
      } else if (resource instanceof Coverage) {
        profile(resource, "profile-coverage");
      } else if (resource instanceof Practitioner) {
        profile(resource, "profile-practitioner");
      } else if (resource instanceof PractitionerRole) {
        profile(resource, "profile-practitionerrole");
      } else if (resource instanceof Organization organization) {
        profile(
            resource,
            organization.getType().stream().anyMatch(t -> t.hasCoding(X12 + "98", "PR"))
                ? "profile-insurer"
                : "profile-requestor");
      } else if (resource instanceof MedicationRequest) {
        profile(resource, "profile-medicationrequest");
      }
    }

    /** PAS 2.2.1 takes a score as a finding, not as the screening that it is in US Core. */
    private static void result(Observation observation) {
      if (observation.getMeta().hasProfile(SCREENING)) {
        observation.getMeta().setProfile(null);
        observation.getMeta().addProfile(CORE + "us-core-simple-observation");
      }
    }

    /** The addresses of what the request itself refers to, without what only supports it. */
    private static Set<String> asked(Bundle bundle) {
      var byUrl = new HashMap<String, Resource>();
      bundle.getEntry().forEach(e -> byUrl.put(e.getFullUrl(), e.getResource()));
      var first = bundle.getEntryFirstRep();
      var alone = first.getResource().copy();
      if (alone instanceof Claim claim) {
        claim.setSupportingInfo(null);
      }
      byUrl.put(first.getFullUrl(), alone);
      var asked = new HashSet<String>();
      reach(first.getFullUrl(), byUrl, asked, new Bundle());
      return asked;
    }

    private static void profile(Resource resource, String name) {
      resource.getMeta().setProfile(null);
      resource.getMeta().addProfile(PAS + name);
    }
  }
}

package org.luer.mappings.exchange.charges;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Account;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.Claim;
import org.hl7.fhir.r4.model.Coverage;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Invoice;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.Reference;
import org.luer.mappings.concept.charge.fhir.BillingAccountFhir;
import org.luer.mappings.concept.charge.fhir.ChargeItemReader;
import org.luer.mappings.concept.claim.fhir.ClaimReader;
import org.luer.mappings.concept.coverage.CoverageFhir;
import org.luer.mappings.concept.invoice.InvoiceFhir;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.organization.OrganizationFhir;
import org.luer.mappings.concept.party.PartiesFhir;
import org.luer.mappings.concept.patient.GuarantorFhir;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.fhir.BundleReader;

/** Reads the charges and claims of one Bundle; all of them belong to one patient. */
final class ChargesReader {
  private final BundleReader in;
  private final Issues issues;
  private final PartiesFhir parties;

  ChargesReader(BundleReader in) {
    this.in = in;
    this.issues = in.issues();
    this.parties = new PartiesFhir(in);
  }

  /** The sets; what is wrong stands in the issues. */
  List<Charges> read() {
    var sets = new ArrayList<Charges>();
    charges(sets);
    in.all(Claim.class).forEach(claim -> claim(claim).ifPresent(sets::add));
    in.all(Invoice.class).forEach(invoice -> invoice(invoice).ifPresent(sets::add));
    sets.addAll(new AnswersReader(in, parties).read());
    return sets;
  }

  private void charges(List<Charges> sets) {
    var items = in.all(ChargeItem.class);
    if (items.isEmpty()) {
      return;
    }
    var first = items.get(0);
    var clinic = clinic(first);
    var patient = patient(items);
    if (clinic.isEmpty() || patient.isEmpty()) {
      return;
    }
    var account = in.resolve(first.getAccountFirstRep(), first, Account.class);
    var guarantors = account.map(a -> GuarantorFhir.fromFhir(a, in)).orElse(List.of());
    var carried = ChargesRecords.carried(patient.get().withGuarantors(guarantors));
    new ChargeItemReader(in, parties::clinician)
        .read(carried.id(), this::coverageIds)
        .forEach(
            charge ->
                sets.add(
                    new Charges(
                        clinic.get(),
                        carried,
                        coverages(charge.coverageIds(), carried.id()),
                        charge.on(
                            account.map(a -> BillingAccountFhir.read(a, in)).orElse(null),
                            account.flatMap(a -> GuarantorFhir.account(a, in)).orElse(null)))));
  }

  private Optional<Charges> claim(Claim claim) {
    var patient = parties.subject(claim.getPatient(), claim).flatMap(parties::patient);
    var clinic = provider(claim);
    if (clinic.isEmpty() && !issues.refuse()) {
      issues.error(
          IssueCode.NOT_FOUND, in.path(claim) + ".provider", "is no Organization of this Bundle");
    }
    if (clinic.isEmpty() || patient.isEmpty()) {
      return Optional.empty();
    }
    var ids = new ArrayList<String>();
    claim.getInsurance().stream()
        .sorted(Comparator.comparing(insurance -> !insurance.getFocal()))
        .forEach(insurance -> coverageId(insurance.getCoverage(), claim).ifPresent(ids::add));
    var carried = ChargesRecords.carried(patient.get()).withGuarantors(List.of());
    var covered = new ArrayList<>(coverages(ids, carried.id()));
    for (var insurance : claim.getInsurance()) {
      named(insurance.getCoverage(), claim, carried.id())
          .ifPresent(
              coverage -> {
                ids.add(coverage.id());
                covered.add(coverage);
              });
    }
    var payer = covered.isEmpty() ? null : covered.get(0).payer();
    return new ClaimReader(claim, in, parties)
        .read(carried.id(), ids, payer)
        .map(read -> new Charges(clinic.get(), carried, covered, read));
  }

  /** A coverage of which nothing is told but its name. */
  private Optional<org.luer.mappings.concept.coverage.Coverage> named(
      Reference reference, Claim claim, String patientId) {
    if (!reference.hasDisplay() || coverageId(reference, claim).isPresent()) {
      return Optional.empty();
    }
    var name = reference.getDisplay();
    var coverage = new Coverage().setStatus(Coverage.CoverageStatus.ACTIVE);
    coverage
        .addIdentifier()
        .setSystem(in.sid("coverage"))
        .setValue(Ids.uuid("coverage", in.dialect().partner(), patientId, name).toString());
    coverage
        .addClass_()
        .setName(name)
        .getType()
        .addCoding()
        .setSystem("http://terminology.hl7.org/CodeSystem/coverage-class")
        .setCode("plan");
    return read(coverage, patientId);
  }

  /**
   * Who claims: an organization, or the one that the post of the person belongs to, or for a person
   * without a post the only one of the Bundle that is no insurer.
   */
  private Optional<Organization> provider(Claim claim) {
    return parties
        .organization(claim.getProvider(), claim)
        .or(
            () ->
                in.resolve(claim.getProvider(), claim, PractitionerRole.class)
                    .flatMap(post -> parties.organization(post.getOrganization(), post)))
        .or(
            () ->
                in.resolve(claim.getProvider(), claim, Practitioner.class)
                    .flatMap(person -> onlyProvider(claim)));
  }

  private Optional<Organization> onlyProvider(Claim claim) {
    var insurers = new ArrayList<org.hl7.fhir.r4.model.Organization>();
    insurer(claim.getInsurer(), claim, insurers);
    for (var coverage : in.all(Coverage.class)) {
      coverage.getPayor().forEach(p -> insurer(p, coverage, insurers));
    }
    var others =
        in.all(org.hl7.fhir.r4.model.Organization.class).stream()
            .filter(o -> !insurers.contains(o))
            .toList();
    return others.size() == 1
        ? OrganizationFhir.fromFhir(others.get(0), in.dialect(), in.path(others.get(0)), issues)
        : Optional.empty();
  }

  private void insurer(
      Reference reference,
      DomainResource owner,
      List<org.hl7.fhir.r4.model.Organization> insurers) {
    in.resolve(reference, owner, org.hl7.fhir.r4.model.Organization.class).ifPresent(insurers::add);
  }

  private Optional<Charges> invoice(Invoice invoice) {
    var patient = parties.subject(invoice.getSubject(), invoice).flatMap(parties::patient);
    var clinic = parties.organization(invoice.getIssuer(), invoice);
    if (clinic.isEmpty() && !issues.refuse()) {
      issues.error(
          IssueCode.NOT_FOUND, in.path(invoice) + ".issuer", "is no Organization of this Bundle");
    }
    if (clinic.isEmpty() || patient.isEmpty()) {
      return Optional.empty();
    }
    var carried = ChargesRecords.carried(patient.get()).withGuarantors(List.of());
    return InvoiceFhir.fromFhir(invoice, carried.id(), in)
        .map(read -> new Charges(clinic.get(), carried, List.of(), read));
  }

  private List<String> coverageIds(ChargeItem item) {
    var ids =
        item.getSupportingInformation().stream()
            .flatMap(reference -> coverageId(reference, item).stream())
            .distinct()
            .toList();
    return ids.isEmpty() ? ofAccount(item) : ids;
  }

  /** The insurances of the account that is charged, the first to pay first. */
  private List<String> ofAccount(ChargeItem item) {
    return item.getAccount().stream()
        .flatMap(a -> in.resolve(a, item, Account.class).stream())
        .flatMap(
            account ->
                account.getCoverage().stream()
                    .sorted(
                        Comparator.comparing(
                            c -> c.hasPriority() ? c.getPriority() : Integer.MAX_VALUE))
                    .flatMap(c -> coverageId(c.getCoverage(), account).stream()))
        .distinct()
        .toList();
  }

  /**
   * The number of the coverage that a reference names: its record's, else that of the reference.
   */
  private Optional<String> coverageId(Reference reference, DomainResource owner) {
    var written = in.resolve(reference, owner, Coverage.class);
    if (written.isPresent()) {
      return read(written.get(), "-").map(c -> c.id());
    }
    return "Coverage".equals(reference.getType())
        ? Optional.ofNullable(reference.getIdentifier().getValue())
        : Optional.empty();
  }

  private Optional<org.luer.mappings.concept.coverage.Coverage> read(
      Coverage coverage, String patientId) {
    return CoverageFhir.fromFhir(coverage, patientId, in);
  }

  private List<org.luer.mappings.concept.coverage.Coverage> coverages(
      List<String> ids, String patientId) {
    var all = in.all(Coverage.class).stream().flatMap(c -> read(c, patientId).stream()).toList();
    return ids.stream()
        .flatMap(id -> all.stream().filter(c -> c.id().equals(id)).limit(1))
        .toList();
  }

  private Optional<Patient> patient(List<ChargeItem> items) {
    var subjects =
        items.stream()
            .flatMap(item -> parties.subject(item.getSubject(), item).stream())
            .distinct()
            .toList();
    return subjects.isEmpty() ? Optional.empty() : parties.patient(subjects.get(0));
  }

  private Optional<Organization> clinic(ChargeItem item) {
    var path = in.path(item) + ".performingOrganization";
    if (!item.hasPerformingOrganization()) {
      issues.error(IssueCode.REQUIRED, path, "is missing: who bills is not told");
      return Optional.empty();
    }
    var clinic = parties.organization(item.getPerformingOrganization(), item);
    var name = item.getPerformingOrganization().getDisplay();
    if (clinic.isEmpty() && name != null && !item.getPerformingOrganization().hasReference()) {
      return Optional.of(Organization.of(Ids.key(name), name).build());
    }
    if (clinic.isEmpty() && !issues.refuse()) {
      issues.error(IssueCode.NOT_FOUND, path, "is no Organization of this Bundle");
    }
    return clinic;
  }
}

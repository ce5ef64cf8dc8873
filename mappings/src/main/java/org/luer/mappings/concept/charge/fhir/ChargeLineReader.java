package org.luer.mappings.concept.charge.fhir;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coverage;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.billing.BilledDiagnosis;
import org.luer.mappings.concept.billing.BilledDrug;
import org.luer.mappings.concept.billing.BillingCodes;
import org.luer.mappings.concept.billing.BillingFhir;
import org.luer.mappings.concept.billing.Evidence;
import org.luer.mappings.concept.billing.EvidenceFhir;
import org.luer.mappings.concept.billing.Ndc;
import org.luer.mappings.concept.charge.ChargeLine;
import org.luer.mappings.concept.charge.PerformedProcedure;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Extensions;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.LooseTimes;
import org.luer.mappings.fhir.Notes;
import org.luer.mappings.fhir.Quantities;
import org.luer.mappings.fhir.Times;

/**
 * Reads one ChargeItem as a line of a charge; the counterpart of {@link ChargeFhir}.
 *
 * <p>A ChargeItem that was aborted, or has a negative factor, is a credit. Ignored when read:
 * definition, requestingOrganization, bodysite, overrideReason.
 */
final class ChargeLineReader {
  private final ChargeItem item;
  private final BundleReader in;
  private final BiFunction<Reference, DomainResource, Optional<Clinician>> people;
  private final String path;

  ChargeLineReader(
      ChargeItem item,
      BundleReader in,
      BiFunction<Reference, DomainResource, Optional<Clinician>> people) {
    this.item = item;
    this.in = in;
    this.people = people;
    this.path = in.path(item);
  }

  /** The day of the service; null and an issue when it is not told. */
  @Nullable PartialDate day() {
    var day =
        LooseTimes.day(
            item.getOccurrence() instanceof DateTimeType time
                ? time
                : item.getOccurrence() instanceof Period period ? period.getStartElement() : null);
    if (day == null || day.value().length() < 10) {
      in.issues()
          .error(IssueCode.REQUIRED, path + ".occurrence", "must say the day of the service");
      return null;
    }
    return day;
  }

  /** The transaction number: ours, else the first number that the sender gives. */
  Optional<String> number() {
    return Identifiers.value(item.getIdentifier(), Systems.sid(in.base(), ChargeFhir.TRANSACTION))
        .or(
            () ->
                item.getIdentifier().stream()
                    .map(org.hl7.fhir.r4.model.Identifier::getValue)
                    .filter(java.util.Objects::nonNull)
                    .findFirst());
  }

  /**
   * The line; empty and issues when it cannot be read.
   *
   * @param diagnoses of the charge; one that only a reason names is added
   */
  Optional<ChargeLine> read(List<BilledDiagnosis> diagnoses) {
    var number = number();
    if (number.isEmpty()) {
      in.issues().error(IssueCode.REQUIRED, path + ".identifier", "is missing");
    }
    var units = item.getQuantity().getValue();
    if (item.getQuantity().hasComparator()) {
      in.issues()
          .error(
              IssueCode.NOT_USABLE,
              path + ".quantity.comparator",
              "a quantity with a comparator cannot be billed");
    }
    if (units == null) {
      in.issues().error(IssueCode.REQUIRED, path + ".quantity", "is missing");
    }
    if (number.isEmpty() || units == null) {
      return Optional.empty();
    }
    var code = BillingFhir.code(item.getCode());
    var credit =
        item.getStatus() == ChargeItem.ChargeItemStatus.ABORTED
            || (item.hasFactorOverride() && item.getFactorOverride().signum() < 0);
    return Optional.of(
        new ChargeLine(
            number.get(),
            credit ? ChargeLine.Type.CREDIT : ChargeLine.Type.CHARGE,
            BillingFhir.item(item.getCode()).orElse(null),
            code.orElse(null),
            modifiers(),
            units,
            unitPrice(),
            BillingFhir.read(item.getPriceOverride(), path + ".priceOverride", in.issues()),
            start(),
            end(),
            code.isEmpty() ? null : procedure(),
            drug(),
            pointers(diagnoses),
            department(),
            performer(ChargeFhir.PERFORMER),
            performer(ChargeFhir.ORDERER),
            enterer(),
            Times.partial(item.getEnteredDateElement(), path + ".enteredDate", in.issues())
                .orElse(null),
            filler(),
            note(),
            evidence(),
            null,
            performer(ChargeFhir.PERFORMER) == null ? null : performerAs(),
            numbers()));
  }

  private String extension(String name) {
    return Extensions.own(in.base(), name);
  }

  private List<Coded> modifiers() {
    return item.getExtensionsByUrl(extension(ChargeFhir.MODIFIER)).stream()
        .map(org.hl7.fhir.r4.model.Extension::getValue)
        .filter(CodeableConcept.class::isInstance)
        .flatMap(v -> BillingFhir.read((CodeableConcept) v).stream())
        .toList();
  }

  private org.luer.mappings.core.@Nullable Money unitPrice() {
    var written =
        Extensions.first(item.getExtension(), extension(ChargeFhir.UNIT_PRICE)).orElse(null);
    return written != null && written.getValue() instanceof org.hl7.fhir.r4.model.Money money
        ? BillingFhir.read(money, path + ".extension", in.issues())
        : null;
  }

  private @Nullable OffsetDateTime start() {
    if (item.getOccurrence() instanceof Period period) {
      return Times.read(period.getStartElement(), path + ".occurrencePeriod.start", in.issues())
          .orElse(null);
    }
    var time = item.getOccurrence() instanceof DateTimeType written ? written : null;
    return time == null || time.getValueAsString().length() <= 10
        ? null
        : Times.read(time, path + ".occurrenceDateTime", in.issues()).orElse(null);
  }

  private @Nullable OffsetDateTime end() {
    return item.getOccurrence() instanceof Period period && period.hasEnd()
        ? Times.read(period.getEndElement(), path + ".occurrencePeriod.end", in.issues())
            .orElse(null)
        : null;
  }

  private @Nullable PerformedProcedure procedure() {
    var found =
        item.getService().stream()
            .filter(s -> s.hasReference() && s.getReference().startsWith("#"))
            .flatMap(s -> in.resolve(s, item, Procedure.class).stream())
            .findFirst();
    if (found.isEmpty()) {
      return null;
    }
    var procedure = found.get();
    var at = in.path(procedure) + ".performed";
    var start =
        procedure.getPerformed() instanceof Period period
            ? Times.partial(period.getStartElement(), at, in.issues())
            : procedure.getPerformed() instanceof DateTimeType day
                ? Times.partial(day, at, in.issues())
                : Optional.<PartialTime>empty();
    if (start.isEmpty()) {
      in.issues().warning(IssueCode.REQUIRED, at, "without start the procedure is not read");
      return null;
    }
    var type = Codings.codeIn(procedure.getCategory(), Systems.V2 + "0230").orElse("");
    var by = procedure.getPerformerFirstRep().getActor();
    return new PerformedProcedure(
        java.util.Arrays.stream(PerformedProcedure.Type.values())
            .filter(t -> t.hl7().equals(type))
            .findFirst()
            .orElse(null),
        start.get(),
        minutes(procedure, start.get().time().orElse(null)),
        by.isEmpty() ? null : people.apply(by, item).orElse(null));
  }

  private @Nullable Quantity minutes(Procedure procedure, @Nullable OffsetDateTime start) {
    var at = in.path(procedure);
    var written =
        Extensions.first(procedure.getExtension(), extension(ChargeFhir.MINUTES)).orElse(null);
    if (written != null && written.getValue() instanceof org.hl7.fhir.r4.model.Quantity quantity) {
      return Quantities.read(quantity, "min", at + ".extension", in.issues()).orElse(null);
    }
    if (start == null || !(procedure.getPerformed() instanceof Period period) || !period.hasEnd()) {
      return null;
    }
    return Times.read(period.getEndElement(), at + ".performedPeriod.end", in.issues())
        .map(end -> Duration.between(start, end))
        .filter(length -> !length.isNegative() && length.toSecondsPart() == 0)
        .map(length -> new Quantity(BigDecimal.valueOf(length.toMinutes()), "min"))
        .orElse(null);
  }

  private @Nullable BilledDrug drug() {
    if (!(item.getProduct() instanceof CodeableConcept product)) {
      return null;
    }
    var code = Codings.read(product).filter(c -> c.code() != null);
    if (code.isEmpty()) {
      in.issues().warning(IssueCode.CODE_UNKNOWN, path + ".product", "has no code with its system");
      return null;
    }
    var written =
        Extensions.first(product.getExtension(), extension(ChargeFhir.DRUG_QUANTITY)).orElse(null);
    var quantity =
        written != null && written.getValue() instanceof org.hl7.fhir.r4.model.Quantity amount
            ? Quantities.read(amount, path + ".product.extension", in.issues()).orElse(null)
            : null;
    return new BilledDrug(Ndc.billing(code.get()), quantity);
  }

  private List<Integer> pointers(List<BilledDiagnosis> diagnoses) {
    var pointers = new ArrayList<Integer>();
    for (var reason : item.getReason()) {
      var code = Codings.read(reason).filter(c -> c.code() != null).map(BillingCodes::dotted);
      if (code.isEmpty()) {
        in.issues()
            .warning(IssueCode.CODE_UNKNOWN, path + ".reason", "has no code with its system");
        continue;
      }
      if (diagnoses.stream().noneMatch(d -> d.sameAs(code.get()))) {
        diagnoses.add(BilledDiagnosis.of(code.get()));
      }
      for (int i = 0; i < diagnoses.size(); i++) {
        if (diagnoses.get(i).sameAs(code.get()) && !pointers.contains(i + 1)) {
          pointers.add(i + 1);
        }
      }
    }
    return pointers;
  }

  private @Nullable Coded department() {
    var identifier = item.getCostCenter().getIdentifier();
    return identifier.hasSystem() && identifier.hasValue()
        ? Coded.of(identifier.getSystem(), identifier.getValue(), item.getCostCenter().getDisplay())
        : item.getCostCenter().hasDisplay() ? Coded.text(item.getCostCenter().getDisplay()) : null;
  }

  /** What others call the line; ours follow from the charge. */
  private List<Identifier> numbers() {
    var own =
        Set.of(in.sid(ChargeFhir.SID), in.sid(ChargeFhir.TRANSACTION), in.sid(ChargeFhir.GROUP));
    return item.getIdentifier().stream()
        .filter(i -> !own.contains(String.valueOf(i.getSystem())))
        .flatMap(i -> Identifiers.read(i, in.dialect()).stream())
        .toList();
  }

  /** As what the performer did it, when it is more than that. */
  private @Nullable Coded performerAs() {
    for (var performer : item.getPerformer()) {
      var said = Codings.codeIn(performer.getFunction(), ChargeFhir.PARTICIPATION).orElse("");
      if (!said.equals(ChargeFhir.ORDERER)) {
        return said.equals(ChargeFhir.PERFORMER)
            ? null
            : Codings.read(performer.getFunction()).orElse(null);
      }
    }
    return null;
  }

  private @Nullable Clinician performer(String function) {
    for (var performer : item.getPerformer()) {
      var said =
          Codings.codeIn(performer.getFunction(), ChargeFhir.PARTICIPATION)
              .orElse(ChargeFhir.PERFORMER);
      var orders = said.equals(ChargeFhir.ORDERER);
      if (orders == function.equals(ChargeFhir.ORDERER)) {
        var found = people.apply(performer.getActor(), item);
        if (found.isEmpty()) {
          in.issues()
              .warning(
                  IssueCode.NOT_FOUND, path + ".performer", "is no Practitioner of this Bundle");
        }
        return found.orElse(null);
      }
    }
    return null;
  }

  private @Nullable Clinician enterer() {
    if (!item.hasEnterer()) {
      return null;
    }
    var found = people.apply(item.getEnterer(), item);
    if (found.isEmpty()) {
      in.issues()
          .warning(IssueCode.NOT_FOUND, path + ".enterer", "is no Practitioner of this Bundle");
    }
    return found.orElse(null);
  }

  private @Nullable Identifier filler() {
    return item.getSupportingInformation().stream()
        .map(Reference::getIdentifier)
        .filter(i -> Identifiers.is(i, "FILL"))
        .findFirst()
        .flatMap(i -> Identifiers.read(i, in.dialect()))
        .orElse(null);
  }

  private @Nullable String note() {
    return Notes.joined(item.getNote());
  }

  private List<Evidence> evidence() {
    var all = new ArrayList<Reference>();
    item.getService().stream()
        .filter(s -> !s.hasReference() || !s.getReference().startsWith("#"))
        .forEach(all::add);
    item.getSupportingInformation().stream()
        .filter(i -> !Identifiers.is(i.getIdentifier(), "FILL"))
        .filter(i -> in.resolve(i, item, Coverage.class).isEmpty())
        .filter(i -> !"Coverage".equals(i.getType()))
        .forEach(all::add);
    return all.stream().flatMap(r -> EvidenceFhir.fromFhir(r, in.base()).stream()).toList();
  }
}

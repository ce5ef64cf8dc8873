package org.luer.mappings.concept.session;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Times;

/**
 * Who answers for a record and why it was changed, to and from an R4 Provenance (US Core).
 *
 * <p>Mapped: recorded, agent (the signer as author for the clinic, the clinic as transmitter),
 * signature (who, when), activity (create, update, nullify), occurredDateTime and reason of an
 * amendment. Ignored when read: policy, location, entity.
 */
public final class ProvenanceFhir {
  private static final String AGENT =
      "http://terminology.hl7.org/CodeSystem/provenance-participant-type";
  private static final String US_AGENT =
      "http://hl7.org/fhir/us/core/CodeSystem/us-core-provenance-participant-type";
  private static final String OPERATION = "http://terminology.hl7.org/CodeSystem/v3-DataOperation";
  private static final String SIGNATURE = "urn:iso-astm:E1762-95:2013";

  private ProvenanceFhir() {}

  /**
   * What a Provenance says of a record.
   *
   * @param recordedAt when this version was recorded
   * @param signature who signed it
   * @param amendment why it was changed
   * @param voided whether it stands no more
   * @param author who recorded it, beside the one who signed; null for nobody
   */
  public record Account(
      @Nullable OffsetDateTime recordedAt,
      @Nullable Signature signature,
      @Nullable Amendment amendment,
      boolean voided,
      @Nullable Reference author) {

    /** A record whose recorder nobody names. */
    public Account(
        @Nullable OffsetDateTime recordedAt,
        @Nullable Signature signature,
        @Nullable Amendment amendment,
        boolean voided) {
      this(recordedAt, signature, amendment, voided, null);
    }
  }

  /** Writes the Provenance of a session. */
  public static void toFhir(
      InfusionSession session,
      List<Reference> targets,
      String key,
      BundleWriter out,
      ClinicianFhir people,
      Reference clinic,
      @Nullable Reference author) {
    var account =
        new Account(
            session.recordedAt(),
            session.signature(),
            session.amendment(),
            session.status() == InfusionSession.Status.ENTERED_IN_ERROR,
            author);
    toFhir(account, targets, key, out, people, clinic);
  }

  /**
   * Writes the Provenance.
   *
   * @param targets what it answers for
   * @param key tells this version of the record from the others
   * @param clinic who transmits, when known
   */
  public static Provenance toFhir(
      Account account,
      List<Reference> targets,
      String key,
      BundleWriter out,
      ClinicianFhir people,
      @Nullable Reference clinic) {
    var provenance = new Provenance();
    provenance.setMeta(out.meta("us-core-provenance"));
    targets.forEach(provenance::addTarget);
    provenance.setRecordedElement(
        account.recordedAt() == null
            ? Times.absent(new InstantType())
            : Times.instant(account.recordedAt()));
    var signature = account.signature();
    if (signature != null) {
      var signer = people.toFhir(signature.by(), provenance);
      var author = provenance.addAgent();
      author.setType(Codings.concept(AGENT, "author", "Author"));
      author.setWho(signer).setOnBehalfOf(clinic);
      var written = provenance.addSignature();
      written.addType(Codings.coding(SIGNATURE, "1.2.840.10065.1.12.1.1", "Author's Signature"));
      written.setWhenElement(Times.instant(signature.at())).setWho(signer);
    }
    if (account.author() != null) {
      var author = provenance.addAgent();
      author.setType(
          signature == null
              ? Codings.concept(AGENT, "author", "Author")
              : Codings.concept(AGENT, "enterer", "Enterer"));
      author.setWho(account.author()).setOnBehalfOf(clinic);
    }
    if (clinic != null) {
      var transmitter = provenance.addAgent();
      transmitter.setType(Codings.concept(US_AGENT, "transmitter", "Transmitter"));
      transmitter.setWho(clinic);
    }
    activity(account, provenance);
    out.put(provenance, out.sid("provenance"), key);
    return provenance;
  }

  private static void activity(Account account, Provenance provenance) {
    var amendment = account.amendment();
    var code = account.voided() ? "NULLIFY" : amendment == null ? "CREATE" : "UPDATE";
    provenance.setActivity(Codings.concept(OPERATION, code, null));
    if (amendment != null) {
      provenance.setOccurred(Times.dateTime(amendment.at()));
      if (amendment.reason() != null) {
        provenance.addReason().setText(amendment.reason());
      }
    }
  }

  /** The Provenance that answers for this resource. */
  public static Optional<Provenance> of(DomainResource target, BundleReader in) {
    for (var provenance : in.all(Provenance.class)) {
      for (var reference : provenance.getTarget()) {
        if (in.resolve(reference, provenance, DomainResource.class).orElse(null) == target) {
          return Optional.of(provenance);
        }
      }
    }
    return Optional.empty();
  }

  /** Who signed. */
  public static Optional<Reference> signer(Provenance provenance) {
    return provenance.hasSignature()
        ? Optional.of(provenance.getSignatureFirstRep().getWho())
        : Optional.empty();
  }

  /** Who recorded it, beside the one who signed. */
  public static List<Reference> author(Provenance provenance) {
    var part = provenance.hasSignature() ? "enterer" : "author";
    return provenance.getAgent().stream()
        .filter(a -> a.getType().hasCoding(AGENT, part))
        .map(a -> a.getWho())
        .toList();
  }

  /** Reads the signature. */
  public static Optional<Signature> signature(
      Provenance provenance, Clinician signer, BundleReader in) {
    var path = in.path(provenance) + ".signature[0].when";
    var at = provenance.getSignatureFirstRep().getWhenElement();
    if (at.isEmpty()) {
      in.issues().error(IssueCode.REQUIRED, path, "is missing");
    }
    return Times.read(at, path, in.issues()).map(when -> new Signature(signer, when));
  }

  /** Reads the amendment. */
  public static @Nullable Amendment amendment(Provenance provenance, BundleReader in) {
    return Times.read(
            provenance.getOccurred(), in.path(provenance) + ".occurredDateTime", in.issues())
        .map(
            at ->
                new Amendment(
                    at,
                    provenance.hasReason()
                        ? Codings.read(provenance.getReasonFirstRep())
                            .map(c -> c.text() == null ? c.code() : c.text())
                            .orElse(null)
                        : null))
        .orElse(null);
  }

  /** When the version was recorded. */
  public static @Nullable OffsetDateTime recorded(Provenance provenance, BundleReader in) {
    return Times.read(
            provenance.getRecordedElement(), in.path(provenance) + ".recorded", in.issues())
        .orElse(null);
  }
}

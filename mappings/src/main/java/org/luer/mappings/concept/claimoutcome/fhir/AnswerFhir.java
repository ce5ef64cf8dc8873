package org.luer.mappings.concept.claimoutcome.fhir;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Claim;
import org.hl7.fhir.r4.model.ClaimResponse;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.PositiveIntType;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.claim.Claim.Status;
import org.luer.mappings.concept.claim.fhir.PasFhir;
import org.luer.mappings.concept.claimoutcome.AnswerError;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Enums;
import org.luer.mappings.fhir.Identifiers;

/** What answers of insurers to claims, authorizations and questions of coverage have in common. */
public final class AnswerFhir {
  private static final String CLAIM = "claim";

  private AnswerFhir() {}

  /**
   * Which request an answer names.
   *
   * @param id the clinic's number
   * @param number another number, when the clinic's is not told
   */
  public record Asked(@Nullable String id, @Nullable Identifier number) {}

  /** The claim that a reference names: the clinic's number, else any other. */
  public static Asked claim(Reference reference, DomainResource owner, BundleReader in) {
    var ours = Systems.sid(in.base(), CLAIM);
    var found = in.resolve(reference, owner, Claim.class);
    if (found.isPresent()) {
      var numbers = found.get().getIdentifier();
      var own = Identifiers.value(numbers, ours).orElse(null);
      return new Asked(
          own,
          own == null
              ? numbers.stream().flatMap(n -> number(n, in).stream()).findFirst().orElse(null)
              : null);
    }
    return reference(reference, CLAIM, in);
  }

  /**
   * What a reference says without the resource.
   *
   * @param sid name of our identifier system for what was asked
   */
  public static Asked reference(Reference reference, String sid, BundleReader in) {
    var written = reference.getIdentifier();
    if (written.hasValue()) {
      return Systems.sid(in.base(), sid).equals(written.getSystem())
          ? new Asked(written.getValue(), null)
          : new Asked(null, number(written, in).orElse(null));
    }
    return new Asked(
        null,
        reference.hasReference()
            ? Identifiers.bare(
                    new org.hl7.fhir.r4.model.Identifier().setValue(reference.getReference()))
                .orElse(null)
            : null);
  }

  /** A number, of nobody when nobody is told. */
  public static Optional<Identifier> number(
      org.hl7.fhir.r4.model.Identifier written, BundleReader in) {
    return Identifiers.read(written, in.dialect()).or(() -> Identifiers.bare(written));
  }

  /** The numbers but the key that we write ourselves. */
  public static List<Identifier> numbers(
      List<org.hl7.fhir.r4.model.Identifier> written, String sid, BundleReader in) {
    var own = in.sid(sid);
    return written.stream()
        .filter(i -> !own.equals(i.getSystem()))
        .flatMap(i -> number(i, in).stream())
        .toList();
  }

  /** The reference to the request that is answered; empty when it is not known. */
  public static Optional<Reference> reference(
      @Nullable String id, @Nullable Identifier number, String type, String sid, String base) {
    if (id != null) {
      return Optional.of(
          new Reference()
              .setType(type)
              .setIdentifier(Identifiers.of(Systems.sid(base, sid), id)));
    }
    if (number == null) {
      return Optional.empty();
    }
    return Optional.of(
        number.authority().isEmpty() && number.value().contains("/")
            ? new Reference(number.value())
            : new Reference().setType(type).setIdentifier(Identifiers.of(number, base)));
  }

  /** Whether an answer stands; an issue when it is not told. */
  public static @Nullable Status status(@Nullable String code, String path, BundleReader in) {
    var status = Enums.read(Status.values(), Status::code, code).orElse(null);
    if (status == null) {
      in.issues().error(IssueCode.NOT_USABLE, path + ".status", "is missing or cannot be used");
    }
    return status;
  }

  /** The concept, unless it is just the usual code of R4. */
  public static @Nullable Coded unusual(CodeableConcept written, String usual) {
    return written.getCoding().size() == 1
            && !written.hasText()
            && usual.equals(written.getCodingFirstRep().getCode())
            && String.valueOf(written.getCodingFirstRep().getSystem())
                .startsWith("http://terminology.hl7.org/CodeSystem/")
        ? null
        : Codings.read(written).orElse(null);
  }

  /** Writes an error; what PAS says beside R4 goes into its extensions. */
  public static void error(AnswerError error, ClaimResponse.ErrorComponent written) {
    written.setCode(Codings.of(error.code()));
    if (error.line() != null) {
      written.setItemSequence(error.line());
    }
    var pas = PasFhir.pas(written.getExtension());
    pas.coded("errorFollowupAction", error.followUp());
    pas.parts(
        "errorElement",
        parts -> {
          parts.add("processNote", error.note() == null ? null : new PositiveIntType(error.note()));
          parts.text("error", error.element());
        });
    pas.text("errorPath", error.path());
  }

  /** The errors of an answer. */
  public static List<AnswerError> errors(ClaimResponse response, String path, BundleReader in) {
    var errors = new ArrayList<AnswerError>();
    for (int i = 0; i < response.getError().size(); i++) {
      var error = response.getError().get(i);
      var code = Codings.read(error.getCode());
      if (code.isEmpty()) {
        in.issues()
            .warning(
                IssueCode.CODE_UNKNOWN, path + ".error[" + i + "].code", "says nothing: not read");
        continue;
      }
      var said = PasFhir.pas(error);
      var element = said.parts("errorElement").stream().findFirst();
      errors.add(
          new AnswerError(
              error.hasItemSequence() ? (Integer) error.getItemSequence() : null,
              code.get(),
              said.coded("errorFollowupAction"),
              element.map(e -> e.text("error")).orElse(null),
              said.text("errorPath"),
              element
                  .flatMap(e -> e.first("processNote", PositiveIntType.class))
                  .map(PositiveIntType::getValue)
                  .orElse(null)));
    }
    return errors;
  }
}

package org.luer.mappings.exchange.charges;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Claim;
import org.hl7.fhir.r4.model.ClaimResponse;
import org.hl7.fhir.r4.model.CoverageEligibilityResponse;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.ExplanationOfBenefit;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.claimoutcome.fhir.ClaimOutcomeReader;
import org.luer.mappings.concept.coverage.Coverage;
import org.luer.mappings.concept.coverage.Payer;
import org.luer.mappings.concept.eligibility.EligibilityFhir;
import org.luer.mappings.concept.party.PartiesFhir;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Translation;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.Unsafe;

/**
 * What an insurer sends back about something that the clinic asked: the body of an HTTP answer, or
 * what it posts later. The clinic knows whom it asked about, so that no Patient has to come with
 * it; {@link #asked} says which request an answer names, {@link #read} what it says.
 *
 * <p>Read: a ClaimResponse, ExplanationOfBenefit or CoverageEligibilityResponse alone, in a Bundle
 * of any kind (PAS answers with a collection) or in the Parameters of an operation.
 */
public final class InsurerAnswers {
  private InsurerAnswers() {}

  /**
   * Which request an answer names.
   *
   * @param type type of the answer, for example ClaimResponse
   * @param use claim, preauthorization or predetermination; null when the answer has no use
   * @param requestId the clinic's number of the request; null when it is not told
   * @param numbers every other number by which the answer names it, {@code system|value} or value
   * @param answerNumbers the insurer's own numbers of the answer, {@code system|value} or value
   */
  public record Asked(
      String type,
      @Nullable String use,
      @Nullable String requestId,
      List<String> numbers,
      List<String> answerNumbers) {
    public Asked {
      numbers = List.copyOf(numbers);
      answerNumbers = List.copyOf(answerNumbers);
    }
  }

  /** Whether a body holds an answer of an insurer. */
  public static boolean isAnswer(Resource body) {
    return !answers(reader(body, Dialect.DEFAULT, new Issues())).isEmpty();
  }

  /** What each answer in a body is about, in their order; empty when the body holds none. */
  public static List<Asked> asked(Resource body, Dialect dialect) {
    var in = reader(body, dialect, new Issues());
    return answers(in).stream().map(a -> asked(a, in)).toList();
  }

  private static Asked asked(DomainResource answer, BundleReader in) {
    if (answer instanceof ClaimResponse response) {
      return asked(
          answer,
          response.hasUse() ? response.getUse().toCode() : null,
          response.getRequest(),
          "claim",
          response.getIdentifier(),
          in);
    }
    if (answer instanceof ExplanationOfBenefit benefit) {
      return asked(
          answer,
          benefit.hasUse() ? benefit.getUse().toCode() : null,
          benefit.getClaim(),
          "claim",
          benefit.getIdentifier(),
          in);
    }
    var response = (CoverageEligibilityResponse) answer;
    return asked(
        answer,
        null,
        response.getRequest(),
        "eligibility-request",
        response.getIdentifier(),
        in);
  }

  private static Asked asked(
      DomainResource answer,
      @Nullable String use,
      org.hl7.fhir.r4.model.Reference request,
      String sid,
      List<Identifier> own,
      BundleReader in) {
    var named = new ArrayList<Identifier>();
    in.resolve(request, answer, Claim.class).ifPresent(c -> named.addAll(c.getIdentifier()));
    if (request.hasIdentifier()) {
      named.add(request.getIdentifier());
    }
    var id =
        named.stream()
            .filter(i -> in.sid(sid).equals(i.getSystem()))
            .map(Identifier::getValue)
            .findFirst();
    var numbers = new ArrayList<String>();
    named.stream()
        .filter(i -> !in.sid(sid).equals(i.getSystem()) && i.hasValue())
        .forEach(i -> numbers.add(number(i)));
    if (named.isEmpty() && request.hasReference()) {
      numbers.add(request.getReference());
    }
    return new Asked(
        answer.fhirType(),
        use,
        id.orElse(null),
        numbers,
        own.stream().filter(Identifier::hasValue).map(InsurerAnswers::number).toList());
  }

  private static String number(Identifier number) {
    return number.hasSystem() ? number.getSystem() + "|" + number.getValue() : number.getValue();
  }

  /**
   * What the answers in a body say: ClaimOutcome, Authorization or Eligibility.
   *
   * @param patientId the patient whom the clinic asked about
   * @param coverages the coverages that it asked about, the first one first
   */
  public static Translation<List<ClinicRecord>> read(
      Resource body, String patientId, List<Coverage> coverages, Dialect dialect) {
    var issues = new Issues();
    var in = reader(body, dialect, issues);
    new Unsafe(in).check();
    var answers = answers(in);
    if (answers.isEmpty()) {
      issues.error(
          IssueCode.NOT_SUPPORTED,
          body.fhirType(),
          "holds no ClaimResponse, ExplanationOfBenefit or CoverageEligibilityResponse");
    }
    var reader = new AnswersReader(in, new PartiesFhir(in));
    var payer = coverages.isEmpty() ? null : coverages.get(0).payer();
    var records = new ArrayList<ClinicRecord>();
    for (var answer : answers) {
      one(answer, patientId, payer, reader, in).ifPresent(records::add);
    }
    return issues.resultOf(() -> List.copyOf(records));
  }

  private static Optional<ClinicRecord> one(
      DomainResource answer,
      String patientId,
      @Nullable Payer payer,
      AnswersReader reader,
      BundleReader in) {
    if (answer instanceof ClaimResponse response) {
      var references = response.getInsurance().stream().map(i -> i.getCoverage()).toList();
      var named = reader.named(references, answer, patientId);
      return reader.answer(response, patientId, named.ids(), payer);
    }
    if (answer instanceof ExplanationOfBenefit benefit) {
      var references = benefit.getInsurance().stream().map(i -> i.getCoverage()).toList();
      var named = reader.named(references, answer, patientId);
      return ClaimOutcomeReader.fromFhir(benefit, patientId, named.ids(), payer, in)
          .map(ClinicRecord.class::cast);
    }
    var response = (CoverageEligibilityResponse) answer;
    return EligibilityFhir.fromFhir(
            response, patientId, c -> reader.coverageId(c, response), payer, in)
        .map(ClinicRecord.class::cast);
  }

  private static List<DomainResource> answers(BundleReader in) {
    return in.all(DomainResource.class).stream()
        .filter(
            r ->
                r instanceof ClaimResponse
                    || r instanceof ExplanationOfBenefit
                    || r instanceof CoverageEligibilityResponse)
        .toList();
  }

  private static BundleReader reader(Resource body, Dialect dialect, Issues issues) {
    var bundle = new Bundle().setType(Bundle.BundleType.COLLECTION);
    collect(body, bundle);
    return new BundleReader(bundle, dialect, issues);
  }

  private static void collect(Resource body, Bundle into) {
    if (body instanceof Bundle bundle) {
      for (var entry : bundle.getEntry()) {
        if (entry.getResource() instanceof Parameters || entry.getResource() instanceof Bundle) {
          collect(entry.getResource(), into);
        } else {
          into.addEntry(entry);
        }
      }
    } else if (body instanceof Parameters parameters) {
      for (var parameter : parameters.getParameter()) {
        if (parameter.hasResource()) {
          collect(parameter.getResource(), into);
        }
      }
    } else {
      into.addEntry().setResource(body);
    }
  }
}

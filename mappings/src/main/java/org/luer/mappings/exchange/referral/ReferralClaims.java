package org.luer.mappings.exchange.referral;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Task;
import org.luer.mappings.core.CodeTable;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Coding;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.hl7v2.Segments;

/**
 * Which requests are referrals: those whose service is in referral-services.csv, and those whose
 * words are in referral-words.csv while no code says that it is a laboratory test, an image or
 * another service. Everything else is a service order.
 */
final class ReferralClaims {
  /** ORC-1 of what is no order: a status echo, a number that is asked for, a query. */
  private static final Set<String> NO_ORDER = Set.of("RE", "SN", "NA", "SS", "SR");

  /** The observation by which a referral that we wrote says so, whatever service it asks for. */
  private static final String OUR_NUMBER = "REF-ID";

  private static final CodeTable<String, String> SERVICES =
      CodeTable.load(
          ReferralClaims.class,
          "referral-services.csv",
          line -> line.getField("system") + "|" + line.getField("code"),
          key -> key);
  private static final CodeTable<String, String> WORDS =
      CodeTable.load(
          ReferralClaims.class, "referral-words.csv", line -> line.getField("words"), w -> w);

  private ReferralClaims() {}

  static boolean claims(Segments group, Segments message) {
    return switch (PreParser.type(message)) {
      case "ORM_O01", "OMG_O19" ->
          group.named("ORC").stream().noneMatch(o -> NO_ORDER.contains(o.text(1)))
              && (group.named("OBX").stream().anyMatch(o -> o.text(3).equals(OUR_NUMBER))
                  || group.named("OBR").stream()
                      .map(o -> Cwe.read(o.field(4), Dialect.DEFAULT))
                      .anyMatch(service -> service != null && referral(service)));
      default -> PatientReferralHl7v2.REF.contains(PreParser.type(message));
    };
  }

  static boolean claims(Resource resource, Bundle bundle) {
    if (resource instanceof ServiceRequest request) {
      return referral(request);
    }
    return resource instanceof Task
        && bundle.getEntry().stream()
            .anyMatch(e -> e.getResource() instanceof ServiceRequest r && referral(r));
  }

  static boolean referral(ServiceRequest request) {
    return Codings.any(request.getCategory(), Systems.SNOMED_CT, "3457005")
        || referral(request.getCode());
  }

  private static boolean referral(CodeableConcept code) {
    return Codings.read(code).filter(ReferralClaims::referral).isPresent();
  }

  private static boolean referral(Coded service) {
    var codings = service.codings();
    if (codings.stream().anyMatch(c -> SERVICES.find(c.system() + "|" + c.code()).isPresent())) {
      return true;
    }
    if (codings.stream().anyMatch(ReferralClaims::anotherService)) {
      return false;
    }
    return words(service, codings);
  }

  /** Laboratory tests and images have codes that say so, whatever their words. */
  private static boolean anotherService(Coding coding) {
    return coding.system().equals(Systems.LOINC)
        || (coding.system().equals(Systems.CPT) && coding.code().matches("[78]\\d{4}"));
  }

  private static boolean words(Coded service, List<Coding> codings) {
    var all = new StringBuilder(String.valueOf(service.text()));
    codings.forEach(c -> all.append(' ').append(c.display()));
    var text = " " + all.toString().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9&]+", " ") + " ";
    return WORDS.rows().stream().anyMatch(w -> text.contains(" " + w + " "));
  }
}

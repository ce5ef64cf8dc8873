package org.luer.mappings.exchange.sessionsummary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.DocumentReference;
import org.junit.jupiter.api.Test;
import org.luer.mappings.concept.document.DocumentHeader;
import org.luer.mappings.concept.document.DocumentRelation;
import org.luer.mappings.concept.summary.SessionSummary;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.fhir.FhirConformance;
import org.luer.mappings.fhir.FhirJson;

/** Documents as FHIR: transaction and document Bundle, first and corrected, there and back. */
class SessionSummaryFhirTest {
  private static final Dialect DIALECT = SessionDocuments.RGH;

  @Test
  void aSummaryComesBackAsItWent() {
    var set = SessionDocuments.summary();
    assertThat(again(SessionSummaryFhir.toFhir(set, null, DIALECT)))
        .containsExactly(SessionDocuments.withoutFhirLosses(set));
  }

  @Test
  void aDocumentFromElsewhereComesBackAsItWent() {
    var set = SessionDocuments.letter();
    assertThat(again(SessionSummaryFhir.toFhir(set, null, DIALECT)))
        .containsExactly(SessionDocuments.withoutFhirLosses(set));
  }

  @Test
  void aDocumentBundleHoldsTheWholeSummaryInWords() {
    var set = SessionDocuments.summary();
    var bundle = SessionSummaryFhir.document(set, DIALECT);
    assertThat(bundle.getType()).isEqualTo(Bundle.BundleType.DOCUMENT);
    assertThat(bundle.getEntryFirstRep().getResource().fhirType()).isEqualTo("Composition");
    assertThat(bundle.getEntry()).allMatch(e -> e.hasFullUrl() && !e.hasRequest());
    var read = again(bundle).get(0);
    var summary = (SessionSummary) set.document();
    assertThat(read.sections()).isEqualTo(summary.sections());
    assertThat(((SessionSummary) read.document()).version()).isEqualTo(summary.version());
    assertThat(read.header().signature()).isEqualTo(summary.header().signature());
    assertThat(read.header().number()).isEqualTo(summary.header().number());
    assertThat(read.header().visit()).isEqualTo(summary.header().visit());
  }

  @Test
  void everythingIsValid() {
    var set = SessionDocuments.summary();
    requireValid(SessionSummaryFhir.toFhir(set, null, DIALECT));
    requireValid(SessionSummaryFhir.document(set, DIALECT));
    requireValid(SessionSummaryFhir.toFhir(SessionDocuments.letter(), null, DIALECT));
    requireValid(SessionSummaryFhir.toFhir(SessionDocuments.replacement(), set, DIALECT));
    requireValid(SessionSummaryFhir.toFhir(SessionDocuments.withdrawn(), set, DIALECT));
  }

  @Test
  void aReplacementSupersedesWhatThePartnerHas() {
    var before = SessionDocuments.summary();
    var bundle = SessionSummaryFhir.toFhir(SessionDocuments.replacement(), before, DIALECT);
    var documents = resources(bundle, DocumentReference.class);
    assertThat(documents).hasSize(2);
    assertThat(documents.get(0).getStatus().toCode()).isEqualTo("current");
    assertThat(documents.get(0).getDocStatus().toCode()).isEqualTo("amended");
    assertThat(documents.get(0).getRelatesToFirstRep().getCode().toCode()).isEqualTo("replaces");
    assertThat(documents.get(1).getStatus().toCode()).isEqualTo("superseded");
    var requests = requests(bundle, DocumentReference.class);
    assertThat(requests.get(0)).startsWith("POST DocumentReference");
    assertThat(requests.get(1)).startsWith("PUT DocumentReference?identifier=");
    var sets = again(bundle);
    assertThat(sets.get(0).header().relation(DocumentRelation.Kind.REPLACES).orElseThrow().number())
        .isEqualTo(before.header().number());
    assertThat(sets.get(1).header().superseded()).isTrue();
  }

  @Test
  void aWithdrawalChangesTheVersionThatThePartnerHas() {
    var bundle =
        SessionSummaryFhir.toFhir(
            SessionDocuments.withdrawn(), SessionDocuments.summary(), DIALECT);
    assertThat(requests(bundle, DocumentReference.class))
        .singleElement()
        .asString()
        .startsWith("PUT DocumentReference?identifier=");
    assertThat(again(bundle).get(0).header().status())
        .isEqualTo(DocumentHeader.Status.ENTERED_IN_ERROR);
  }

  @Test
  void formsAreBinariesThatSayWhoMayReadThem() {
    var bundle = SessionSummaryFhir.toFhir(SessionDocuments.summary(), null, DIALECT);
    assertThat(resources(bundle, Binary.class))
        .extracting(Binary::getContentType)
        .containsExactly("application/pdf", "text/html", "application/fhir+json");
    assertThat(resources(bundle, Binary.class)).allMatch(Binary::hasSecurityContext);
  }

  @Test
  void sameInputSameBytes() {
    var set = SessionDocuments.summary();
    assertThat(FhirJson.encode(SessionSummaryFhir.toFhir(set, null, DIALECT)))
        .isEqualTo(FhirJson.encode(SessionSummaryFhir.toFhir(set, null, DIALECT)));
  }

  @Test
  void contentThatDoesNotFitItsHashIsRefused() {
    var bundle = SessionSummaryFhir.toFhir(SessionDocuments.letter(), null, DIALECT);
    resources(bundle, Binary.class).get(0).setData(new byte[] {1, 2, 3});
    assertThat(SessionSummaryFhir.fromFhir(bundle, DIALECT).issues())
        .anyMatch(i -> i.path().endsWith("attachment.hash"));
  }

  private static void requireValid(Bundle bundle) {
    assertThat(FhirConformance.errors(FhirJson.encode(bundle))).isEmpty();
  }

  private static List<SessionDocument> again(Bundle bundle) {
    var wire = FhirJson.parseBundle(FhirJson.encode(bundle)).value().orElseThrow();
    var read = SessionSummaryFhir.fromFhir(wire, DIALECT);
    assertThat(read.issues()).isEmpty();
    return read.value().orElseThrow();
  }

  private static <T> List<T> resources(Bundle bundle, Class<T> type) {
    return bundle.getEntry().stream()
        .map(Bundle.BundleEntryComponent::getResource)
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  private static List<String> requests(Bundle bundle, Class<?> type) {
    return bundle.getEntry().stream()
        .filter(e -> type.isInstance(e.getResource()))
        .map(e -> e.getRequest().getMethod().toCode() + " " + e.getRequest().getUrl())
        .toList();
  }
}

package org.luer.mappings.exchange.patientfeed;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.PatientHl7v2;
import org.luer.mappings.concept.registration.RegistrationHl7v2;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Translation;
import org.luer.mappings.hl7v2.Draft;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Segments;
import org.luer.mappings.receipt.ChangeRules;
import org.luer.mappings.receipt.Leaf;
import org.luer.mappings.translation.Before;
import org.luer.mappings.translation.Exchange;

/** The exchange {@code patientfeed}: {@link PatientFeed} in both formats and directions. */
public final class PatientFeedExchange implements Exchange<PatientFeed> {
  /** The one instance; it has no state. */
  public static final PatientFeedExchange INSTANCE = new PatientFeedExchange();

  private PatientFeedExchange() {}

  @Override
  public String name() {
    return "patientfeed";
  }

  @Override
  public Set<String> kinds() {
    return Set.of("Patient", "PatientMerge");
  }

  @Override
  public List<String> writes() {
    return PatientFeedHl7v2.WRITES;
  }

  @Override
  public Set<String> reads() {
    return PatientFeedHl7v2.messages();
  }

  @Override
  public Set<String> messages() {
    return PatientFeedHl7v2.messages();
  }

  @Override
  public Translation<List<PatientFeed>> assemble(
      List<? extends ClinicRecord> records, @Nullable Organization clinic) {
    return PatientFeedRecords.assemble(records, clinic);
  }

  @Override
  public List<ClinicRecord> records(PatientFeed feed) {
    return PatientFeedRecords.records(feed);
  }

  /** Foreign content goes back to its sender only, and is named there: it is not carried. */
  @Override
  public PatientFeed carried(PatientFeed feed) {
    return FeedForeign.without(feed);
  }

  @Override
  public boolean claims(Resource resource, Bundle bundle) {
    return PatientFeedFhir.claims(resource, bundle);
  }

  @Override
  public Bundle toFhir(PatientFeed feed, Before<PatientFeed> before, Dialect dialect) {
    return PatientFeedFhir.toFhir(feed, dialect);
  }

  @Override
  public Translation<List<PatientFeed>> fromFhir(Bundle bundle, Dialect dialect) {
    return PatientFeedFhir.fromFhir(bundle, dialect);
  }

  @Override
  public Translation<List<PatientFeed>> carriedFromFhir(
      Bundle bundle, Predicate<Resource> others, Dialect dialect) {
    return PatientFeedFhir.carriedFromFhir(bundle, dialect);
  }

  @Override
  public boolean claims(Segments group, Segments message) {
    return PreParser.type(message).startsWith("ADT");
  }

  @Override
  public Set<String> ofPatient() {
    return PatientHl7v2.AROUND;
  }

  /** A hospital's orders and bookings tell of insurances, allergies and relatives as well. */
  @Override
  public Set<String> leftByOthers() {
    return PatientHl7v2.AROUND;
  }

  /** They name the visit; what else they say of it is told by a registration. */
  @Override
  public boolean takes(Segment left) {
    return leftByOthers().contains(left.name()) || RegistrationHl7v2.moreThanVisit(left);
  }

  @Override
  public List<Draft> toHl7v2(
      PatientFeed feed, Before<PatientFeed> before, Dialect dialect, Set<String> types) {
    return PatientFeedHl7v2.toHl7v2(feed, before.set() != null, dialect, types);
  }

  @Override
  public Translation<List<PatientFeed>> fromHl7v2(List<Segments> messages, Dialect dialect) {
    return PatientFeedHl7v2.fromHl7v2(messages, dialect);
  }

  @Override
  public Translation<List<PatientFeed>> carriedFromHl7v2(List<Segments> messages, Dialect dialect) {
    return PatientFeedHl7v2.carriedFromHl7v2(messages, dialect);
  }

  @Override
  public List<ChangeRules.Rule> inbound() {
    return FeedRules.INBOUND;
  }

  /** A merge is known by its surviving numbers, a registration by the clinic's own. */
  @Override
  public Map<String, Predicate<Leaf>> conditions(PatientFeed feed) {
    return Map.of(
        "registration",
        leaf -> feed.merge() == null,
        "standing",
        leaf -> FeedStanding.stands(records(carried(feed)), leaf));
  }
}

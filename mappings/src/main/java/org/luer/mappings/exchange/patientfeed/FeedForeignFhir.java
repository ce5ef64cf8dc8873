package org.luer.mappings.exchange.patientfeed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Bundle;
import org.luer.mappings.concept.allergy.Allergy;
import org.luer.mappings.concept.condition.Condition;
import org.luer.mappings.concept.coverage.Coverage;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.procedure.Procedure;
import org.luer.mappings.concept.registration.Registration;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Foreign;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.receipt.ChangeRules;
import org.luer.mappings.receipt.Comparison;
import org.luer.mappings.receipt.FhirLeaves;
import org.luer.mappings.receipt.Leaf;
import org.luer.mappings.receipt.LeafStatus;

/**
 * Finds what of the resources that a feed was read from the clinic model has no home for, and keeps
 * it on the records of its sender; the FHIR side of {@link FeedForeignHl7v2}.
 */
final class FeedForeignFhir {
  private static final Pattern ENTRY =
      Pattern.compile("(Bundle\\.entry\\[\\d+]\\.resource)\\.(.*)");

  private FeedForeignFhir() {}

  /** What a record keeps, and the resource that it is written to. */
  record Kept(String type, String sid, List<Foreign> foreign) {}

  /** What a record keeps; empty for a record that keeps nothing. */
  static Optional<Kept> kept(ClinicRecord one) {
    if (one instanceof Patient patient) {
      return Optional.of(new Kept("Patient", "mrn", patient.foreign()));
    }
    if (one instanceof Registration registration) {
      return Optional.of(new Kept("Encounter", "registration", registration.foreign()));
    }
    if (one instanceof Coverage coverage) {
      return Optional.of(new Kept("Coverage", "coverage", coverage.foreign()));
    }
    if (one instanceof Allergy allergy) {
      return Optional.of(new Kept("AllergyIntolerance", "allergy", allergy.foreign()));
    }
    if (one instanceof Condition condition) {
      return Optional.of(new Kept("Condition", "condition", condition.foreign()));
    }
    return one instanceof Procedure procedure
        ? Optional.of(new Kept("Procedure", "procedure-history", procedure.foreign()))
        : Optional.empty();
  }

  /**
   * The feeds with their foreign content.
   *
   * @param owners id of the record that a resource was read into, by its path; of a resource that
   *     is not there nothing is kept
   * @param types type of the resource at a path
   */
  static List<PatientFeed> keep(
      Bundle bundle,
      List<PatientFeed> feeds,
      Map<String, String> owners,
      Map<String, String> types,
      Dialect dialect,
      Issues issues) {
    if (feeds.isEmpty()) {
      return feeds;
    }
    var written = feeds.stream().map(f -> new FeedWriter(f, dialect).write()).toList();
    if (written.size() == 1 && same(bundle, written.get(0))) {
      return feeds; // as it is when a receipt reads what we wrote ourselves
    }
    var again = new ArrayList<Leaf>();
    written.forEach(one -> again.addAll(leaves(one)));
    var comparison =
        new Comparison(ChangeRules.INBOUND, Comparison.Withheld.NOTHING, java.util.Set::of, null);
    var byOwner = new HashMap<String, List<Foreign>>();
    for (var result : comparison.of(leaves(bundle), again)) {
      var at = ENTRY.matcher(result.leaf().path());
      if (result.status() != LeafStatus.LOST
          || result.leaf().value().isBlank()
          || !at.matches()
          || !owners.containsKey(at.group(1))) {
        continue;
      }
      var path = types.getOrDefault(at.group(1), "Resource") + "." + at.group(2);
      byOwner
          .computeIfAbsent(owners.getOrDefault(at.group(1), ""), o -> new ArrayList<>())
          .add(new Foreign(Foreign.FHIR, path, result.leaf().value(), dialect.partner()));
      issues.warning(
          IssueCode.NOT_SUPPORTED,
          result.leaf().path(),
          "has no place in the clinic model; it is kept as foreign content");
    }
    return FeedForeign.attach(feeds, byOwner);
  }

  /** Whether the resources are the same ones: nothing of them can be foreign. */
  private static boolean same(Bundle one, Bundle other) {
    var theirs = one.getEntry();
    var ours = other.getEntry();
    if (theirs.size() != ours.size()) {
      return false;
    }
    for (int i = 0; i < ours.size(); i++) {
      var resource = theirs.get(i).getResource();
      var again = ours.get(i).getResource();
      if (resource == null) {
        return false;
      }
      again.setIdElement(resource.getIdElement()); // HAPI gives ids to what it has encoded
      if (!resource.equalsDeep(again)) {
        return false;
      }
    }
    return true;
  }

  private static List<Leaf> leaves(Bundle bundle) {
    try {
      JsonNode tree = ClinicJson.mapper().readTree(FhirJson.encodeLoosely(bundle));
      return FhirLeaves.of(tree);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("HAPI writes JSON", impossible);
    }
  }
}

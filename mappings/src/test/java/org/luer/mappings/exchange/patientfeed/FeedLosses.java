package org.luer.mappings.exchange.patientfeed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.registration.RegistrationFhir;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.proof.Declared;

/** The records of a feed without what losses.csv declares, as JSON. */
final class FeedLosses {
  private static final List<String> FUNCTIONS =
      List.of("anesthesiologist", "surgeon", "practitioner");

  private FeedLosses() {}

  /** What stands of the records, as HL7 v2 tells it: its lists are of what is in force now. */
  static List<ObjectNode> hl7v2(PatientFeed feed, Declared losses) {
    var visit = feed.registration() != null && feed.registration().visit() != null;
    var kept = new ArrayList<ObjectNode>();
    for (var one : PatientFeedRecords.records(feed)) {
      var whole = ClinicRecords.tree(one);
      if (stands(whole)) {
        var tree = losses.without(one);
        switch (whole.path("kind").asText()) {
          case "Condition" -> condition(tree, whole.path("verification").asText());
          case "Procedure" -> procedure(tree);
          default -> {}
        }
        var kind = whole.path("kind").asText();
        var ofVisit =
            kind.equals("Procedure") || (kind.equals("Condition") && whole.has("visitId"));
        kept.add(visited(tree, visit && ofVisit));
      }
    }
    return kept;
  }

  /** What of a record is told: losses.csv calls the others lost whole. */
  private static boolean stands(ObjectNode tree) {
    var status = tree.path("status").asText();
    var sure = tree.path("verification").asText();
    return switch (tree.path("kind").asText()) {
      case "Allergy" ->
          status.equals("active") && !sure.equals("refuted") && !sure.equals("entered-in-error");
      case "Condition" -> !sure.equals("refuted");
      case "Procedure" -> !status.equals("not-done");
      case "Coverage" -> status.equals("active");
      default -> true;
    };
  }

  /** DG1-6 is needed: a diagnosis of which nobody says how sure it is, is working. */
  private static void condition(ObjectNode tree, String sure) {
    if (!tree.has("stage") && (sure.isEmpty() || sure.equals("entered-in-error"))) {
      tree.put("stage", "working");
    }
  }

  private static void procedure(ObjectNode tree) {
    if (tree.get("performers") instanceof ArrayNode performers) {
      var sorted = new ArrayList<JsonNode>();
      performers.forEach(sorted::add);
      sorted.sort(Comparator.comparing(p -> FUNCTIONS.indexOf(p.path("function").asText())));
      performers.removeAll().addAll(sorted);
    }
  }

  /** The records that were read, made comparable. */
  static List<ObjectNode> read(PatientFeed feed, Declared losses) {
    return PatientFeedRecords.records(feed).stream()
        .map(one -> visited(losses.without(one), ClinicRecords.tree(one).has("visitId")))
        .toList();
  }

  /**
   * PR1, and DG1 of what is not on the list of problems, belong to the visit of their message,
   * whose id a reader derives.
   */
  private static ObjectNode visited(ObjectNode tree, boolean visit) {
    tree.remove("visitId");
    return visit ? tree.put("visitId", "v") : tree;
  }

  /** Without what FHIR R4 has no place for. */
  static List<String> fhir(PatientFeed feed) {
    var registration = feed.registration();
    var encounter = registration != null && RegistrationFhir.hasVisit(registration);
    var kept = new ArrayList<String>();
    for (ClinicRecord one : PatientFeedRecords.records(feed)) {
      var tree = ClinicRecords.tree(one);
      switch (tree.path("kind").asText()) {
        case "Allergy" -> category(tree);
        case "Condition" -> {
          if (!encounter) {
            tree.remove(List.of("stage", "rank"));
          }
        }
        case "Procedure" -> {
          tree.remove("modifiers");
          if (tree.path("performedAt").asText().length() <= 10) {
            tree.remove("minutes");
          }
        }
        case "Coverage" -> tree.remove(List.of("authorization", "assignment", "recordedAt"));
        case "Registration" -> {
          if (!tree.path("visit").has("place")) {
            tree.remove("priorPlace");
          }
        }
        default -> {}
      }
      kept.add(text(tree));
    }
    return kept;
  }

  private static void category(ObjectNode tree) {
    switch (tree.path("category").asText()) {
      case "animal", "plant", "pollen" -> tree.put("category", "environment");
      case "miscellaneous", "contraindication" -> tree.remove("category");
      default -> {}
    }
    if (tree.has("criticality") && tree.path("severity").asText().equals("unknown")) {
      tree.remove("severity");
    }
  }

  /** The records as JSON. */
  static List<String> text(PatientFeed feed) {
    return PatientFeedRecords.records(feed).stream().map(r -> text(ClinicRecords.tree(r))).toList();
  }

  /** One form, whatever the order in which elements were set. */
  private static String text(ObjectNode tree) {
    var sorted = new java.util.TreeMap<String, String>();
    tree.properties().forEach(p -> sorted.put(p.getKey(), p.getValue().toPrettyString()));
    return sorted.toString();
  }
}

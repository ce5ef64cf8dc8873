package org.luer.mappings.exchange.patientfeed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.registration.RegistrationFhir;
import org.luer.mappings.core.ClinicRecord;

/** The records of a feed without what losses.csv declares, as JSON. */
final class FeedLosses {
  /** What XCN has no component for. */
  private static final List<String> BESIDE =
      List.of(
          "specialty",
          "telecoms",
          "addresses",
          "active",
          "gender",
          "birthDate",
          "otherNames",
          "languages",
          "qualifications");

  private static final List<String> FUNCTIONS =
      List.of("anesthesiologist", "surgeon", "practitioner");

  private FeedLosses() {}

  /** Without what HL7 v2 has no place for. */
  static List<String> hl7v2(PatientFeed feed) {
    var visit = feed.registration() != null && feed.registration().visit() != null;
    var kept = new ArrayList<String>();
    for (var one : PatientFeedRecords.records(feed)) {
      var tree = ClinicRecords.tree(one);
      var stays =
          switch (tree.path("kind").asText()) {
            case "Allergy" -> allergy(tree);
            case "Condition" -> condition(tree, visit);
            case "Procedure" -> procedure(tree, visit);
            case "Coverage" -> coverage(tree);
            case "Registration" -> registration(tree);
            default -> true;
          };
      if (stays) {
        kept.add(text(tree));
      }
    }
    return kept;
  }

  private static boolean allergy(ObjectNode tree) {
    var sure = tree.path("verification").asText();
    var stands = tree.path("status").asText().equals("active") && !sure.equals("refuted");
    tree.remove(
        List.of(
            "id",
            "verification",
            "recordedAt",
            "criticality",
            "mechanism",
            "identifiers",
            "recordedBy"));
    return stands && !sure.equals("entered-in-error");
  }

  private static boolean condition(ObjectNode tree, boolean visit) {
    var sure = tree.path("verification").asText();
    var voided = sure.equals("entered-in-error");
    if (!tree.has("stage")) {
      tree.put("stage", sure.equals("confirmed") ? "final" : "working");
    }
    tree.remove(
        List.of(
            "abatement",
            "recordedAt",
            "recordedOn",
            "identifiers",
            "categories",
            "severity",
            "bodySites",
            "notes",
            "visitId"));
    if (voided) {
      tree.remove("status");
    } else {
      tree.remove("verification");
      tree.put("status", "active");
    }
    if (visit) {
      tree.put("visitId", "v");
    }
    each(tree, "diagnosedBy", FeedLosses::provider);
    return !sure.equals("refuted");
  }

  private static boolean procedure(ObjectNode tree, boolean visit) {
    var status = tree.path("status").asText();
    tree.remove("visitId");
    if (visit) {
      tree.put("visitId", "v");
    }
    tree.put("status", status.equals("in-progress") ? "completed" : status);
    if (tree.get("performers") instanceof ArrayNode performers) {
      var sorted = new ArrayList<JsonNode>();
      performers.forEach(sorted::add);
      sorted.sort(Comparator.comparing(p -> FUNCTIONS.indexOf(p.path("function").asText())));
      performers.removeAll().addAll(sorted);
      performers.forEach(p -> each((ObjectNode) p, "clinician", FeedLosses::provider));
    }
    return !status.equals("not-done");
  }

  private static boolean coverage(ObjectNode tree) {
    tree.remove(List.of("id", "recordedAt"));
    return tree.path("status").asText().equals("active");
  }

  private static boolean registration(ObjectNode tree) {
    tree.remove("id");
    each(
        tree,
        "by",
        by -> {
          by.remove("npi");
          by.remove(BESIDE);
        });
    tree.path("staff").forEach(s -> each((ObjectNode) s, "clinician", FeedLosses::provider));
    return true;
  }

  private static void provider(ObjectNode clinician) {
    if (clinician.has("npi")) {
      clinician.set("id", clinician.get("npi"));
      clinician.remove("identifiers");
    }
    clinician.remove(BESIDE);
  }

  /** Ids and visit ids that a reader derives, made comparable. */
  static List<String> read(PatientFeed feed) {
    var read = new ArrayList<String>();
    for (var one : PatientFeedRecords.records(feed)) {
      var tree = ClinicRecords.tree(one);
      switch (tree.path("kind").asText()) {
        case "Allergy", "Coverage", "Registration" -> tree.remove("id");
        default -> {}
      }
      if (tree.has("visitId")) {
        tree.put("visitId", "v");
      }
      read.add(text(tree));
    }
    return read;
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

  private static void each(ObjectNode tree, String name, Consumer<ObjectNode> change) {
    if (tree.get(name) instanceof ObjectNode found) {
      change.accept(found);
    }
  }
}

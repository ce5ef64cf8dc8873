package org.luer.gateway.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.journal.RecordFacts;
import org.luer.gateway.journal.RecordFacts.PatientIdentifier;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Ids;

/** What the journal must know of a record: its keys, found in its JSON. */
public final class RecordFactsReader {
  private static final int LONGEST_ID = 64;

  private RecordFactsReader() {}

  /** The facts of a record of the clinic, with the content that was accepted. */
  public static RecordFacts of(ClinicRecord accepted, String content) {
    return facts(ClinicRecords.tree(accepted), content);
  }

  /** The facts of a record as the sender's own: every id of a record is made the sender's. */
  public static RecordFacts owned(ClinicRecord read, String sender) {
    var tree = ClinicRecords.tree(read);
    tree.put("id", own(sender, read.id()));
    adopt(tree, sender);
    return facts(tree, tree.toString());
  }

  /** Fields that name another record end in {@code Id}. */
  private static void adopt(JsonNode node, String sender) {
    if (node instanceof ObjectNode object) {
      for (var property : List.copyOf(object.properties())) {
        if (property.getKey().endsWith("Id") && property.getValue().isTextual()) {
          object.put(property.getKey(), own(sender, property.getValue().asText()));
        } else {
          adopt(property.getValue(), sender);
        }
      }
    } else {
      node.forEach(element -> adopt(element, sender));
    }
  }

  /** {@code ward~S-17}; a derived UUID when that is too long for an id. */
  public static String own(String sender, String id) {
    var own = sender + "~" + id;
    return own.length() <= LONGEST_ID ? own : Ids.uuid(sender, id).toString();
  }

  private static RecordFacts facts(ObjectNode tree, String content) {
    var kind = tree.path("kind").asText();
    var id = tree.path("id").asText();
    var patient = kind.equals("Patient");
    return new RecordFacts(
        kind,
        id,
        patient || !tree.hasNonNull("patientId") ? id : tree.path("patientId").asText(),
        kind.equals("InfusionOrder") ? id : text(tree, "/orderId"),
        text(tree, "/visit/number/value"),
        patient && !tree.hasNonNull("status") ? "active" : text(tree, "/status"),
        kind.equals("Referral") ? npis(tree) : List.of(),
        patient ? identifiers(tree) : List.of(),
        content);
  }

  private static @Nullable String text(JsonNode tree, String pointer) {
    var value = tree.at(pointer);
    return value.isTextual() ? value.asText() : null;
  }

  /** Who refers: only these may see what follows from it. */
  private static List<String> npis(JsonNode referral) {
    var npis = new TreeSet<String>();
    referral.path("from").findValues("npi").stream()
        .filter(JsonNode::isTextual)
        .forEach(n -> npis.add(n.asText()));
    return List.copyOf(npis);
  }

  private static List<PatientIdentifier> identifiers(JsonNode patient) {
    var identifiers = new ArrayList<PatientIdentifier>();
    for (var one : patient.path("identifiers")) {
      identifiers.add(
          new PatientIdentifier(
              text(one, "/authority"),
              text(one, "/oid"),
              text(one, "/type"),
              one.path("value").asText()));
    }
    return identifiers;
  }
}

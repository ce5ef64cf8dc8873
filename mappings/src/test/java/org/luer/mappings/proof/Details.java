package org.luer.mappings.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.translation.Parcel;

/**
 * Adds to a generated set what only one of the formats can say, so that the generators, whose sets
 * come back whole, need not: the use of a number and the words for its type, who answered for the
 * patient, the house of a booking.
 */
final class Details {
  private static final List<String> USES = List.of("usual", "official", "temp", "secondary", "old");

  private final SplittableRandom random;
  private final int density;

  private Details(long seed, int density) {
    this.random = new SplittableRandom(seed);
    this.density = density;
  }

  /** The set with more of them the denser it is. */
  static <S> Parcel<S> added(Subject<S> subject, Parcel<S> parcel, long seed, int density) {
    var details = new Details(seed, density / 2);
    var riches = Riches.usual(seed, density / 2);
    var records = parcel.records().stream().map(details::with).toList();
    return subject
        .assembled(records.stream().map(riches::with).toList())
        .findFirst()
        .or(() -> subject.assembled(records).findFirst())
        .orElse(parcel);
  }

  private ClinicRecord with(ClinicRecord one) {
    var tree = ClinicRecords.tree(one);
    numbers(tree, tree);
    Stream.<Consumer<ObjectNode>>of(this::proxy, this::site, this::prescriber, this::qualifications)
        .forEach(detail -> tried(tree, detail));
    return ClinicRecords.read(tree, "").value().orElse(one);
  }

  /** Does what leaves the record valid. */
  private static void tried(ObjectNode tree, Consumer<ObjectNode> detail) {
    var before = tree.deepCopy();
    detail.accept(tree);
    if (ClinicRecords.read(tree, "").value().isEmpty()) {
      tree.removeAll();
      tree.setAll(before);
    }
  }

  private boolean chance() {
    return random.nextInt(100) < density;
  }

  private void numbers(JsonNode node, ObjectNode root) {
    if (node instanceof ObjectNode number && number.has("value") && number.has("authority")) {
      if (chance()) {
        number.put("use", USES.get(random.nextInt(USES.size())));
      }
      if (chance()) {
        number.put("typeText", "number of the chart");
      }
    }
    // one person is described the same wherever the person stands
    if (!(node.has("id") && node.path("name").isObject())) {
      node.forEach(child -> numbers(child, root));
    }
  }

  private void proxy(ObjectNode tree) {
    if (tree.path("answeredBy").asText().equals("proxy")) {
      var proxy = tree.putObject("proxy");
      proxy.putObject("name").put("family", "ZZNEAR").putArray("given").add("Kim");
      proxy
          .putObject("relationship")
          .put("system", "http://terminology.hl7.org/CodeSystem/v3-RoleCode")
          .put("code", "SPS");
    }
  }

  private void site(ObjectNode tree) {
    if (tree.path("kind").asText().equals("Appointment") && chance()) {
      tree.putObject("site").put("id", "SITE1").put("name", "Riverside house");
    }
  }

  private void prescriber(ObjectNode tree) {
    if (tree.path("supply") instanceof ObjectNode supply && chance()) {
      supply.put("prescriberDea", "AB1234563");
    }
  }

  /** Degrees of the patient's referrer, whom nothing else names then. */
  private void qualifications(ObjectNode tree) {
    if (tree.path("referrer") instanceof ObjectNode person && chance()) {
      person.put("id", "REFQ1");
      person.remove(List.of("npi", "identifiers"));
      var degree = person.putArray("qualifications").addObject();
      degree
          .putObject("code")
          .put("system", "http://terminology.hl7.org/CodeSystem/v2-0360")
          .put("code", "MD");
      degree.put("from", "1999-07-01").put("to", "2031-06-30").put("issuer", "Board of medicine");
    }
  }
}

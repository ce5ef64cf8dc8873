package org.luer.gateway.claim;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.exchange.Json;
import org.luer.gateway.exchange.SupportingRecords;
import org.luer.gateway.journal.RecordVersion;
import org.luer.gateway.journal.Records;
import org.luer.gateway.partner.Insurer;
import org.luer.gateway.partner.Partner;
import org.luer.mappings.concept.claim.Claim;
import org.luer.mappings.core.ClinicJson;

/**
 * The records that go with a request for prior authorization. They are chosen when it is confirmed,
 * by what the insurer's settings say that it wants, and kept with their versions: what is sent is
 * what was confirmed, and an update knows what is new.
 */
final class ClaimSupport {
  private final Records records;

  ClaimSupport(Records records) {
    this.records = records;
  }

  /** The records that would go with a request now. */
  List<RecordVersion> chosen(Claim request, Partner insurer) {
    var kinds =
        insurer.insurer().support().stream().map(Insurer.Support::kind).collect(Collectors.toSet());
    return SupportingRecords.of(request, kinds, records);
  }

  /** As it is kept: an array of {@code record} and {@code version}. */
  static ArrayNode json(List<RecordVersion> support) {
    var array = ClinicJson.mapper().createArrayNode();
    support.forEach(
        v -> array.addObject().put("record", v.reference()).put("version", v.version()));
    return array;
  }

  /** The versions that were chosen; one that retention took away since is not among them. */
  List<RecordVersion> kept(ClaimRow row) {
    var kept = new ArrayList<RecordVersion>();
    versions(row.support())
        .forEach(
            (reference, version) -> {
              var parts = reference.split("/", 2);
              records.find(parts[0], parts[1], version).ifPresent(kept::add);
            });
    return kept;
  }

  /** The documents that a request names: it does not go without them. */
  static Set<String> attached(RecordVersion about) {
    var named = new HashSet<String>();
    Json.read(about.content())
        .path("attachments")
        .forEach(a -> named.add("SessionSummary/" + a.path("documentId").asText()));
    return named;
  }

  private static Map<String, Integer> versions(@Nullable String support) {
    var versions = new java.util.LinkedHashMap<String, Integer>();
    if (support != null) {
      Json.read(support)
          .forEach(one -> versions.put(one.path("record").asText(), one.path("version").asInt()));
    }
    return versions;
  }

  /** What is new since the request that is updated: added or changed, by reference. */
  static Map<String, String> changes(ClaimRow row, Optional<ClaimRow> before) {
    var changes = new HashMap<String, String>();
    if (before.isPresent()) {
      var had = versions(before.get().support());
      versions(row.support())
          .forEach(
              (reference, version) -> {
                if (!version.equals(had.get(reference))) {
                  changes.put(reference, had.containsKey(reference) ? "changed" : "added");
                }
              });
    }
    return changes;
  }
}

package org.luer.gateway.intake.fhir;

import ca.uhn.fhir.util.FhirTerser;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Resource;
import org.luer.gateway.journal.CanonicalJson;
import org.luer.mappings.fhir.FhirJson;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The resources that each partner posted, under the ids that it was told. They are looked up when
 * it refers to them later; nobody else sees them.
 */
final class PartnerResources {
  private static final Pattern REFERENCE =
      Pattern.compile("(?:.*/)?([A-Z][A-Za-z]+/[A-Za-z0-9\\-.]{1,64})(?:/_history/.*)?");
  private static final int FARTHEST = 100;

  private final JdbcClient jdbc;

  PartnerResources(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A resource and the version that it has now. */
  record Kept(String type, String id, int version, boolean fresh) {
    String location() {
      return type + "/" + id + "/_history/" + version;
    }
  }

  /** The id of the resource with this business identifier. */
  Optional<String> idOf(String partner, String type, String key) {
    return jdbc.sql(
            "select id from fhir_resource where partner = :partner and type = :type"
                + " and keys @> array[:key]::text[] order by received_at desc limit 1")
        .param("partner", partner)
        .param("type", type)
        .param("key", key)
        .query(String.class)
        .optional();
  }

  /** The newest version of a resource, with its id. */
  Optional<Resource> newest(String partner, String type, String id) {
    return jdbc.sql(
            "select content from fhir_resource where partner = :partner and type = :type"
                + " and id = :id order by version desc limit 1")
        .param("partner", partner)
        .param("type", type)
        .param("id", id)
        .query(String.class)
        .optional()
        .map(content -> (Resource) FhirJson.context().newJsonParser().parseResource(content))
        .map(
            resource -> {
              resource.setId(id);
              return resource;
            });
  }

  /**
   * What the resources refer to that is not among them but was posted before, and what that refers
   * to.
   */
  List<Resource> referredTo(String partner, List<Resource> resources, List<String> present) {
    var found = new LinkedHashMap<String, Resource>();
    var waiting = new ArrayDeque<>(resources);
    while (!waiting.isEmpty() && found.size() < FARTHEST) {
      for (var reference : references(waiting.removeFirst())) {
        if (!present.contains(reference) && !found.containsKey(reference)) {
          var slash = reference.indexOf('/');
          newest(partner, reference.substring(0, slash), reference.substring(slash + 1))
              .ifPresent(
                  resource -> {
                    found.put(reference, resource);
                    waiting.add(resource);
                  });
        }
      }
    }
    return new ArrayList<>(found.values());
  }

  /** {@code Type/id} of everything that a resource refers to. */
  private static List<String> references(IBaseResource resource) {
    var terser = new FhirTerser(FhirJson.context());
    var all = new ArrayList<String>();
    for (var one : terser.getAllResourceReferences(resource)) {
      var written = one.getResourceReference().getReferenceElement().getValue();
      if (written != null) {
        var match = REFERENCE.matcher(written);
        if (match.matches()) {
          all.add(match.group(1));
        }
      }
    }
    return all;
  }

  /** Keeps what was posted; part of the journal's transaction. */
  Map<Integer, Kept> keep(String partner, List<Entry> entries, String messageId, Instant now) {
    var kept = new LinkedHashMap<Integer, Kept>();
    for (var entry : entries) {
      var version = version(partner, entry);
      var hash = CanonicalJson.hash(entry.content());
      var same = version > 0 && (entry.unlessKnown() || hash.equals(hash(partner, entry)));
      if (!same) {
        insert(partner, entry, version + 1, hash, messageId, now);
      }
      kept.put(
          entry.index(),
          new Kept(entry.type(), entry.id(), same ? version : version + 1, version == 0));
    }
    return kept;
  }

  /** What was posted before, as it is now: the answer to a repeated message. */
  Map<Integer, Kept> known(String partner, List<Entry> entries) {
    var known = new LinkedHashMap<Integer, Kept>();
    for (var entry : entries) {
      var version = Math.max(1, version(partner, entry));
      known.put(entry.index(), new Kept(entry.type(), entry.id(), version, false));
    }
    return known;
  }

  private int version(String partner, Entry entry) {
    return jdbc.sql(
            "select coalesce(max(version), 0) from fhir_resource where partner = :partner"
                + " and type = :type and id = :id")
        .param("partner", partner)
        .param("type", entry.type())
        .param("id", entry.id())
        .query(Integer.class)
        .single();
  }

  private String hash(String partner, Entry entry) {
    return jdbc.sql(
            "select content_hash from fhir_resource where partner = :partner"
                + " and type = :type and id = :id order by version desc limit 1")
        .param("partner", partner)
        .param("type", entry.type())
        .param("id", entry.id())
        .query(String.class)
        .single();
  }

  private void insert(
      String partner, Entry entry, int version, String hash, String messageId, Instant now) {
    jdbc.sql(
            "insert into fhir_resource (partner, type, id, version, keys, content, content_hash,"
                + " message_id, received_at) values (:partner, :type, :id, :version, :keys, :content,"
                + " :hash, :message, :now) on conflict do nothing")
        .param("partner", partner)
        .param("type", entry.type())
        .param("id", entry.id())
        .param("version", version)
        .param("keys", entry.keys().toArray(String[]::new))
        .param("content", entry.content())
        .param("hash", hash)
        .param("message", messageId)
        .param("now", now.atOffset(ZoneOffset.UTC))
        .update();
  }
}

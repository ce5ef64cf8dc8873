package org.luer.gateway.access.audit;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.Audit;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Finds what was changed, removed, inserted or reordered in the audit since it was sealed. */
public final class AuditProof {
  private static final Duration FRESH = Duration.ofSeconds(30);
  private static final int MOST = 1_000;

  private final JdbcClient jdbc;
  private final Clock clock;
  private final NodeKey key;

  AuditProof(JdbcClient jdbc, Clock clock, NodeKey key) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.key = key;
  }

  /**
   * What was found.
   *
   * @param kind changed, removed, inserted, reordered, forged, cut; or noted: a cut that a node has
   *     found and said before, as after a restore
   * @param event id of the audit event; null when it is about a seal
   * @param text in plain words
   */
  public record Finding(String kind, @Nullable Long event, String text) {}

  /**
   * The outcome.
   *
   * @param intact whether nothing was found that was not said before
   * @param events how many events are sealed
   * @param seals how many seals there are
   * @param unsealed how many events are so new that they have no seal yet
   * @param node name of this node, the fingerprint of its key: compare it with what you noted
   * @param findings the first thousand
   */
  public record Report(
      boolean intact,
      long events,
      long seals,
      long unsealed,
      String node,
      List<Finding> findings) {}

  /** Reads everything, one seal at a time. */
  public Report verify() throws IOException {
    return new Run().report();
  }

  private final class Run {
    private final List<Finding> findings = new ArrayList<>();
    private final Map<String, Seal> last = new HashMap<>();
    private final Map<String, String> hashes = new HashMap<>();
    private final Map<String, byte[]> keys = new HashMap<>();
    private final Set<String> witnessed = new HashSet<>();
    private final BitSet seen = new BitSet();
    private final Instant begun = clock.instant();
    private long events;
    private long seals;

    Report report() throws IOException {
      var remembered = key.remembered(); // before the seals: new ones are made meanwhile
      keys();
      long after = 0;
      List<Long> ids;
      do {
        ids =
            jdbc.sql("select id from audit_seal where id > :after order by id limit 500")
                .param("after", after)
                .query(Long.class)
                .list();
        for (var id : ids) {
          jdbc.sql("select * from audit_seal where id = :id")
              .param("id", id)
              .query(AuditSeals::map)
              .optional()
              .ifPresent(this::seal);
          after = id;
        }
      } while (!ids.isEmpty());
      witnesses();
      remembered(remembered);
      long unsealed = unsealed();
      return new Report(
          findings.stream().allMatch(f -> f.kind().equals("noted")),
          events,
          seals,
          unsealed,
          key.node(),
          List.copyOf(findings));
    }

    private void found(String kind, @Nullable Long event, String text) {
      if (findings.size() < MOST) {
        findings.add(new Finding(kind, event, text));
      }
    }

    private void keys() {
      jdbc.sql("select node, public_key from audit_node")
          .query(
              row -> {
                keys.put(row.getString(1), row.getBytes(2));
              });
      keys.entrySet().removeIf(e -> !NodeKey.node(e.getValue()).equals(e.getKey()));
      keys.put(key.node(), key.encoded());
    }

    private void seal(Seal seal) {
      seals++;
      var name = "Seal " + seal.number() + " of node " + seal.node();
      var before = last.put(seal.node(), seal);
      long expected = before == null ? 1 : before.number() + 1;
      if (seal.number() != expected) {
        found("removed", null, name + " does not follow: number " + expected + " is missing.");
      } else if (!Arrays.equals(seal.previous(), before == null ? new byte[0] : before.hash())) {
        found("changed", null, name + " does not continue the one before.");
      }
      var genuine = genuine(seal, name);
      hashes.put(seal.node() + " " + seal.number(), HexFormat.of().formatHex(seal.hash()));
      seal.witnessed().lines().forEach(witnessed::add);
      events(seal, genuine, name);
    }

    private boolean genuine(Seal seal, String name) {
      var known = keys.get(seal.node());
      if (known == null || !NodeKey.signed(known, seal.hash(), seal.signature())) {
        found("forged", null, name + " is not signed by its node.");
        return false;
      }
      if (!Arrays.equals(seal.computed(), seal.hash())) {
        found("reordered", null, name + " covers other events, or in another order, than it did.");
        return false;
      }
      return true;
    }

    private void events(Seal seal, boolean genuine, String name) {
      if (seal.digests().length != seal.events().size() * Seal.DIGEST) {
        return; // said already: it is not what was signed
      }
      Map<Long, Audit.Entry> there =
          jdbc
              .sql("select * from audit_event where id = any(:ids)")
              .param("ids", seal.events().toArray(Long[]::new))
              .query(Audit::entry)
              .list()
              .stream()
              .collect(Collectors.toMap(Audit.Entry::id, Function.identity()));
      for (int i = 0; i < seal.events().size(); i++) {
        var id = seal.events().get(i);
        var event = there.get(id);
        events++;
        if (seen.get(Math.toIntExact(id))) {
          found("inserted", id, "Event " + id + " is sealed twice.");
        }
        seen.set(Math.toIntExact(id));
        if (event != null && event.event().equals(AuditSeals.CUT)) {
          found("noted", id, "Event " + id + ": " + event.reason());
        }
        if (event == null) {
          found("removed", id, "Event " + id + " is gone; " + name + " has it.");
        } else if (genuine && !Arrays.equals(Seal.digest(event), seal.digest(i))) {
          found("changed", id, "Event " + id + " is not what it was when it was sealed.");
        }
      }
    }

    private void witnesses() {
      for (var line : witnessed) {
        var hash = line.lastIndexOf(' ');
        var there = hashes.get(line.substring(0, hash));
        if (there == null) {
          found("cut", null, "A seal that another node has seen is gone: " + line + ".");
        } else if (!there.equals(line.substring(hash + 1))) {
          found("changed", null, "A seal is not what another node has seen: " + line + ".");
        }
      }
    }

    private void remembered(List<String> lines) {
      for (var line : lines) {
        var hash = line.lastIndexOf(' ');
        if (!line.substring(hash + 1).equals(hashes.get(line.substring(0, hash)))) {
          found(
              "cut", null, "The newest seal of this node is gone from the database: " + line + ".");
        }
      }
    }

    /** What no seal has although it is not new any more. */
    private long unsealed() {
      long fresh = 0;
      long after = 0;
      List<Audit.Entry> page;
      do {
        page =
            jdbc.sql("select * from audit_event where id > :after order by id limit 5000")
                .param("after", after)
                .query(Audit::entry)
                .list();
        for (var event : page) {
          after = event.id();
          if (seen.get(Math.toIntExact(event.id()))) {
            continue;
          }
          if (event.at().isAfter(begun.minus(FRESH))) {
            fresh++;
          } else {
            found("inserted", event.id(), "Event " + event.id() + " is in no seal.");
          }
        }
      } while (!page.isEmpty());
      return fresh;
    }
  }
}

package org.luer.gateway.journal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.Disclosure;
import org.luer.gateway.journal.Records.Reported;

/**
 * What the transaction on this thread has just read or written of records, while it plans what is
 * told of them and writes nothing else: {@link Records} need not ask the database for it again.
 */
final class Fresh {
  private static final ThreadLocal<Fresh> NOW = new ThreadLocal<>();

  private final Map<String, RecordVersion> newest;
  private final List<RecordVersion> written;
  private final Map<String, Disclosure.Subject> subjects = new HashMap<>();

  private Fresh(Map<String, RecordVersion> newest, List<RecordVersion> written) {
    this.newest = newest;
    this.written = written;
  }

  /** What disclosure must know of a version, by its reference and number. */
  private static String key(RecordVersion record) {
    return record.reference() + "/" + record.version();
  }

  /**
   * Does it with this known.
   *
   * @param newest version of each record, by {@link RecordVersion#reference()}
   * @param written by this transaction, all in one message
   */
  static void during(
      Map<String, RecordVersion> newest, List<RecordVersion> written, Runnable what) {
    during(newest, written, null, what);
  }

  /**
   * The same.
   *
   * @param subject what disclosure must know of the only version that was written; null = is not
   *     known
   */
  static void during(
      Map<String, RecordVersion> newest,
      List<RecordVersion> written,
      Disclosure.@Nullable Subject subject,
      Runnable what) {
    var fresh = new Fresh(newest, written);
    if (subject != null) {
      fresh.subjects.put(key(written.get(0)), subject);
    }
    NOW.set(fresh);
    try {
      what.run();
    } finally {
      NOW.remove();
    }
  }

  /** The newest version, if it is known. */
  static Optional<RecordVersion> newest(String kind, String id) {
    var now = NOW.get();
    return now == null ? Optional.empty() : Optional.ofNullable(now.newest.get(kind + "/" + id));
  }

  /** A version that was written, with the organization that was written with it. */
  static Optional<Reported> written(String kind, String id, int version) {
    var now = NOW.get();
    return now == null
        ? Optional.empty()
        : now.written.stream()
            .filter(w -> w.kind().equals(kind) && w.id().equals(id) && w.version() == version)
            .findFirst()
            .map(w -> new Reported(w, now.reporter()));
  }

  private @Nullable String reporter() {
    return written.stream()
        .filter(w -> w.kind().equals("Organization"))
        .findFirst()
        .map(RecordVersion::content)
        .orElse(null);
  }

  /** What disclosure must know of a record: asked once. */
  static Disclosure.Subject subject(
      RecordVersion record, Function<RecordVersion, Disclosure.Subject> asked) {
    var now = NOW.get();
    return now == null
        ? asked.apply(record)
        : now.subjects.computeIfAbsent(key(record), key -> asked.apply(record));
  }
}

package org.luer.gateway.partner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partners as they are now. A change of the settings file takes effect by itself; an invalid
 * file changes nothing.
 *
 * <p>The file's content is compared every two seconds: that also sees the mounts and links that
 * file events miss.
 */
public final class Partners implements AutoCloseable {
  /** The name of the clinic itself where partners are named. */
  public static final String CLINIC = "clinic";

  private static final Logger LOG = LoggerFactory.getLogger(Partners.class);
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final SettingsSource source;
  private final Settings started;
  private final List<Consumer<Snapshot>> listeners = new CopyOnWriteArrayList<>();
  private final Thread watcher;
  private volatile Snapshot current;
  private volatile List<String> problems = List.of();
  private byte[] content;
  private byte[] previous;

  /**
   * All partners at one moment, by id, in the file's order.
   *
   * @param part2Programs who is a substance-use treatment program (42 CFR Part 2), {@link #CLINIC}
   *     perhaps among them
   */
  public record Snapshot(Map<String, Partner> byId, Set<String> part2Programs) {
    public Snapshot {
      part2Programs = Set.copyOf(part2Programs);
    }

    static Snapshot of(List<Partner> partners, ClinicSettings clinic) {
      var map = new LinkedHashMap<String, Partner>();
      partners.forEach(partner -> map.put(partner.id(), partner));
      var programs =
          partners.stream().filter(Partner::part2).map(Partner::id).collect(Collectors.toSet());
      if (clinic.part2()) {
        programs.add(CLINIC);
      }
      return new Snapshot(java.util.Collections.unmodifiableMap(map), programs);
    }

    public Optional<Partner> find(String id) {
      return Optional.ofNullable(byId.get(id));
    }

    public List<Partner> all() {
      return List.copyOf(byId.values());
    }
  }

  /**
   * @param started what the gateway started with; everything but its partners needs a restart to
   *     change
   */
  public Partners(SettingsSource source, Settings started) {
    this.source = source;
    this.started = started;
    this.current = Snapshot.of(started.partners(), started.clinic());
    this.content = content(source.file());
    this.previous = content;
    this.watcher = new Thread(this::watch, "settings-watcher");
    watcher.setDaemon(true);
    if (source.file() != null) {
      watcher.start();
    }
    announceUnlimited();
  }

  /** The partners now; hold on to the snapshot for one piece of work. */
  public Snapshot current() {
    return current;
  }

  /** Calls back after each change, on the watcher's thread. */
  public void onChange(Consumer<Snapshot> listener) {
    listeners.add(listener);
  }

  /**
   * What is wrong with the file as it is now, or which changes wait for a restart; empty when all
   * is in effect.
   */
  public List<String> problems() {
    return problems;
  }

  private void watch() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Thread.sleep(PAUSE.toMillis());
        reload();
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        LOG.error("The settings file could not be examined", e);
      }
    }
  }

  synchronized void reload() {
    var now = content(source.file());
    var settled =
        Arrays.equals(now, previous); // a file that is just being written is left for the next look
    previous = now;
    if (!settled || Arrays.equals(now, content)) {
      return;
    }
    content = now;
    try {
      var settings = source.read();
      problems =
          settings.withPartners(List.of()).equals(started.withPartners(List.of()))
              ? List.of()
              : List.of(
                  "Keys other than partners were changed; they take effect at the next start.");
      problems.forEach(LOG::warn);
      var replaced = Snapshot.of(settings.partners(), started.clinic());
      if (!replaced.equals(current)) {
        current = replaced;
        LOG.info("Partners are now {}", replaced.byId().keySet());
        announceUnlimited();
        listeners.forEach(listener -> listener.accept(replaced));
      }
    } catch (InvalidSettings e) {
      problems = e.problems().stream().map(Objects::toString).toList();
      LOG.error("The earlier settings stay in effect. {}", e.getMessage());
    }
  }

  private void announceUnlimited() {
    current.all().stream()
        .filter(partner -> partner.patients() == Partner.Patients.ALL)
        .forEach(
            partner ->
                LOG.warn(
                    "Partner {} may have the data of every patient (patients: all)", partner.id()));
  }

  private static byte[] content(@Nullable Path file) {
    try {
      return file == null ? new byte[0] : Files.readAllBytes(file);
    } catch (IOException e) {
      return new byte[0];
    }
  }

  @Override
  public void close() {
    watcher.interrupt();
  }
}

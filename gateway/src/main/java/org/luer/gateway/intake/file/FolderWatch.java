package org.luer.gateway.intake.file;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.intake.file.FolderIntake.Place;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Partners;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Looks into the folders of the partners as their settings say, each on a thread of its own, so
 * that a server that does not answer delays nobody else. Of several gateways on one database one at
 * a time looks into a folder.
 */
final class FolderWatch implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(FolderWatch.class);
  private static final Duration TICK = Duration.ofMillis(200);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(8);

  private final Partners partners;
  private final FolderIntake intake;
  private final DataSource database;
  private final Clock clock;
  private final Map<String, Turn> turns = new ConcurrentHashMap<>();
  private @Nullable ScheduledExecutorService timer;
  private @Nullable ExecutorService workers;

  FolderWatch(Partners partners, FolderIntake intake, DataSource database, Clock clock) {
    this.partners = partners;
    this.intake = intake;
    this.database = database;
    this.clock = clock;
  }

  /** What is known of one partner's folder. */
  private static final class Turn {
    private final AtomicBoolean busy = new AtomicBoolean();
    private final Arrivals arrivals;
    private volatile Instant next = Instant.MIN;
    private volatile @Nullable String trouble;

    Turn(Clock clock) {
      this.arrivals = new Arrivals(clock);
    }
  }

  private void tick() {
    try {
      for (var partner : partners.current().all()) {
        for (var place : places(partner)) {
          var turn = turns.computeIfAbsent(place.key(), key -> new Turn(clock));
          if (!turn.next.isAfter(clock.instant()) && turn.busy.compareAndSet(false, true)) {
            Objects.requireNonNull(workers).execute(() -> look(place, turn));
          }
        }
      }
    } catch (RuntimeException e) {
      LOG.error("the folders cannot be looked into: {}", e.getClass().getName());
    }
  }

  /** The folder of what it sends, and those of its answers to our files. */
  private static List<Place> places(Partner partner) {
    var places = new ArrayList<Place>();
    if (partner.sends().files() != null) {
      places.add(new Place(partner, partner.id(), partner.sends().files()));
    }
    for (var receives : partner.receives()) {
      OutboundFolder.answers(receives)
          .ifPresent(
              files -> {
                var answers = Objects.requireNonNull(receives.batch()).answers();
                var folder = Objects.requireNonNull(answers).folder();
                places.add(new Place(partner, partner.id() + " " + folder, files));
              });
    }
    return places;
  }

  private void look(Place place, Turn turn) {
    var settings = place.settings();
    try (var connection = database.getConnection()) {
      if (lock(connection, place)) {
        try (var folder = open(settings)) {
          intake.look(place, folder, turn.arrivals);
        } finally {
          unlock(connection, place);
        }
      }
      tell(place.partner(), turn, null);
    } catch (IOException | SQLException | RuntimeException e) {
      tell(place.partner(), turn, e.getClass().getSimpleName());
    } finally {
      turn.next = clock.instant().plus(settings.every());
      turn.busy.set(false);
    }
  }

  /** Says that a folder cannot be worked on, or can again, once each. */
  private static void tell(Partner partner, Turn turn, @Nullable String trouble) {
    if (!Objects.equals(turn.trouble, trouble)) {
      turn.trouble = trouble;
      if (trouble == null) {
        LOG.info("the folder of {} is worked on again", partner.id());
      } else {
        LOG.warn("the folder of {} cannot be worked on for now: {}", partner.id(), trouble);
      }
    }
  }

  private static Folder open(Partner.Files settings) throws IOException {
    return settings.folder() != null
        ? new LocalFolder(settings.folder())
        : new SftpFolder(Objects.requireNonNull(settings.sftp()));
  }

  private static boolean lock(Connection connection, Place place) throws SQLException {
    return call(connection, "select pg_try_advisory_lock(hashtext(?), 50)", place);
  }

  private static void unlock(Connection connection, Place place) throws SQLException {
    call(connection, "select pg_advisory_unlock(hashtext(?), 50)", place);
  }

  private static boolean call(Connection connection, String sql, Place place) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      statement.setString(1, "files/" + place.key());
      try (var rows = statement.executeQuery()) {
        return rows.next() && rows.getBoolean(1);
      }
    }
  }

  @Override
  public synchronized void start() {
    workers = Executors.newCachedThreadPool(FolderWatch::thread);
    timer = Executors.newSingleThreadScheduledExecutor(FolderWatch::thread);
    var unused =
        timer.scheduleWithFixedDelay(
            this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static Thread thread(Runnable work) {
    var thread = new Thread(work, "partner-files");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public synchronized void stop() {
    if (timer == null || workers == null) {
      return;
    }
    timer.shutdownNow();
    workers.shutdown();
    try {
      if (!workers.awaitTermination(STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
        workers.shutdownNow(); // what is under way goes on at the next start
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    timer = null;
  }

  @Override
  public synchronized boolean isRunning() {
    return timer != null;
  }
}

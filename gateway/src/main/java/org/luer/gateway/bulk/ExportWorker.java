package org.luer.gateway.bulk;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.AuditTrail;
import org.luer.gateway.access.AuditTrail.Agent;
import org.luer.gateway.access.PartnerCaller;
import org.luer.gateway.access.oauth.Clients;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.pull.ClientReads;
import org.luer.gateway.work.Lookout;
import org.luer.gateway.work.Worker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes exports, one after the other, a page of resources at a time: what it holds in memory does
 * not grow with the export. A file is there when it is complete; a node that goes on with what
 * another began writes the file anew that was not.
 *
 * <p>What the client may have is decided page by page, when it is written.
 */
final class ExportWorker implements Worker {
  private static final Logger LOG = LoggerFactory.getLogger(ExportWorker.class);
  private static final int PAGE = 200;
  private static final Duration HOLD = Duration.ofMinutes(2);
  private static final Duration LOOK = Duration.ofSeconds(2);
  private static final Duration TIDY = Duration.ofMinutes(1);

  private final ExportStore store;
  private final ExportFiles files;
  private final ClientReads reads;
  private final Clients clients;
  private final Partners partners;
  private final AuditTrail audit;
  private final TransactionTemplate transaction;
  private final Duration keep;
  private final Clock clock;
  private final Lookout lookout = new Lookout("bulk-export", LOOK, this::look);
  private Instant tidied = Instant.EPOCH;

  /** What it works with. */
  record Parts(
      ExportStore store,
      ExportFiles files,
      ClientReads reads,
      Clients clients,
      Partners partners,
      AuditTrail audit,
      TransactionTemplate transaction) {}

  /**
   * A worker.
   *
   * @param keep how long the files of a finished export are kept
   */
  ExportWorker(Parts parts, Duration keep, Clock clock) {
    this.store = parts.store();
    this.files = parts.files();
    this.reads = parts.reads();
    this.clients = parts.clients();
    this.partners = parts.partners();
    this.audit = parts.audit();
    this.transaction = parts.transaction();
    this.keep = keep;
    this.clock = clock;
  }

  /** It was deleted, or another node works on it. */
  private static final class NotOurs extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotOurs() {
      super("not ours", null, false, false);
    }
  }

  @Override
  public void start(boolean alone) {
    if (alone) {
      store.release();
    }
    lookout.start();
  }

  @Override
  public void stop() {
    lookout.stop(Duration.ofSeconds(5));
  }

  /** There may be something to do. */
  void wake() {
    lookout.wake();
  }

  private boolean look() throws IOException {
    tidy();
    return turn();
  }

  /** Removes what has expired or was deleted, on this node. */
  void tidy() throws IOException {
    var now = clock.instant();
    if (now.isBefore(tidied.plus(TIDY))) {
      return;
    }
    tidied = now;
    store.expire(now);
    var here = files.exports();
    var known = store.known(here);
    for (var export : here) {
      if (!known.contains(export)) {
        files.delete(export);
      }
    }
  }

  /** Works off one export; whether there was one. */
  boolean turn() {
    var claim = UUID.randomUUID().toString();
    var next = store.claim(claim, clock.instant(), HOLD);
    next.ifPresent(export -> write(export, claim));
    return next.isPresent();
  }

  private void write(Export export, String claim) {
    try {
      var caller = caller(export);
      if (caller.isPresent()) {
        var done =
            store.files(export.id()).stream()
                .map(Export.File::type)
                .collect(Collectors.toCollection(HashSet::new));
        long written = store.files(export.id()).stream().mapToLong(Export.File::resources).sum();
        for (var type : export.types()) {
          if (!done.contains(type)) {
            written += write(export, claim, type, caller.get(), written);
          }
        }
      }
      store.end(
          export.id(),
          claim,
          caller.isPresent() ? Export.DONE : "failed",
          clock.instant().plus(keep));
    } catch (NotOurs e) {
      LOG.info("an export was given up while it was written");
    } catch (IOException | RuntimeException e) {
      LOG.warn("An export could not be written: {}", e.getClass().getSimpleName());
      // its claim runs out, then it is tried again
    }
  }

  /** The client with what the token permitted, as far as the clinic still grants it. */
  private Optional<PartnerCaller> caller(Export export) {
    return clients.caller(export.client(), export.partner(), export.scopes());
  }

  private long write(Export export, String claim, String type, PartnerCaller caller, long before)
      throws IOException {
    var written = new long[1];
    files.write(
        export.id(),
        type,
        out -> {
          String after = "";
          while (after != null) {
            after = page(export, type, caller, after, out, written);
            var until = clock.instant().plus(HOLD);
            if (lookout.stopping()
                || !store.goesOn(export.id(), claim, type, before + written[0], until)) {
              throw new NotOurs();
            }
          }
        });
    store.wrote(export.id(), type, written[0]);
    return written[0];
  }

  private @Nullable String page(
      Export export,
      String type,
      PartnerCaller caller,
      String after,
      OutputStream out,
      long[] written)
      throws IOException {
    var page = reads.lines(caller, type, export.since(), after, PAGE);
    disclose(export, caller, page);
    for (var line : page.lines()) {
      out.write(line.json().getBytes(StandardCharsets.UTF_8));
      out.write('\n');
      written[0]++;
    }
    return page.last();
  }

  private void disclose(Export export, PartnerCaller caller, ClientReads.Lines page) {
    var partner = partners.current().find(export.partner());
    if (page.lines().isEmpty() || partner.isEmpty()) {
      return;
    }
    var patients = page.lines().stream().map(l -> l.row().patient()).collect(Collectors.toSet());
    transaction.executeWithoutResult(
        status -> {
          var first = store.told(export.id(), patients);
          if (!first.isEmpty()) {
            audit.exported(Agent.of(caller, partner.get(), null), export.request(), first);
          }
        });
  }
}

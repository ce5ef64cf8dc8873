package org.luer.gateway.mllp;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.luer.gateway.health.Readiness;
import org.luer.gateway.mllp.MllpListener.Options;
import org.luer.gateway.mllp.MllpListener.Tls;
import org.luer.gateway.partner.MllpSettings;
import org.springframework.context.SmartLifecycle;

/** All MLLP listeners of the service: they start last, and stop while everything else works. */
final class MllpListeners implements SmartLifecycle {
  private final List<Options> options;
  private final MessageIntake intake;
  private final MllpThreads threads;
  private final Readiness.Part part;
  private final List<MllpListener> listeners = new ArrayList<>();
  private volatile boolean running;

  MllpListeners(
      List<Options> options, MessageIntake intake, MllpThreads threads, Readiness.Part part) {
    this.options = List.copyOf(options);
    this.intake = intake;
    this.threads = threads;
    this.part = part;
  }

  /** The listeners that the settings ask for. */
  static List<Options> options(MllpSettings mllp, Optional<Tls> tls) {
    var all = new ArrayList<Options>();
    var plain = tls.isPresent() ? mllp.plaintextAddress() : mllp.address();
    all.add(options(mllp, "mllp", plain, mllp.port(), Optional.empty()));
    if (mllp.tls() != null) {
      all.add(options(mllp, "mllps", mllp.address(), mllp.tls().port(), tls));
    }
    for (var one : mllp.listeners()) {
      var address = Objects.requireNonNullElse(one.address(), mllp.address());
      var encrypted = one.tls() ? tls : Optional.<Tls>empty();
      all.add(options(mllp, one.name(), address, one.port(), encrypted));
    }
    return all;
  }

  private static Options options(
      MllpSettings mllp, String name, String address, int port, Optional<Tls> tls) {
    var framing =
        new Framing(
            mllp.maxMessage(),
            Framing.LISTENER.endGrace(),
            mllp.frameTimeout(),
            mllp.messageTimeout(),
            true);
    return new Options(
        name, address, port, framing, mllp.maxConnections(), mllp.idleTimeout(), tls);
  }

  @Override
  public void start() {
    var told = new ArrayList<String>();
    try {
      for (var one : options) {
        var listener = new MllpListener(one, intake, threads);
        listeners.add(listener);
        var place = one.address() + ":" + listener.start();
        told.add(
            switch (one.name()) {
              case "mllp" -> place;
              case "mllps" -> "TLS " + place;
              default -> one.name() + " " + place;
            });
      }
    } catch (RuntimeException e) {
      stop();
      throw e;
    }
    running = true;
    part.ready(String.join(", ", told));
  }

  @Override
  public void stop() {
    part.notReady("stopping");
    listeners.forEach(MllpListener::close);
    listeners.clear();
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** After the HTTP server, whose stop comes next after ours. */
  @Override
  public int getPhase() {
    return Integer.MAX_VALUE - 1;
  }
}

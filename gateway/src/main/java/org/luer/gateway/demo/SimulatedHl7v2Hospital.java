package org.luer.gateway.demo;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.luer.gateway.mllp.Acknowledgement;
import org.luer.gateway.mllp.Acknowledgement.Verdict;
import org.luer.gateway.mllp.Hl7v2Text;
import org.luer.gateway.mllp.MessageIntake;
import org.luer.gateway.mllp.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A simulated hospital that takes every HL7 v2 message, and each control id once. */
public final class SimulatedHl7v2Hospital implements MessageIntake {
  private static final Logger LOG = LoggerFactory.getLogger(SimulatedHl7v2Hospital.class);

  private final String name;
  private final Clock clock;
  private final Map<String, String> taken = new ConcurrentHashMap<>();
  private final AtomicLong answers = new AtomicLong();

  /** A hospital with this name. */
  public SimulatedHl7v2Hospital(String name, Clock clock) {
    this.name = name;
    this.clock = clock;
  }

  @Override
  public Reply accept(byte[] message, Peer peer) {
    var text = Hl7v2Text.of(message);
    if (text.isEmpty()) {
      return Reply.hangUp();
    }
    var type = text.get().component("MSH", 9, 1) + "_" + text.get().component("MSH", 9, 2);
    if (taken.putIfAbsent(text.get().field("MSH", 10), type) == null) {
      LOG.info("simulated hospital {} took {}", name, type);
    }
    var id = "SIM" + answers.incrementAndGet();
    return Reply.answer(
        Acknowledgement.of(text.get(), Verdict.ACCEPT, List.of(), id, OffsetDateTime.now(clock)));
  }

  /** Control ids and types of what was taken. */
  public Map<String, String> taken() {
    return Map.copyOf(taken);
  }
}

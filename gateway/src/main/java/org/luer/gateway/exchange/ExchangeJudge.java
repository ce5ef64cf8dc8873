package org.luer.gateway.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Metrics;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.intake.Tables;
import org.luer.gateway.partner.Receives;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.exchange.Exchanges;
import org.luer.mappings.hl7v2.Hl7v2Message;
import org.luer.mappings.hl7v2.MessageWriter;
import org.luer.mappings.receipt.Comparison.Withheld;
import org.luer.mappings.receipt.Leaf;
import org.luer.mappings.translation.Parcel;
import org.luer.mappings.translation.ParcelReceipts;

/**
 * Measures what of a set arrives at a partner and whether anything that must arrive is missing.
 *
 * <p>Judged over all messages of the exchange to that partner together, on the whole set as it is
 * told to somebody who has nothing of it: a correction repeats only what changed. A judgement is
 * kept for a while, since every message of the set asks for it.
 */
public final class ExchangeJudge {
  private static final Pattern IDENTIFIER =
      Pattern.compile("(?:Patient(?:\\(\\d+\\))?#)?/identifiers/(\\d+)/.*");
  private static final int MANY = 512;

  /** Seconds of processor time that receipts took: what a message costs more for being measured. */
  private static final String CPU_METRIC = "luer.receipts.cpu.seconds";

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final String mapping;
  private final Cache<List<Object>, Judgement> kept =
      Caffeine.newBuilder()
          .maximumSize(MANY)
          .expireAfterWrite(Duration.ofMinutes(5))
          .executor(Runnable::run)
          .build();

  /** A judge that names this version of the mapping in its receipts. */
  public ExchangeJudge(String mapping) {
    this.mapping = mapping;
  }

  /**
   * What arrives.
   *
   * @param receipt counts and the leaves that do not arrive, as they are kept
   * @param missing paths that must arrive and do not; none = the set may go
   * @param messages the HL7 v2 messages that were judged: what a partner is sent who has nothing of
   *     the set yet
   */
  public record Judgement(JsonNode receipt, List<String> missing, List<Hl7v2Message> messages) {
    public Judgement {
      missing = List.copyOf(missing);
      messages = List.copyOf(messages);
    }

    /** The message of this type, where it was judged. */
    public Optional<Hl7v2Message> message(String type) {
      return messages.stream().filter(m -> m.type().equals(type)).findFirst();
    }
  }

  /**
   * Judges a set.
   *
   * @param versions what it was made of
   * @param types the HL7 v2 messages that the partner takes of it, all endpoints together
   */
  public Judgement judge(
      Parcel<?> parcel,
      Map<String, Integer> versions,
      Receives.Format format,
      Set<String> types,
      Dialect dialect) {
    return kept.get(
        List.of(parcel.exchange().name(), versions, format, types, dialect),
        key -> measure(parcel, format, types, dialect));
  }

  private Judgement measure(
      Parcel<?> parcel, Receives.Format format, Set<String> types, Dialect dialect) {
    var receipts = new ParcelReceipts(Exchanges.ALL, Tables::of, mapping, dialect);
    var renderings = receipts.renderings();
    var parcels = new ArrayList<Parcel<?>>(List.of(parcel));
    var fhir = format == Receives.Format.FHIR;
    var messages =
        fhir
            ? List.<Hl7v2Message>of()
            : parcel.toHl7v2(dialect, types).stream()
                .map(draft -> MessageWriter.write(draft, "", dialect))
                .toList();
    var target =
        fhir
            ? renderings.fhir(parcel.toFhir(dialect))
            : renderings.hl7v2(messages.stream().map(Hl7v2Message::text).toList());
    long cpu = THREADS.getCurrentThreadCpuTime();
    var measured = receipts.outward(parcels, target, othersNumbers(parcel, dialect));
    var stored = ClinicJson.mapper().<JsonNode>valueToTree(measured.stored());
    var missing = receipts.missing(parcel, measured);
    Metrics.counter(CPU_METRIC).increment((THREADS.getCurrentThreadCpuTime() - cpu) / 1e9);
    return new Judgement(stored, missing, messages);
  }

  /** Numbers that other partners gave to the patient are nobody else's business. */
  private static Withheld othersNumbers(Parcel<?> parcel, Dialect dialect) {
    var patient =
        parcel.records().stream()
            .filter(Patient.class::isInstance)
            .map(Patient.class::cast)
            .findFirst();
    if (patient.isEmpty()) {
      return Withheld.NOTHING;
    }
    var identifiers = patient.get().identifiers();
    var own = parcel.about() instanceof Patient;
    return leaf -> {
      var place = own || leaf.path().startsWith("Patient") ? identifier(leaf) : null;
      return place != null && !dialect.peer().gave(identifiers.get(place))
          ? "number of another authority"
          : null;
    };
  }

  private static @Nullable Integer identifier(Leaf leaf) {
    var matcher = IDENTIFIER.matcher(leaf.path());
    return matcher.matches() ? Integer.valueOf(matcher.group(1)) : null;
  }
}

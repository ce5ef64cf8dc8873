package org.luer.gateway.packet;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.luer.gateway.access.Disclosure.Verdict;
import org.luer.gateway.billing.Payers;
import org.luer.gateway.exchange.SupportingRecords;
import org.luer.gateway.journal.Disclosures;
import org.luer.gateway.journal.Reception;
import org.luer.gateway.journal.RecordVersion;
import org.luer.gateway.journal.Records;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.partner.Settings;
import org.luer.gateway.partner.Voice;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.claim.Claim;
import org.luer.mappings.concept.coding.AuthorizationCriteria;
import org.luer.mappings.concept.coverage.Coverage;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Translation;
import org.luer.mappings.exchange.PacketBundle;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.rendering.AuthorizationPackets;
import org.luer.mappings.rendering.Fonts;
import org.luer.mappings.rendering.PacketInput;
import org.springframework.http.HttpStatus;

/**
 * Gathers what a packet is made from, under the disclosure rules of the insurer that gets it: a
 * record that may not go there stays out, and without patient, coverage or request there is none.
 */
final class Packets {
  private static final Set<String> SUPPORT =
      Set.of("Referral", "Assessment", "InfusionOrder", "InfusionSession", "SessionSummary");

  private final Records records;
  private final Disclosures disclosures;
  private final Partners partners;
  private final Settings settings;
  private final Clock clock;

  Packets(
      Records records, Disclosures disclosures, Partners partners, Settings settings, Clock clock) {
    this.records = records;
    this.disclosures = disclosures;
    this.partners = partners;
    this.settings = settings;
    this.clock = clock;
  }

  /** There is no packet, and why. */
  static final class None extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final HttpStatus status;

    None(HttpStatus status, String why) {
      super(why, null, false, false);
      this.status = status;
    }

    HttpStatus status() {
      return status;
    }
  }

  /**
   * A packet.
   *
   * @param told the rule by which each record goes, by kind, id and version
   * @param withheld the rule by which each other one stays out
   */
  record Packet(
      Partner insurer,
      String patient,
      PacketInput input,
      List<ClinicRecord> all,
      Map<String, String> told,
      Map<String, String> withheld) {}

  /** The packet of a request for prior authorization. */
  Packet of(String id) {
    var version =
        records
            .latest("Claim", id)
            .filter(v -> v.owner().equals(Reception.CLINIC))
            .orElseThrow(() -> new None(HttpStatus.NOT_FOUND, "There is no such claim."));
    var request = read(version, Claim.class).orElseThrow();
    if (request.use() != Claim.Use.PREAUTHORIZATION) {
      throw new None(
          HttpStatus.CONFLICT,
          "This is a claim for payment: there is a packet of a request for prior authorization"
              + " only.");
    }
    var coverages = coverages(request);
    var insurer =
        coverages.stream()
            .findFirst()
            .flatMap(v -> read(v, Coverage.class))
            .flatMap(c -> Payers.insurer(c, partners.current()))
            .orElseThrow(
                () ->
                    new None(
                        HttpStatus.CONFLICT,
                        "The settings name no insurer for the first coverage; one that takes"
                            + " nothing electronically needs no receives."));
    return judged(version, request, coverages, insurer);
  }

  private Packet judged(
      RecordVersion version, Claim request, List<RecordVersion> coverages, Partner insurer) {
    var needed = new ArrayList<RecordVersion>();
    needed.add(version);
    records.latest("Patient", version.patientId()).ifPresent(needed::add);
    needed.addAll(coverages);
    var whole = new ArrayList<>(needed);
    whole.addAll(SupportingRecords.of(request, SUPPORT, records));
    var verdicts = disclosures.deliveries(insurer, whole);
    var told = new LinkedHashMap<String, String>();
    var withheld = new LinkedHashMap<String, String>();
    var permitted = new ArrayList<RecordVersion>();
    for (int i = 0; i < whole.size(); i++) {
      var one = whole.get(i);
      var verdict = verdicts.get(i);
      if (verdict.permitted()) {
        permitted.add(one);
        told.put(numbered(one), verdict.rule());
      } else if (i < needed.size()) {
        throw withheld(one, verdict);
      } else {
        withheld.put(numbered(one), verdict.rule());
      }
    }
    var at = now();
    var all = permitted.stream().flatMap(v -> read(v, ClinicRecord.class).stream()).toList();
    var patient =
        of(all, Patient.class).stream()
            .findFirst()
            .orElseThrow(() -> new None(HttpStatus.CONFLICT, "There is no record of the patient."));
    var payer = of(all, Coverage.class).stream().findFirst().map(Payers::named).orElse("*");
    var support =
        all.stream()
            .filter(r -> !(r instanceof Claim || r instanceof Patient || r instanceof Coverage))
            .toList();
    var input =
        new PacketInput(
            clinic(),
            patient,
            of(all, Coverage.class),
            request,
            support,
            AuthorizationCriteria.check(request, support, payer, List.of(), at.toLocalDate()),
            at);
    return new Packet(insurer, version.patientId(), input, all, told, withheld);
  }

  private static None withheld(RecordVersion record, Verdict verdict) {
    return new None(
        HttpStatus.CONFLICT,
        record.kind() + " may not go to the insurer: " + verdict.named() + ". See disclosure.");
  }

  private static String numbered(RecordVersion version) {
    return version.reference() + "/" + version.version();
  }

  private List<RecordVersion> coverages(Claim request) {
    return request.coverageIds().stream()
        .flatMap(id -> records.latest("Coverage", id).stream())
        .filter(v -> v.owner().equals(Reception.CLINIC))
        .toList();
  }

  private static <T> Optional<T> read(RecordVersion version, Class<T> as) {
    return ClinicRecords.read(version.content())
        .value()
        .flatMap(all -> all.stream().filter(as::isInstance).map(as::cast).findFirst());
  }

  private static <T> List<T> of(List<ClinicRecord> records, Class<T> as) {
    return records.stream().filter(as::isInstance).map(as::cast).toList();
  }

  private OffsetDateTime now() {
    ZoneId zone = Objects.requireNonNullElse(settings.clinic().zone(), ZoneOffset.UTC);
    return clock.instant().atZone(zone).toOffsetDateTime().truncatedTo(ChronoUnit.SECONDS);
  }

  private Organization clinic() {
    return Voice.billing(settings.clinic(), settings.billing());
  }

  /** The pages. */
  static byte[] pdf(Packet packet) {
    return AuthorizationPackets.pdf(packet.input(), Fonts.shipped());
  }

  /** The data as a FHIR Bundle. */
  Translation<String> bundle(Packet packet) {
    return PacketBundle.of(
            packet.input().request().id(),
            packet.all(),
            packet.input().clinic(),
            packet.input().at(),
            settings.clinic().base())
        .map(FhirJson::encode);
  }

  /** The data as clinic records. */
  static ArrayNode records(Packet packet) {
    var array = ClinicJson.mapper().createArrayNode();
    packet.all().forEach(r -> array.add(ClinicRecords.tree(r)));
    return array;
  }
}

package org.luer.gateway.exchange;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.luer.gateway.exchange.Clearance.Cleared;
import org.luer.gateway.journal.Reason;
import org.luer.gateway.journal.RecordVersion;
import org.luer.gateway.journal.Records;
import org.luer.gateway.partner.ClinicSettings;
import org.luer.gateway.partner.Receives;
import org.luer.gateway.partner.Voice;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.exchange.charges.Charges;
import org.luer.mappings.exchange.charges.ChargesExchange;
import org.luer.mappings.translation.Parcel;

/**
 * What goes to an insurer about one claim or question, as one set. Either stays here when something
 * that must arrive would not ({@link #mustCarry}): an insurer that is asked about a patient, day or
 * service that it cannot read answers about another.
 *
 * @param versions of the records that it is made of, by reference
 */
public record InsurerParts(Charges set, Map<String, Integer> versions) {
  /** The patient, then the coverages in the order in which the record names them. */
  public static List<RecordVersion> companions(RecordVersion about, Records records) {
    var companions = new ArrayList<RecordVersion>();
    records.latest("Patient", about.patientId()).ifPresent(companions::add);
    for (var id : Json.read(about.content()).path("coverageIds")) {
      records.latest("Coverage", id.asText()).ifPresent(companions::add);
    }
    return companions;
  }

  /** The set of a record and its companions; empty when they make none. */
  public static Optional<InsurerParts> of(
      RecordVersion about, List<RecordVersion> companions, ClinicSettings clinic) {
    var all = new ArrayList<>(companions);
    all.add(about);
    var read = new ArrayList<ClinicRecord>();
    var versions = new LinkedHashMap<String, Integer>();
    for (var version : all) {
      ClinicRecords.read(Json.read(version.content()), "").value().ifPresent(read::add);
      versions.put(version.reference(), version.version());
    }
    return ChargesExchange.INSTANCE
        .assemble(read, Voice.organization(clinic))
        .value()
        .flatMap(sets -> sets.stream().findFirst())
        .map(set -> new InsurerParts(set, versions));
  }

  /** What of it arrives as FHIR. */
  public ExchangeJudge.Judgement judged(ExchangeJudge judge, Dialect dialect) {
    return judge.judge(
        new Parcel<>(ChargesExchange.INSTANCE, set),
        versions,
        Receives.Format.FHIR,
        Set.of(),
        dialect);
  }

  /** Why a set stays here of which something that must arrive would not. */
  public static Reason mustCarry(ExchangeJudge.Judgement judgement) {
    return new Reason(
        "must-carry",
        "This would not arrive in the insurer's format: "
            + String.join(", ", judgement.missing())
            + ".");
  }

  /** What the journal keeps beside the bytes. */
  public ObjectNode facts(Cleared cleared, ExchangeJudge.Judgement judgement) {
    var facts = JsonNodeFactory.instance.objectNode();
    facts.set("receipt", cleared.noted(judgement.receipt()));
    var told = facts.putObject("records");
    versions.forEach(told::put);
    return facts;
  }
}

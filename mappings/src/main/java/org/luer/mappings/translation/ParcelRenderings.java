package org.luer.mappings.translation;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.Bundle;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.hl7v2.Draft;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.hl7v2.Version;
import org.luer.mappings.receipt.ClinicLeaves;
import org.luer.mappings.receipt.FhirLeaves;
import org.luer.mappings.receipt.FhirTexts;
import org.luer.mappings.receipt.Hl7v2Leaves;
import org.luer.mappings.receipt.Leaf;
import org.luer.mappings.receipt.Rendering;

/** {@link Parcel}s in each format, as receipts compare them: their leaves, and the way back. */
public final class ParcelRenderings {
  private final Translations translations;
  private final Dialect dialect;

  /** Renderings in one dialect, read back by these exchanges. */
  public ParcelRenderings(Translations translations, Dialect dialect) {
    this.translations = translations;
    this.dialect = dialect;
  }

  /**
   * Clinic records. Paths are JSON pointers into the record that a lone parcel is about; all others
   * start with the kind, as in {@code Patient#/birthDate}, and its number when there are several.
   */
  public Rendering<Parcel<?>> clinic(List<Parcel<?>> parcels) {
    var carried = carried(parcels);
    var kinds = carried.stream().map(p -> p.about().getClass().getSimpleName()).distinct().toList();
    var id = carried.size() == 1 ? carried.get(0).about().id() : null;
    return new Rendering<>(
        "clinic", kinds, id, () -> clinicLeaves(carried), () -> carried, Set::of);
  }

  /** A Bundle, its JSON made only when its leaves are asked for. */
  public Rendering<Parcel<?>> fhir(Bundle bundle) {
    return fhir(
        bundle, () -> translations.carriedFromFhir(bundle, dialect).value().orElse(List.of()));
  }

  /** A Bundle that was read already. */
  public Rendering<Parcel<?>> fhir(Bundle bundle, List<Parcel<?>> read) {
    return fhir(bundle, () -> carried(read));
  }

  private static Rendering<Parcel<?>> fhir(Bundle bundle, Supplier<List<Parcel<?>>> read) {
    return new Rendering<>(
        "fhir",
        List.of("Bundle"),
        bundle.getIdentifier().getValue(),
        () -> fhirLeaves(bundle),
        read,
        () -> FhirTexts.of(bundle));
  }

  /** The HL7 v2 messages of one input or of one delivery. */
  public Rendering<Parcel<?>> hl7v2(List<String> messages) {
    return hl7v2(
        messages, () -> translations.carriedFromHl7v2(messages, dialect).value().orElse(List.of()));
  }

  /** The HL7 v2 messages of one input that was read already. */
  public Rendering<Parcel<?>> hl7v2(List<String> messages, List<Parcel<?>> read) {
    return hl7v2(messages, () -> carried(read));
  }

  private static Rendering<Parcel<?>> hl7v2(List<String> messages, Supplier<List<Parcel<?>>> read) {
    var headers =
        messages.stream().flatMap(m -> PreParser.read(header(m)).value().stream()).toList();
    return new Rendering<>(
        "hl7v2",
        headers.stream().map(PreParser::type).distinct().toList(),
        headers.isEmpty() ? null : headers.get(0).header().text(10),
        () -> Hl7v2Leaves.of(messages),
        read,
        messages.stream().anyMatch(ParcelRenderings::speaks) ? null : Set::of);
  }

  /** Whether a message has segments that say something in words. */
  private static boolean speaks(String message) {
    return message.contains("\rNTE|") || message.contains("\rZ");
  }

  /** The message up to the end of its first segment. */
  private static String header(String message) {
    var end = message.indexOf('\r', Math.max(0, message.indexOf("MSH")));
    return end < 0 ? message : message.substring(0, end + 1);
  }

  /** The leaves that parcels have when they are rendered in the format of a rendering. */
  List<Leaf> again(List<Parcel<?>> parcels, Rendering<Parcel<?>> like) {
    return switch (like.format()) {
      case "clinic" -> clinicLeaves(parcels, records(like.facts()), like.leaves());
      case "fhir" -> parcels.isEmpty() ? List.of() : fhirLeaves(again(parcels, document(like)));
      default ->
          // straight from the composed segments: HAPI's strict check matters on the wire, not here
          Hl7v2Leaves.ofDrafts(parcels.stream().flatMap(p -> written(p, like).stream()).toList());
    };
  }

  /** In the type that came in; what was told beside its business in a message of its own. */
  private List<Draft> written(Parcel<?> parcel, Rendering<?> like) {
    var old = version(like).map(dialect::withVersion).orElse(dialect);
    var same = parcel.toHl7v2(old, Set.copyOf(like.types()));
    return same.isEmpty() ? parcel.toHl7v2(old, Set.of()) : same;
  }

  /** MSH-12 of what came in: another version has the same in other places. */
  private static Optional<String> version(Rendering<?> like) {
    return like.leaves().stream()
        .filter(l -> l.pattern().endsWith(":MSH-12.1"))
        .map(Leaf::value)
        .filter(Version::known)
        .findFirst();
  }

  private static boolean document(Rendering<?> like) {
    return like.leaves().stream()
        .anyMatch(l -> l.path().equals("Bundle.type") && l.value().equals("document"));
  }

  private Bundle again(List<Parcel<?>> parcels, boolean document) {
    return document
        ? Documents.of(parcels, dialect).orElseGet(() -> bundle(parcels, dialect))
        : bundle(parcels, dialect);
  }

  /** One Bundle for all parcels of an input; what several of them share stands there once. */
  public static Bundle bundle(List<Parcel<?>> parcels, Dialect dialect) {
    var whole = parcels.get(0).toFhir(dialect);
    Shared.add(whole, parcels.stream().skip(1).map(p -> p.toFhir(dialect)).toList());
    SameProblems.join(whole);
    Neighbours.join(whole);
    return whole;
  }

  private static List<Leaf> fhirLeaves(Bundle bundle) {
    try {
      return FhirLeaves.of(ClinicJson.mapper().readTree(FhirJson.encodeLoosely(bundle)));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("HAPI writes JSON", impossible);
    }
  }

  private static List<Leaf> clinicLeaves(List<Parcel<?>> parcels) {
    return clinicLeaves(parcels, List.of(), List.of());
  }

  /**
   * The leaves of records; those of a record that is the same as the known one at its place are
   * taken from there.
   *
   * @param known leaves of the known records, one record's behind the other's
   */
  private static List<Leaf> clinicLeaves(
      List<Parcel<?>> parcels, List<ClinicRecord> knownRecords, List<Leaf> known) {
    var leaves = new ArrayList<Leaf>(1024);
    var alone = parcels.size() == 1 ? parcels.get(0).about() : null;
    var records = records(parcels);
    var totals = new HashMap<String, Integer>();
    records.forEach(r -> totals.merge(kind(r), 1, Integer::sum));
    var numbers = new HashMap<String, Integer>();
    var keys = new HashMap<String, Integer>();
    var runs = runs(known);
    var index = 0;
    for (var clinicRecord : records) {
      var kind = kind(clinicRecord);
      var number = numbers.merge(kind, 1, Integer::sum);
      var place = place(clinicRecord, alone, number, totals.getOrDefault(kind, 1));
      var there = index < runs.size() ? runs.get(index) : List.<Leaf>of();
      if (!there.isEmpty()
          && clinicRecord.equals(knownRecords.get(index))
          && ClinicLeaves.again(there, place, keys)) {
        leaves.addAll(there);
      } else {
        leaves.addAll(ClinicLeaves.of(ClinicRecords.tree(clinicRecord), place, keys));
      }
      index++;
    }
    return leaves;
  }

  /** Leaves parted by their records: each begins with its kind. */
  private static List<List<Leaf>> runs(List<Leaf> leaves) {
    var runs = new ArrayList<List<Leaf>>();
    int start = 0;
    for (int i = 1; i <= leaves.size(); i++) {
      if (i == leaves.size() || ClinicLeaves.begins(leaves.get(i))) {
        runs.add(leaves.subList(start, i));
        start = i;
      }
    }
    return runs;
  }

  /** The records of all, those that several have once; compared only where the ids are the same. */
  private static List<ClinicRecord> records(List<Parcel<?>> parcels) {
    if (parcels.size() == 1) {
      return parcels.get(0).records();
    }
    var byId = new HashMap<String, List<ClinicRecord>>();
    var records = new ArrayList<ClinicRecord>();
    for (var parcel : parcels) {
      for (var one : parcel.records()) {
        var same = byId.computeIfAbsent(one.id(), id -> new ArrayList<>());
        if (!same.contains(one)) {
          same.add(one);
          records.add(one);
        }
      }
    }
    return records;
  }

  private static String kind(ClinicRecord clinicRecord) {
    return clinicRecord.getClass().getSimpleName();
  }

  private static String place(
      ClinicRecord clinicRecord, @Nullable ClinicRecord alone, int number, int of) {
    return clinicRecord == alone
        ? ""
        : kind(clinicRecord) + (of > 1 ? "(" + number + ")" : "") + "#";
  }

  private static List<Parcel<?>> carried(List<Parcel<?>> parcels) {
    var carried = new ArrayList<Parcel<?>>(parcels.size());
    parcels.forEach(p -> carried.add(p.carried()));
    return List.copyOf(carried);
  }
}

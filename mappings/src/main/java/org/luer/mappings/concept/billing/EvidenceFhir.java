package org.luer.mappings.concept.billing;

import java.util.Optional;
import org.hl7.fhir.r4.model.Reference;
import org.luer.mappings.core.CodeTable;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.Identifiers;

/**
 * {@link Evidence} to and from a reference by identifier: evidence-fhir.csv.
 *
 * <p>Mapped: type, identifier (kind of the record as system, its id as value), display (the pointer
 * into it). Read as well: a literal reference, whose resource type is the kind.
 */
public final class EvidenceFhir {
  private static final String RECORD = "record/";
  private static final CodeTable<String, Row> TABLE =
      CodeTable.load(
          EvidenceFhir.class,
          "evidence-fhir.csv",
          l -> new Row(l.getField("record"), l.getField("sid"), l.getField("type")),
          Row::record);

  private EvidenceFhir() {}

  private record Row(String record, String sid, String type) {}

  /** The reference. */
  public static Reference toFhir(Evidence evidence, String base) {
    var row = TABLE.find(evidence.record());
    var sid = row.map(Row::sid).orElse(RECORD + evidence.record());
    var reference =
        new Reference().setIdentifier(Identifiers.of(Systems.sid(base, sid), evidence.id()));
    row.ifPresent(r -> reference.setType(r.type()));
    if (evidence.pointer() != null) {
      reference.setDisplay(evidence.pointer());
    }
    return reference;
  }

  /** The evidence; empty when the reference names nothing that the clinic can keep. */
  public static Optional<Evidence> fromFhir(Reference reference, String base) {
    var display = reference.getDisplay();
    var pointer = display != null && display.startsWith("/") ? "#" + display : "";
    if (reference.hasReference()) {
      var parts = reference.getReference().split("/", -1);
      return parts.length < 2
          ? Optional.empty()
          : Evidence.of(parts[parts.length - 2] + "/" + parts[parts.length - 1]);
    }
    return kind(reference.getIdentifier().getSystem(), base)
        .flatMap(kind -> Evidence.of(kind + "/" + reference.getIdentifier().getValue() + pointer));
  }

  private static Optional<String> kind(
      @org.jspecify.annotations.Nullable String system, String base) {
    var ours = Systems.sid(base, "");
    if (system == null || !system.startsWith(ours)) {
      return Optional.empty();
    }
    var sid = system.substring(ours.length());
    return sid.startsWith(RECORD)
        ? Optional.of(sid.substring(RECORD.length()))
        : TABLE.rows().stream().filter(r -> r.sid().equals(sid)).map(Row::record).findFirst();
  }
}

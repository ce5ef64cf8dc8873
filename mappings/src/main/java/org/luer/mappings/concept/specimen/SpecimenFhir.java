package org.luer.mappings.concept.specimen;

import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.LooseTimes;
import org.luer.mappings.fhir.Quantities;
import org.luer.mappings.fhir.Times;

/**
 * {@link Specimen} to and from an R4 Specimen (US Core where its type is known).
 *
 * <p>Mapped: identifier, accessionIdentifier, type, receivedTime, collection.collected[x], method,
 * bodySite, quantity, type and additive of the first container, condition, the first note. Ignored
 * when read: status, parent, processing. Cannot carry: the role of a specimen.
 */
public final class SpecimenFhir {
  private static final String SID = "specimen";

  private SpecimenFhir() {}

  /** Writes the specimen of the report with this id. */
  public static Reference toFhir(
      Specimen specimen, String reportId, Reference subject, BundleWriter out) {
    var written = new org.hl7.fhir.r4.model.Specimen();
    written.setMeta(out.clinical(specimen.type() == null ? null : "us-core-specimen"));
    if (specimen.placerNumber() != null) {
      written.addIdentifier(Identifiers.of(specimen.placerNumber(), out.base()));
    }
    written.addIdentifier(Identifiers.of(out.sid(SID), reportId));
    if (specimen.number() != null) {
      written.setAccessionIdentifier(Identifiers.of(specimen.number(), out.base()));
    }
    if (specimen.type() != null) {
      written.setType(Codings.of(specimen.type()));
    }
    written.setSubject(subject);
    if (specimen.receivedAt() != null) {
      written.setReceivedTimeElement(Times.dateTime(specimen.receivedAt()));
    }
    var collection = written.getCollection();
    if (specimen.collectedTo() != null) {
      collection.setCollected(Times.period(specimen.collectedFrom(), specimen.collectedTo()));
    } else if (specimen.collectedFrom() != null) {
      collection.setCollected(Times.dateTime(specimen.collectedFrom()));
    }
    if (specimen.method() != null) {
      collection.setMethod(Codings.of(specimen.method()));
    }
    if (specimen.bodySite() != null) {
      collection.setBodySite(Codings.of(specimen.bodySite()));
    }
    if (specimen.amount() != null) {
      collection.setQuantity(Quantities.of(specimen.amount()));
    }
    if (specimen.additive() != null) {
      written.addContainer().setAdditive(Codings.of(specimen.additive()));
    }
    if (specimen.container() != null) {
      written.getContainerFirstRep().setType(Codings.of(specimen.container()));
    }
    if (specimen.description() != null) {
      written.addNote().setText(specimen.description());
    }
    specimen.conditions().forEach(c -> written.addCondition(Codings.of(c)));
    return out.update(written, out.sid(SID), reportId);
  }

  /** Reads a specimen. */
  public static Specimen fromFhir(org.hl7.fhir.r4.model.Specimen written, BundleReader in) {
    var path = in.path(written);
    var collection = written.getCollection();
    @Nullable DateTimeType moment =
        collection.hasCollectedDateTimeType() ? collection.getCollectedDateTimeType() : null;
    var period = collection.hasCollectedPeriod() ? collection.getCollectedPeriod() : null;
    return new Specimen(
        placer(written, in),
        written.hasAccessionIdentifier()
            ? Identifiers.read(written.getAccessionIdentifier(), in.dialect()).orElse(null)
            : null,
        Codings.read(written.getType()).orElse(null),
        Codings.read(collection.getMethod()).orElse(null),
        Codings.read(collection.getBodySite()).orElse(null),
        period == null
            ? LooseTimes.read(moment, path + ".collection.collectedDateTime", in.issues())
            : LooseTimes.start(period, path + ".collection.collectedPeriod", in.issues()),
        period == null
            ? null
            : LooseTimes.end(period, path + ".collection.collectedPeriod", in.issues()),
        LooseTimes.read(
            written.hasReceivedTime() ? written.getReceivedTimeElement() : null,
            path + ".receivedTime",
            in.issues()),
        conditions(written),
        null,
        collection.hasQuantity()
            ? Quantities.read(collection.getQuantity(), path + ".collection.quantity", in.issues())
                .orElse(null)
            : null,
        written.getContainerFirstRep().hasAdditiveCodeableConcept()
            ? Codings.read(written.getContainerFirstRep().getAdditiveCodeableConcept()).orElse(null)
            : null,
        written.hasNote() ? written.getNoteFirstRep().getText() : null,
        Codings.read(written.getContainerFirstRep().getType()).orElse(null));
  }

  private static @Nullable Identifier placer(
      org.hl7.fhir.r4.model.Specimen written, BundleReader in) {
    var own = org.luer.mappings.core.Systems.sid(in.base(), SID);
    return Identifiers.others(written.getIdentifier(), own, in.dialect()).findFirst().orElse(null);
  }

  private static List<Coded> conditions(org.hl7.fhir.r4.model.Specimen written) {
    var conditions = new ArrayList<Coded>();
    written.getCondition().forEach(c -> Codings.read(c).ifPresent(conditions::add));
    return conditions;
  }
}

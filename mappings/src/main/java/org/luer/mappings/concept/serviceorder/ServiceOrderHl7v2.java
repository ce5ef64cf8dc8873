package org.luer.mappings.concept.serviceorder;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.ClinicianHl7v2;
import org.luer.mappings.concept.order.OrderControl;
import org.luer.mappings.concept.order.hl7v2.DrugFieldsHl7v2;
import org.luer.mappings.concept.order.hl7v2.OrcHl7v2;
import org.luer.mappings.concept.order.hl7v2.OrderGroup;
import org.luer.mappings.concept.order.hl7v2.OrderHead;
import org.luer.mappings.concept.order.hl7v2.OrderSegments;
import org.luer.mappings.concept.order.hl7v2.TimingHl7v2;
import org.luer.mappings.concept.specimen.Specimen;
import org.luer.mappings.concept.specimen.SpecimenHl7v2;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.EntityNumbers;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Wire;

/**
 * {@link ServiceOrder} to and from ORM^O01 and OMG^O19 with OBR.
 *
 * <p>Mapped: OBR-2, 3 as ORC-2, 3; OBR-4, 13, 15 and SPM-4 (the specimen's kind), 16, 24, 27, 28,
 * 30, 31, 44, 45, 46. Version 2.8 has no OBR-15 and before 2.4 there is no OBR-46: observations
 * there. A specimen that was taken is SPM, or OBR-9, 14, 15 before 2.5; who is to do it and where
 * on the body are observations. Ignored when read: OBR-5, 6 beside TQ1; OBR-7 to 12, 14, 17 to 23,
 * 25, 26, 28 to 30, 32 to 43, 47 to 50.
 */
public final class ServiceOrderHl7v2 {
  private ServiceOrderHl7v2() {}

  /** Writes the order. */
  public static void write(ServiceOrder order, OrderControl control, OrderSegments out) {
    OrcHl7v2.write(order, control, out);
    var obr = out.detail().set(1, "1").set(2, out.orc().get(2)).set(3, out.orc().get(3));
    var timing = order.timing();
    TimingHl7v2.write(order, "", null, timing == null ? null : timing.occurrences(), out);
    obr.set(4, Cwe.write(order.service(), out.dialect()));
    if (!OrderSegments.fits(order.service())) {
      out.plan().coded("ORD-SERVICE", order.service());
    }
    information(order, out);
    specimen(order.specimen(), out);
    performance(order.doing(), out);
    if (order.orderer() != null) {
      obr.set(16, ClinicianHl7v2.provider(order.orderer(), out.dialect()));
    }
    var entry = order.origin();
    obr.set(24, Wire.text(order.section()))
        .set(
            28,
            Wire.repetitions(
                entry.copiesTo().stream()
                    .map(c -> ClinicianHl7v2.provider(c, out.dialect()))
                    .toList()))
        .set(30, Cwe.code(entry.transport()));
    out.coded(obr, 44, order.procedure(), "ORD-PROC");
    list(order.modifiers(), 45, "ORD-MOD", out);
    list(order.details(), 46, "ORD-DETAIL", out);
  }

  /** OBR-13 holds 300 characters. */
  private static void information(ServiceOrder order, OrderSegments out) {
    var text = order.clinicalInformation();
    if (text != null) {
      out.detail().set(13, Wire.text(text.substring(0, Math.min(text.length(), 300))));
      if (text.length() > 300 || text.contains("\n")) {
        out.plan().text("ORD-INFO", text);
      }
    }
  }

  /** SPS.1 of OBR-15: a code in subcomponents. */
  private static void specimen(@Nullable Coded specimen, OrderSegments out) {
    if (specimen == null) {
      return;
    }
    var there = out.layout().has("OBR", 15);
    if (there) {
      out.detail().set(15, Cwe.write(specimen, out.dialect()).replace('^', '&'));
    }
    if (out.layout().spm()) {
      out.specimen(new OutSegment("SPM").set(1, "1").set(4, Cwe.write(specimen, out.dialect())));
    }
    if (!there || !specimen.also().isEmpty()) {
      out.plan().coded("ORD-SPECIMEN", specimen);
    }
  }

  private static void performance(Performance doing, OrderSegments out) {
    out.plan().texts("ORD-DOER", doing.performers());
    out.plan().coded("ORD-DOER-KIND", doing.specialty());
    out.plan().codeds("ORD-BODY", doing.bodySites());
    out.plan().text("ORD-PREPARE", doing.preparation());
    if (doing.sample() != null && out.layout().spm()) {
      out.specimen(SpecimenHl7v2.segment(doing.sample(), out.dialect()));
    } else if (doing.sample() != null) {
      SpecimenHl7v2.inObr(doing.sample(), out.detail(), out.dialect());
    }
  }

  private static void list(List<Coded> codes, int field, String code, OrderSegments out) {
    var there = out.layout().has("OBR", field);
    if (there) {
      out.detail()
          .set(
              field,
              Wire.repetitions(codes.stream().map(c -> Cwe.write(c, out.dialect())).toList()));
    }
    if (!there || !codes.stream().allMatch(OrderSegments::fits)) {
      out.plan().codeds(code, codes);
    }
  }

  /** Reads the order. */
  public static Optional<ServiceOrder> read(OrderGroup group, OrderHead head, String patientId) {
    var obr = group.first("OBR");
    var issues = group.reading().issues();
    var service = DrugFieldsHl7v2.field(group, "OBR", 4, "ORD-SERVICE");
    if (obr == null || service == null) {
      var path = obr == null ? "OBR[1]" : obr.path(4);
      issues.error(IssueCode.REQUIRED, path, "the service is missing");
      return Optional.empty();
    }
    var own = group.plan().text("ORD-INFO");
    var sample = sample(group, obr);
    try {
      return Optional.of(
          new ServiceOrder(
              head.id(),
              patientId,
              head.placer(),
              head.filler(),
              head.group(),
              status(head.status()),
              head.when().priority(),
              head.orderer(),
              head.orderedAt(),
              service,
              obr.text(24).matches("[A-Z]{2,4}") ? obr.text(24) : null,
              DrugFieldsHl7v2.field(group, "OBR", 44, "ORD-PROC"),
              list(group, 45, "ORD-MOD"),
              list(group, 46, "ORD-DETAIL"),
              head.indications(),
              own == null && obr.has(13) ? obr.field(13).whole() : own,
              sample == null ? specimen(group) : null,
              performance(group, sample).orNull(),
              head.when().timing().orNull(),
              head.findings(),
              head.notes(),
              head.entry().orNull(),
              head.recordedAt()));
    } catch (InvalidRecordException invalid) {
      invalid.issues().forEach(i -> issues.error(i.code(), obr.path(), i.text()));
      return Optional.empty();
    }
  }

  private static ServiceOrder.Status status(String code) {
    return switch (code) {
      case "draft" -> ServiceOrder.Status.DRAFT;
      case "on-hold" -> ServiceOrder.Status.ON_HOLD;
      case "completed" -> ServiceOrder.Status.COMPLETED;
      case "entered-in-error" -> ServiceOrder.Status.ENTERED_IN_ERROR;
      case "cancelled", "stopped", "revoked" -> ServiceOrder.Status.REVOKED;
      default -> ServiceOrder.Status.ACTIVE;
    };
  }

  private static List<Coded> list(OrderGroup group, int field, String code) {
    var own = group.plan().codeds(code);
    var obr = group.first("OBR");
    return !own.isEmpty() || obr == null
        ? own
        : obr.repetitions(field).stream()
            .map(p -> Cwe.read(p, group.reading().dialect()))
            .filter(Objects::nonNull)
            .toList();
  }

  private static Performance performance(OrderGroup group, @Nullable Specimen sample) {
    return new Performance(
        group.plan().texts("ORD-DOER"),
        group.plan().coded("ORD-DOER-KIND"),
        group.plan().codeds("ORD-BODY"),
        group.plan().text("ORD-PREPARE"),
        sample);
  }

  /** What was taken already; null when only the kind of specimen is said. */
  private static @Nullable Specimen sample(OrderGroup group, Segment obr) {
    var sender = EntityNumbers.sender(group.header());
    var spm = group.first("SPM");
    var read = SpecimenHl7v2.read(spm, obr, sender, group.reading());
    if (spm != null) {
      group.used(spm);
    }
    return read == null || read.onlyKind() ? null : read;
  }

  private static @Nullable Coded specimen(OrderGroup group) {
    var own = group.plan().coded("ORD-SPECIMEN");
    var obr = group.first("OBR");
    var spm = group.first("SPM");
    if (own == null && spm != null && spm.has(4)) {
      return Cwe.read(spm.field(4), group.reading().dialect());
    }
    if (own != null || obr == null || !obr.has(15)) {
      return own;
    }
    var kind = obr.field(15);
    var text = kind.optionalSub(1, 2);
    var code = kind.optionalSub(1, 1);
    var system = kind.optionalSub(1, 3);
    if (code == null || system == null) {
      var words = text == null ? code : text;
      return words == null ? null : Coded.text(words);
    }
    var uri = org.luer.mappings.hl7v2.CodingSystems.uri(system, code, group.reading().dialect());
    return Coded.of(uri, code, text);
  }
}

package org.luer.mappings.concept.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.observation.Finding;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Device;
import org.luer.mappings.core.Issues;

/**
 * What another sender tells of a session beside what the clinic itself records.
 *
 * @param devices devices of which it tells, in the order of their ids; readings and pump name them
 * @param delivery how the drug came into the line
 * @param service service of the house that had the patient, HL7 table 0069
 * @param recordedBy staff number of the one who entered it; one of the session's staff
 * @param act what it says of the infusion as an act
 * @param diagnoses what it says of the indications beside their codes
 * @param parts numbers and words for parts of the session
 * @param reports the reports in which it came
 * @param findings observations that are no part of the session's own course, for example an ECG
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Told(
    List<Device> devices,
    @Nullable Delivery delivery,
    @Nullable Coded service,
    @Nullable String recordedBy,
    @Nullable Act act,
    List<Diagnosis> diagnoses,
    List<NumberedPart> parts,
    List<ReportNumber> reports,
    List<Finding> findings) {
  private static final Comparator<Device> BY_ID =
      Comparator.comparing(Device::id, Comparator.nullsFirst(Comparator.naturalOrder()));

  /** Nothing beside the session. */
  public static final Told NOTHING =
      new Told(List.of(), null, null, null, null, List.of(), List.of(), List.of(), List.of());

  public Told {
    devices = devices == null ? List.of() : devices.stream().sorted(BY_ID).toList();
    diagnoses = diagnoses == null ? List.of() : List.copyOf(diagnoses);
    parts = parts == null ? List.of() : List.copyOf(parts);
    reports = reports == null ? List.of() : List.copyOf(reports);
    findings = findings == null ? List.of() : List.copyOf(findings);
  }

  /** The same; null when it says nothing. */
  public @Nullable Told orNull() {
    return equals(NOTHING) ? null : this;
  }

  /** What it says of the act; without any, nothing. */
  public Act ofAct() {
    return act == null ? Act.UNSAID : act;
  }

  /** The same of a void session, whose findings are void too. */
  Told voided() {
    return new Told(
        devices,
        delivery,
        service,
        recordedBy,
        act,
        diagnoses,
        parts,
        reports,
        findings.stream().map(f -> f.as(Finding.Status.ENTERED_IN_ERROR)).toList());
  }

  /** Both together; what this one says stands. */
  public Told and(Told other) {
    return new Told(
        together(devices, other.devices, Device::id),
        delivery == null ? other.delivery : delivery,
        service == null ? other.service : service,
        recordedBy == null ? other.recordedBy : recordedBy,
        act == null ? other.act : act,
        together(diagnoses, other.diagnoses, Diagnosis::code),
        together(parts, other.parts, NumberedPart::part),
        together(reports, other.reports, r -> r),
        together(findings, other.findings, f -> f.key() + "@" + f.takenAt()));
  }

  private static <T> List<T> together(List<T> one, List<T> other, Function<T, Object> key) {
    var keys = one.stream().map(key).toList();
    return Stream.concat(one.stream(), other.stream().filter(o -> !keys.contains(key.apply(o))))
        .toList();
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.each(issues, path + "/devices", devices, Device::check);
    Check.optional(issues, path + "/delivery", delivery, Delivery::check);
    Check.optional(issues, path + "/service", service, Coded::check);
    Check.optional(issues, path + "/act", act, Act::check);
    Check.each(issues, path + "/diagnoses", diagnoses, Diagnosis::check);
    Check.unique(
        issues, path + "/diagnoses", diagnoses, Diagnosis::code, "the same indication twice");
    Check.each(issues, path + "/parts", parts, NumberedPart::check);
    Check.unique(issues, path + "/parts", parts, NumberedPart::part, "the same part twice");
    Check.each(issues, path + "/reports", reports, ReportNumber::check);
    Check.each(issues, path + "/findings", findings, Finding::check);
    Check.unique(issues, path + "/devices", devices, Device::id, "the same number twice");
    Check.unique(
        issues,
        path + "/findings",
        findings,
        f -> f.key() + "@" + f.takenAt(),
        "the same code and sub-id at the same time twice");
  }
}

package org.luer.mappings.concept.observation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;

/**
 * One finding of a report (one OBX, one FHIR Observation).
 *
 * @param code what was observed
 * @param number number of this finding at whoever made it
 * @param sub tells findings of the same code apart (OBX-4), at most 20 characters
 * @param value what was found
 * @param absent why there is no value
 * @param range what is normal
 * @param interpretations what the value means, for example H (v3 ObservationInterpretation)
 * @param method how it was observed
 * @param bodySite where on the body
 * @param status how far the finding is confirmed
 * @param takenAt when it was observed, where that differs from the report's time
 * @param analyzedAt when it was analyzed
 * @param observer who observed or answers for it
 * @param producer who produced it, as a code (OBX-15)
 * @param laboratory the organization that examined
 * @param device number of the device
 * @param note remarks on this finding, one line each
 * @param components parts that have no meaning of their own
 * @param categories what kind of finding it is, beside what the service of the report says
 * @param byPatient whether the patient observed it
 * @param members findings of the same report that it groups, by their numbers from 1
 * @param suffix what part of a report it is, for example IMP for the impression (HL7 v2.3.1 ch.
 *     7.1.4)
 * @param nature what the abnormality was measured by: age, sex, race (OBX-10, HL7 table 0080)
 * @param access codes that the producer set for who may see it (OBX-13)
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Finding(
    Coded code,
    @Nullable Identifier number,
    @Nullable String sub,
    @Nullable FindingValue value,
    @Nullable Absent absent,
    @Nullable ReferenceRange range,
    List<Coded> interpretations,
    @Nullable Coded method,
    @Nullable Coded bodySite,
    Status status,
    @Nullable OffsetDateTime takenAt,
    @Nullable OffsetDateTime analyzedAt,
    @Nullable Clinician observer,
    @Nullable Coded producer,
    @Nullable Laboratory laboratory,
    @Nullable Identifier device,
    @Nullable String note,
    List<Component> components,
    List<Coded> categories,
    @Nullable Boolean byPatient,
    List<Integer> members,
    @Nullable String suffix,
    @Nullable String nature,
    @Nullable String access) {

  /** A finding of which no more is told than its report groups. */
  public Finding(
      Coded code,
      @Nullable Identifier number,
      @Nullable String sub,
      @Nullable FindingValue value,
      @Nullable Absent absent,
      @Nullable ReferenceRange range,
      List<Coded> interpretations,
      @Nullable Coded method,
      @Nullable Coded bodySite,
      Status status,
      @Nullable OffsetDateTime takenAt,
      @Nullable OffsetDateTime analyzedAt,
      @Nullable Clinician observer,
      @Nullable Coded producer,
      @Nullable Laboratory laboratory,
      @Nullable Identifier device,
      @Nullable String note,
      List<Component> components,
      List<Coded> categories,
      @Nullable Boolean byPatient,
      List<Integer> members) {
    this(
        code,
        number,
        sub,
        value,
        absent,
        range,
        interpretations,
        method,
        bodySite,
        status,
        takenAt,
        analyzedAt,
        observer,
        producer,
        laboratory,
        device,
        note,
        components,
        categories,
        byPatient,
        members,
        null,
        null,
        null);
  }

  /** A finding of the kind that the service of the report says. */
  public Finding(
      Coded code,
      @Nullable Identifier number,
      @Nullable String sub,
      @Nullable FindingValue value,
      @Nullable Absent absent,
      @Nullable ReferenceRange range,
      List<Coded> interpretations,
      @Nullable Coded method,
      @Nullable Coded bodySite,
      Status status,
      @Nullable OffsetDateTime takenAt,
      @Nullable OffsetDateTime analyzedAt,
      @Nullable Clinician observer,
      @Nullable Coded producer,
      @Nullable Laboratory laboratory,
      @Nullable Identifier device,
      @Nullable String note,
      List<Component> components) {
    this(
        code,
        number,
        sub,
        value,
        absent,
        range,
        interpretations,
        method,
        bodySite,
        status,
        takenAt,
        analyzedAt,
        observer,
        producer,
        laboratory,
        device,
        note,
        components,
        List.of(),
        null,
        List.of());
  }

  public Finding {
    members = members == null ? List.of() : List.copyOf(members);
    categories = categories == null ? List.of() : List.copyOf(categories);
    interpretations = interpretations == null ? List.of() : List.copyOf(interpretations);
    components = components == null ? List.of() : List.copyOf(components);
  }

  /** How far a finding is confirmed (FHIR observation-status without unknown). */
  public enum Status {
    REGISTERED,
    PRELIMINARY,
    FINAL,
    AMENDED,
    CORRECTED,
    CANCELLED,
    ENTERED_IN_ERROR;

    /** The FHIR observation-status code. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Why there is no value (FHIR data-absent-reason). */
  public enum Absent {
    UNKNOWN,
    ASKED_UNKNOWN,
    TEMP_UNKNOWN,
    NOT_ASKED,
    ASKED_DECLINED,
    MASKED,
    NOT_APPLICABLE,
    UNSUPPORTED,
    ERROR,
    NOT_PERFORMED,
    NOT_PERMITTED;

    /** The FHIR data-absent-reason code. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * A part of a finding.
   *
   * @param code what the part is
   * @param value what was found
   * @param absent why there is no value
   * @param range what is normal
   * @param interpretations what the value means
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Component(
      Coded code,
      @Nullable FindingValue value,
      @Nullable Absent absent,
      @Nullable ReferenceRange range,
      List<Coded> interpretations) {
    public Component {
      interpretations = interpretations == null ? List.of() : List.copyOf(interpretations);
    }

    /** Reports every broken rule below the pointer. */
    public void check(Issues issues, String path) {
      Check.present(issues, path + "/code", code);
      Check.optional(issues, path + "/code", code, Coded::check);
      Finding.value(issues, path, value, absent);
      Check.each(issues, path + "/interpretations", interpretations, Coded::check);
    }
  }

  /** The same finding at another time. */
  Finding at(@Nullable OffsetDateTime time) {
    return copy(sub, status, time, components);
  }

  /** The same finding with another status. */
  public Finding as(Status other) {
    return copy(sub, other, takenAt, components);
  }

  /** The same finding with another sub-id. */
  Finding numbered(@Nullable String other) {
    return copy(other, status, takenAt, components);
  }

  /** The same finding with one more part. */
  Finding and(Component part) {
    return copy(sub, status, takenAt, Stream.concat(components.stream(), Stream.of(part)).toList());
  }

  /** The same finding with the number of whoever made it. */
  Finding withNumber(@Nullable Identifier other) {
    return copy(other, sub, status, takenAt, components, members);
  }

  private Finding copy(
      @Nullable String newSub,
      Status newStatus,
      @Nullable OffsetDateTime newTime,
      List<Component> newComponents) {
    return copy(number, newSub, newStatus, newTime, newComponents, members);
  }

  /** The same finding with those that it groups. */
  Finding grouping(List<Integer> others) {
    return copy(number, sub, status, takenAt, components, others);
  }

  private Finding copy(
      @Nullable Identifier newNumber,
      @Nullable String newSub,
      Status newStatus,
      @Nullable OffsetDateTime newTime,
      List<Component> newComponents,
      List<Integer> newMembers) {
    return new Finding(
        code,
        newNumber,
        newSub,
        value,
        absent,
        range,
        interpretations,
        method,
        bodySite,
        newStatus,
        newTime,
        analyzedAt,
        observer,
        producer,
        laboratory,
        device,
        note,
        newComponents,
        categories,
        byPatient,
        newMembers,
        suffix,
        nature,
        access);
  }

  /** What makes it the same finding in another version of the report: code and sub-id. */
  public Object key() {
    return key(code, sub);
  }

  static Object key(@Nullable Coded code, @Nullable String sub) {
    return List.of(
        code == null ? "" : String.valueOf(code.system()),
        code == null ? "" : String.valueOf(code.code() == null ? code.text() : code.code()),
        String.valueOf(sub));
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/code", code);
    Check.optional(issues, path + "/code", code, Coded::check);
    Check.present(issues, path + "/status", status);
    if (sub != null && (sub.isBlank() || sub.length() > 20 || !sub.equals(sub.strip()))) {
      issues.error(IssueCode.VALUE, path + "/sub", "must be 1 to 20 characters");
    }
    value(issues, path, value, absent);
    Check.each(issues, path + "/interpretations", interpretations, Coded::check);
    Check.optional(issues, path + "/method", method, Coded::check);
    Check.optional(issues, path + "/bodySite", bodySite, Coded::check);
    Check.optional(issues, path + "/producer", producer, Coded::check);
    Check.optional(issues, path + "/observer", observer, Clinician::check);
    Check.optional(issues, path + "/laboratory", laboratory, Laboratory::check);
    Check.each(issues, path + "/components", components, Component::check);
    Check.each(issues, path + "/categories", categories, Coded::check);
  }

  private static void value(
      Issues issues, String path, @Nullable FindingValue value, @Nullable Absent absent) {
    Check.optional(issues, path + "/value", value, FindingValue::check);
    if (value != null && absent != null) {
      issues.error(IssueCode.CONFLICT, path + "/absent", "says that there is no value, but one is");
    }
  }
}

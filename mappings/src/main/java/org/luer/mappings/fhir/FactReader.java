package org.luer.mappings.fhir;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationComponentComponent;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Device;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.core.Systems;

/** Reads the facts of one session; the counterpart of {@link FactWriter}. Not thread-safe. */
public final class FactReader {
  private final BundleReader in;
  private final String session;
  private final List<Observation> observations;
  private final Set<Observation> used = new HashSet<>();
  private final Set<String> staff;
  private final Map<String, Device> devices = new LinkedHashMap<>();

  /**
   * Facts of one session.
   *
   * @param observations the Observations that belong to it
   * @param session the session's number
   * @param staff the staff numbers of its people
   */
  public FactReader(
      BundleReader in, String session, List<Observation> observations, Set<String> staff) {
    this.session = session;
    this.in = in;
    this.observations = observations;
    this.staff = staff;
  }

  /** The Bundle. */
  public BundleReader in() {
    return in;
  }

  /** Where findings go. */
  public Issues issues() {
    return in.issues();
  }

  /** FHIRPath of a resource. */
  public String path(Resource resource) {
    return in.path(resource);
  }

  /** The Observations whose code in kic-observation is this one; they count as read. */
  public List<Observation> findings(String code) {
    var system = Systems.own(in.base(), FactWriter.KIC);
    var found = new ArrayList<Observation>();
    for (var observation : observations) {
      if (observation.getCode().hasCoding(system, code)) {
        found.add(observation);
        used.add(observation);
      }
    }
    return found;
  }

  /** The first of these Observations. */
  public Optional<Observation> finding(String code) {
    return findings(code).stream().findFirst();
  }

  /** All Observations of the session. */
  public List<Observation> observations() {
    return observations;
  }

  /** Whether we gave this number to a part of the session: it begins with the session's. */
  public boolean ours(org.hl7.fhir.r4.model.Identifier written) {
    var system = String.valueOf(written.getSystem());
    var value = String.valueOf(written.getValue());
    var base = Systems.sid(in.base(), "");
    return system.startsWith(base)
        && !system.startsWith(base + "authority/")
        && (value.equals(session)
            || value.startsWith(session + "-")
            || system.equals(base + "compounded-product"));
  }

  /** The first number of a part that we did not give. */
  public Optional<Identifier> number(Resource part) {
    return PartKey.identifiers(part).stream()
        .filter(i -> !ours(i) && !Identifiers.is(i, "VN"))
        .flatMap(i -> Identifiers.read(i, in.dialect()).stream())
        .findFirst();
  }

  /** The number of a device; one that somebody else than the clinic gave is remembered. */
  public @Nullable String device(Reference device, DomainResource owner) {
    var described = in.resolve(device, owner, org.hl7.fhir.r4.model.Device.class);
    if (described.isPresent()) {
      var first = described.get().getIdentifierFirstRep();
      var read = Devices.read(described.get(), clinics(first), in.dialect());
      read.ifPresent(d -> devices.putIfAbsent(d.id(), d));
      return read.map(Device::id).orElse(null);
    }
    if (!device.hasIdentifier()) {
      return device.hasReference() ? null : device.getDisplay();
    }
    var written = device.getIdentifier();
    if (!clinics(written)) {
      Identifiers.read(written, in.dialect())
          .ifPresent(d -> devices.putIfAbsent(d.value(), Device.of(d)));
    }
    return written.getValue();
  }

  /** Whether the clinic gave this number. */
  private boolean clinics(org.hl7.fhir.r4.model.Identifier written) {
    var system = String.valueOf(written.getSystem());
    return system.startsWith(Systems.sid(in.base(), ""))
        && !system.startsWith(Systems.sid(in.base(), "authority/"));
  }

  /** The devices read so far of which more is known than a number of the clinic's. */
  public List<Device> devices() {
    return List.copyOf(devices.values());
  }

  /** The Observations that nothing has read; they count as read now. */
  public List<Observation> rest() {
    var rest = observations.stream().filter(o -> !used.contains(o)).toList();
    used.addAll(rest);
    return rest;
  }

  /** Says that an Observation was read. */
  public void used(Observation observation) {
    used.add(observation);
  }

  /** Warns of every Observation that nothing has read. */
  public void reportUnread() {
    for (var observation : observations) {
      if (!used.contains(observation)) {
        issues()
            .warning(
                IssueCode.CODE_UNKNOWN,
                path(observation) + ".code",
                "is not a finding of a session report: not read");
      }
    }
  }

  /** The components with this code in kic-observation. */
  public List<ObservationComponentComponent> components(Observation parent, String code) {
    var system = Systems.own(in.base(), FactWriter.KIC);
    return parent.getComponent().stream().filter(c -> c.getCode().hasCoding(system, code)).toList();
  }

  /** The value of the first component with this code. */
  public @Nullable Type value(Observation parent, String code) {
    var found = components(parent, code);
    return found.isEmpty() ? null : found.get(0).getValue();
  }

  /** The words of all components with this code. */
  public List<String> texts(Observation parent, String code) {
    return components(parent, code).stream()
        .map(c -> text(c.getValue()))
        .flatMap(Optional::stream)
        .toList();
  }

  /** A quantity that must come out in this unit. */
  public @Nullable Quantity quantity(@Nullable Type value, String unit, String path) {
    return value instanceof org.hl7.fhir.r4.model.Quantity quantity
        ? Quantities.read(quantity, unit, path, issues()).orElse(null)
        : null;
  }

  /** A coded thing. */
  public @Nullable Coded coded(@Nullable Type value) {
    return value instanceof CodeableConcept concept ? Codings.read(concept).orElse(null) : null;
  }

  /** A truth value. */
  public @Nullable Boolean truth(@Nullable Type value) {
    return value instanceof BooleanType truth ? truth.getValue() : null;
  }

  /** A whole number. */
  public @Nullable Integer number(@Nullable Type value) {
    return value instanceof IntegerType number ? number.getValue() : null;
  }

  /** Words. */
  public Optional<String> text(@Nullable Type value) {
    return value instanceof StringType text
        ? Optional.ofNullable(text.getValue())
        : Optional.empty();
  }

  /** A time that may be missing. */
  public @Nullable OffsetDateTime time(@Nullable Type value, String path) {
    return Times.read(value, path, issues()).orElse(null);
  }

  /** A time that must be there. */
  public Optional<OffsetDateTime> needed(@Nullable Type value, String path) {
    if (value == null || value.isEmpty()) {
      issues().error(IssueCode.REQUIRED, path, "is missing");
    }
    return Times.needed(value, path, issues());
  }

  /** The staff number of the first performer; one who is not of the session's staff is reported. */
  public @Nullable String by(List<Reference> performers, DomainResource owner) {
    for (var performer : performers) {
      var id =
          in.resolve(performer, owner, Practitioner.class)
              .flatMap(p -> People.staffId(p, in.base()))
              .or(() -> Optional.ofNullable(performer.getIdentifier().getValue()));
      if (id.isPresent() && staff.contains(id.get())) {
        return id.get();
      }
      issues()
          .warning(
              IssueCode.NOT_FOUND,
              path(owner) + ".performer",
              "is nobody of the participants of the Encounter: not read");
    }
    return null;
  }
}

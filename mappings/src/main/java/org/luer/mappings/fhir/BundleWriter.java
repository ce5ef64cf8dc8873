package org.luer.mappings.fhir;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.Systems;

/**
 * Collects the entries of one transaction Bundle. fullUrls derive from type and business
 * identifier, so the same thing has the same fullUrl in every Bundle. Not thread-safe.
 */
public final class BundleWriter {
  /** Code system of where a record comes from. */
  public static final String ORIGIN = "record-origin";

  private static final String US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition/";
  private static final String UNRESERVED = "-._~:/";

  private final String base;
  private final Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
  private final Set<String> known = new HashSet<>();
  private final List<Coding> labels =
      List.of(
          Codings.coding(
              "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "R", "restricted"),
          Codings.coding(
              "http://terminology.hl7.org/CodeSystem/v3-ActCode",
              "PSY",
              "psychiatry disorder information sensitivity"));
  private final Coding origin;

  /** A Bundle whose own systems hang below this base. */
  public BundleWriter(String base) {
    this.base = base;
    this.origin = Codings.coding(own(ORIGIN), "kic-gateway", "Ketamine clinic gateway");
    bundle.getMeta().setSecurity(List.copyOf(labels));
  }

  /** What was collected. */
  public Bundle bundle() {
    return bundle;
  }

  /** The base of our own systems. */
  public String base() {
    return base;
  }

  /** One of our own identifier systems. */
  public String sid(String name) {
    return Systems.sid(base, name);
  }

  /** One of our own code systems. */
  public String own(String name) {
    return Systems.own(base, name);
  }

  /** The canonical URL of a US Core profile. */
  public static String usCore(String profile) {
    return US_CORE + profile;
  }

  /** Meta with the profile and our origin; for things that say nothing about a treatment. */
  public Meta meta(@Nullable String profile) {
    var meta = new Meta();
    if (profile != null) {
      meta.addProfile(US_CORE + profile);
    }
    meta.addTag(origin);
    return meta;
  }

  /** Meta of a clinical fact: restricted, psychiatry. */
  public Meta clinical(@Nullable String profile) {
    var meta = meta(profile);
    labels.forEach(meta::addSecurity);
    return meta;
  }

  /** A conditional create: the receiver's version stands when it has one. */
  public Reference create(Resource resource, String system, String value) {
    var entry = add(resource, system, value);
    if (entry != null) {
      entry
          .getRequest()
          .setMethod(Bundle.HTTPVerb.POST)
          .setUrl(resource.fhirType())
          .setIfNoneExist(criterion(system, value));
    }
    return reference(resource.fhirType(), system, value);
  }

  /** A conditional create of a thing that its receiver knows by another number than ours. */
  public Reference create(Resource resource, String system, String value, Identifier known) {
    var reference = create(resource, system, value);
    request(resource)
        .ifPresent(r -> r.setIfNoneExist(criterion(known.getSystem(), known.getValue())));
    return reference;
  }

  /** A conditional update of a thing that its receiver knows by another number than ours. */
  public Reference update(Resource resource, String system, String value, Identifier known) {
    var reference = update(resource, system, value);
    var criterion = criterion(known.getSystem(), known.getValue());
    request(resource).ifPresent(r -> r.setUrl(resource.fhirType() + "?" + criterion));
    return reference;
  }

  private Optional<Bundle.BundleEntryRequestComponent> request(Resource resource) {
    return bundle.getEntry().stream()
        .filter(e -> e.getResource() == resource)
        .map(Bundle.BundleEntryComponent::getRequest)
        .findFirst();
  }

  /** A conditional update: our version replaces the receiver's copy. */
  public Reference update(Resource resource, String system, String value) {
    var entry = add(resource, system, value);
    if (entry != null) {
      entry
          .getRequest()
          .setMethod(Bundle.HTTPVerb.PUT)
          .setUrl(resource.fhirType() + "?" + criterion(system, value));
    }
    return reference(resource.fhirType(), system, value);
  }

  /** An update with an id of our choice, for types that cannot be found by identifier. */
  public Reference put(Resource resource, String system, String value) {
    var id = Ids.uuid(resource.fhirType(), system, value).toString();
    var entry = add(resource, system, value);
    if (entry != null) {
      resource.setId(id);
      entry.getRequest().setMethod(Bundle.HTTPVerb.PUT).setUrl(resource.fhirType() + "/" + id);
    }
    return reference(resource.fhirType(), system, value);
  }

  private Bundle.@Nullable BundleEntryComponent add(
      Resource resource, String system, String value) {
    var url = url(resource.fhirType(), system, value);
    if (!known.add(url)) {
      return null;
    }
    return bundle.addEntry().setFullUrl(url).setResource(resource);
  }

  /** The reference to a thing in this Bundle. */
  public static Reference reference(String type, String system, String value) {
    return new Reference(url(type, system, value));
  }

  /** The fullUrl of a thing. */
  public static String url(String type, String system, String value) {
    return "urn:uuid:" + Ids.uuid(type, system, value);
  }

  /** The search criterion of a business identifier, encoded for a URL. */
  public static String criterion(String system, String value) {
    return "identifier=" + encoded(system) + "%7C" + encoded(value);
  }

  private static String encoded(String text) {
    var url = new StringBuilder(text.length() + 8);
    for (var b : text.getBytes(StandardCharsets.UTF_8)) {
      var c = (char) (b & 0xff);
      if (unreserved(c)) {
        url.append(c);
      } else {
        url.append('%')
            .append(Integer.toHexString(0x100 | c).substring(1).toUpperCase(Locale.ROOT));
      }
    }
    return url.toString();
  }

  private static boolean unreserved(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || UNRESERVED.indexOf(c) >= 0;
  }
}

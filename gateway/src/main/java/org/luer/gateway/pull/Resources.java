package org.luer.gateway.pull;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;
import org.luer.mappings.fhir.FhirJson;

/**
 * The resources of a Bundle as they are served: under the ids that their fullUrls derive from what
 * they are, so that the same thing has the same id in every Bundle, and with references to each
 * other.
 */
final class Resources {
  private static final Pattern URN =
      Pattern.compile("\"urn:uuid:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\"");
  private static final int URN_LENGTH = "urn:uuid:".length();
  private static final int HASH_BYTES = 12;

  private Resources() {}

  /**
   * A resource.
   *
   * @param content JSON, with neither version nor time of change
   * @param hash of the content; the version id of who gets it
   */
  record Served(String type, String id, String content, String hash) {
    /** As HAPI's model. */
    Resource parsed() {
      return (Resource) FhirJson.context().newJsonParser().parseResource(content);
    }
  }

  /**
   * The resources, each once.
   *
   * @param address of the FHIR interface, for what is fetched by URL
   */
  static List<Served> of(Bundle bundle, String address) {
    Map<String, String> places = new HashMap<>();
    for (var entry : bundle.getEntry()) {
      var type = entry.getResource().fhirType();
      var id = entry.getFullUrl().substring(URN_LENGTH);
      places.put(id, (type.equals("Binary") ? address + "/" : "") + type + "/" + id);
    }
    var served = new ArrayList<Served>();
    for (var entry : bundle.getEntry()) {
      var resource = entry.getResource();
      resource.setId(entry.getFullUrl().substring(URN_LENGTH));
      var content = placed(FhirJson.encode(resource), places);
      served.add(
          new Served(
              resource.fhirType(), resource.getIdElement().getIdPart(), content, hash(content)));
    }
    return served;
  }

  private static String placed(String json, Map<String, String> places) {
    return URN.matcher(json)
        .replaceAll(
            found -> {
              var place = places.get(found.group(1));
              return place == null ? found.group() : "\"" + place + "\"";
            });
  }

  /** A short name of a content. */
  static String hash(String content) {
    try {
      var digest =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has SHA-256", missing);
    }
  }
}

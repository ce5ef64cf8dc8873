package org.luer.gateway.intake.fhir;

import com.fasterxml.jackson.databind.JsonNode;
import org.hl7.fhir.r4.model.Bundle;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Issue;

/**
 * What a partner posts in one go, as a Bundle: all of it is taken or nothing.
 *
 * @param type what the journal calls it: {@code Bundle} or the type of the one resource
 * @param payload the bytes to keep
 * @param bundle what they say; a single resource is its only entry
 * @param tree the Bundle as JSON, with the resources as they came
 * @param place how places of the first entry are called in the source; null = as in the Bundle
 */
@SuppressWarnings("ArrayRecordComponent") // bytes are never compared here
record Post(String type, byte[] payload, Bundle bundle, JsonNode tree, @Nullable Place place) {

  /** Other names of the places of the only entry. */
  record Place(String entry, String resource) {
    Issue of(Issue issue) {
      var path =
          issue
              .path()
              .replace("Bundle.entry[0].resource", resource)
              .replace("Bundle.entry[0]", entry)
              .replaceAll("^\\.", "");
      return new Issue(issue.severity(), issue.code(), path, issue.text());
    }
  }

  Issue placed(Issue issue) {
    return place == null ? issue : place.of(issue);
  }
}

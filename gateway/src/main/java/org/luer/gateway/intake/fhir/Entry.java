package org.luer.gateway.intake.fhir;

import java.util.List;
import org.hl7.fhir.r4.model.Resource;
import org.luer.gateway.smart.Scope.Access;

/**
 * One resource that a partner posted.
 *
 * @param index of its entry in the Bundle
 * @param id under which it is kept: the partner's own, or a derived one
 * @param keys its business identifiers as {@code system|value}
 * @param access what the token must permit
 * @param unlessKnown create it only when it is not known (If-None-Exist)
 * @param content its JSON as it came
 */
record Entry(
    int index,
    String id,
    List<String> keys,
    Access access,
    boolean unlessKnown,
    Resource resource,
    String content) {
  Entry {
    keys = List.copyOf(keys);
  }

  String type() {
    return resource.fhirType();
  }
}

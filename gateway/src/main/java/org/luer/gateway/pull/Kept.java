package org.luer.gateway.pull;

import java.util.Optional;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;
import org.luer.gateway.pull.Renditions.Rendition;
import org.luer.mappings.fhir.FhirJson;

/**
 * Resources that stand in a page of results by name only: their JSON is kept already, and nobody
 * needs it as a model unless it is asked for in another form.
 */
final class Kept {
  private static final String RENDITION = Kept.class.getName();

  private Kept() {}

  /** A resource with nothing but id, version and time, which knows its rendition. */
  static Resource in(Rendition rendition) {
    var row = rendition.row();
    var resource = (Resource) FhirJson.context().getResourceDefinition(row.type()).newInstance();
    resource.getMeta().setVersionId(rendition.hash()).setLastUpdatedElement(rendition.changed());
    resource.setId(new IdType(row.type(), row.id(), rendition.hash()));
    resource.setUserData(RENDITION, rendition);
    return resource;
  }

  /** The rendition of such a resource; empty for a resource that is whole. */
  static Optional<Rendition> of(IBaseResource resource) {
    return Optional.ofNullable((Rendition) resource.getUserData(RENDITION));
  }

  /** The JSON that is kept, with version and time where {@code meta} stands. */
  static String json(Rendition rendition) {
    var content = rendition.content();
    var begin =
        "{\"resourceType\":\""
            + rendition.row().type()
            + "\",\"id\":\""
            + rendition.row().id()
            + '"';
    var meta =
        "\"versionId\":\""
            + rendition.hash()
            + "\",\"lastUpdated\":\""
            + rendition.changed().getValueAsString()
            + '"';
    if (content.startsWith(begin + ",\"meta\":{")) {
      int at = begin.length() + ",\"meta\":{".length();
      return content.substring(0, at) + meta + ',' + content.substring(at);
    }
    if (content.startsWith(begin) && !content.contains("\"meta\":{")) {
      return begin + ",\"meta\":{" + meta + '}' + content.substring(begin.length());
    }
    return FhirJson.encodeLoosely(rendition.resource());
  }
}

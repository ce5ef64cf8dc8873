package org.luer.gateway.pull;

import ca.uhn.fhir.rest.api.RestSearchParameterTypeEnum;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.fhir.FhirJson;

/**
 * One search parameter of a type: FHIR R4's own definition, from HAPI's model, or one of US Core's.
 *
 * @param name as it stands in a URL
 * @param paths where its values stand
 */
record SearchParameter(String name, RestSearchParameterTypeEnum kind, List<Path> paths) {

  /** Parameters that R4 does not have (US Core 7.0.0), by type and name. */
  private static final Map<String, String> US_CORE =
      Map.of("Encounter:discharge-disposition", "Encounter.hospitalization.dischargeDisposition");

  private static final Pattern RESOLVED =
      Pattern.compile("\\.where\\(resolve\\(\\) is ([A-Za-z]+)\\)");
  private static final Pattern SYSTEM = Pattern.compile("\\.where\\(system='([a-z]+)'\\)");

  /**
   * A place.
   *
   * @param elements names below the resource
   * @param target the only type that a reference there may be to; null = any
   * @param system the only system that a contact point there may have; null = any
   */
  record Path(List<String> elements, @Nullable String target, @Nullable String system) {
    private static Path of(String expression) {
      var target = group(RESOLVED.matcher(expression));
      var system = group(SYSTEM.matcher(expression));
      var plain =
          expression
              .replaceAll("\\.(where|as|exists)\\(.*\\)", "")
              .replaceAll(" (as|is) [A-Za-z]+", "")
              .replaceAll(" [!=&].*", "")
              .replaceAll("[() ]", "");
      var names = List.of(plain.split("\\.", -1));
      return new Path(names.subList(1, names.size()), target, system);
    }

    private static @Nullable String group(Matcher matcher) {
      return matcher.find() ? matcher.group(1) : null;
    }

    private boolean takes(Base value) {
      if (target != null && value instanceof Reference reference) {
        return reference.hasReference() && reference.getReference().startsWith(target + "/");
      }
      return system == null
          || (value instanceof org.hl7.fhir.r4.model.ContactPoint point
              && point.hasSystem()
              && point.getSystem().toCode().equals(system));
    }
  }

  static SearchParameter of(String type, String name) {
    var own = US_CORE.get(type + ":" + name);
    if (own != null) {
      return new SearchParameter(name, RestSearchParameterTypeEnum.TOKEN, List.of(Path.of(own)));
    }
    var known =
        Objects.requireNonNull(
            FhirJson.context().getResourceDefinition(type).getSearchParam(name),
            () -> type + " has no search parameter " + name);
    return new SearchParameter(
        name,
        known.getParamType(),
        known.getPathsSplitForResourceType(type).stream().map(Path::of).toList());
  }

  /** The types that a reference there may be to. */
  List<String> targets(String type) {
    var only = paths.stream().map(Path::target).filter(Objects::nonNull).distinct().toList();
    return only.isEmpty()
        ? FhirJson.context().getResourceDefinition(type).getSearchParam(name).getTargets().stream()
            .filter(t -> ServedType.of(t).isPresent())
            .toList()
        : only;
  }

  /** Whether it says of which patient a resource is. */
  boolean patient(String type) {
    return name.equals("patient") || (type.equals("AdverseEvent") && name.equals("subject"));
  }

  /** What a resource has there. */
  List<Base> values(Resource resource) {
    var values = new ArrayList<Base>();
    for (var path : paths) {
      List<Base> at = List.of(resource);
      for (var element : path.elements()) {
        at = at.stream().flatMap(b -> b.listChildrenByName(element).stream()).toList();
      }
      at.stream().filter(path::takes).filter(b -> !b.isEmpty()).forEach(values::add);
    }
    return values;
  }
}

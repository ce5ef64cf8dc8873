package org.luer.gateway.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Translation;

/**
 * Reads clinic records; a refusal names every reason: those of the published JSON Schema, then
 * those of the record's rules.
 */
public final class ClinicSchemas {
  private static final Map<String, JsonSchema> LOADED = new ConcurrentHashMap<>();

  private ClinicSchemas() {}

  /**
   * One record from its tree.
   *
   * @param at JSON pointer of the tree in its document
   */
  public static Translation<ClinicRecord> read(JsonNode tree, String at) {
    return ClinicRecords.read(tree, at)
        .fold(
            Translation.Accepted::new,
            reasons -> new Translation.Refused<>(all(tree, at, reasons)));
  }

  private static List<Issue> all(JsonNode tree, String at, List<Issue> reasons) {
    var kind = tree.path("kind").asText();
    if (!ClinicRecords.KINDS.containsKey(kind)) {
      return reasons;
    }
    var structural =
        LOADED.computeIfAbsent(kind, ClinicSchemas::load).validate(tree).stream()
            .map(message -> issue(message).below(at))
            .distinct()
            .toList();
    // binding stops at the first structural fault, the schema does not; the record's own rules are
    // only judged when it binds
    return structural.isEmpty() ? reasons : structural;
  }

  private static Issue issue(ValidationMessage message) {
    var place = message.getInstanceLocation().toString();
    var property = message.getProperty();
    return switch (message.getType()) {
      case "required" -> Issue.error(IssueCode.REQUIRED, place + "/" + property, "is missing");
      case "additionalProperties", "unevaluatedProperties" ->
          Issue.error(
              IssueCode.STRUCTURE, place + "/" + property, "is not an element of the clinic model");
      case "enum", "const" -> Issue.error(IssueCode.CODE_UNKNOWN, place, words(message));
      default -> Issue.error(IssueCode.VALUE, place, words(message));
    };
  }

  /**
   * The validator's words speak of the schema, never of the value, except for these kinds of rule.
   */
  private static String words(ValidationMessage message) {
    return message.getError() == null ? message.getType() : message.getError();
  }

  private static JsonSchema load(String kind) {
    var config = SchemaValidatorsConfig.builder().pathType(PathType.JSON_POINTER).build();
    try (var in = ClinicSchemas.class.getResourceAsStream("/schemas/" + kind + ".json")) {
      if (in == null) {
        throw new IllegalStateException("no schema is published for " + kind);
      }
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(in, config);
    } catch (IOException broken) {
      throw new UncheckedIOException("schema of " + kind, broken);
    }
  }
}

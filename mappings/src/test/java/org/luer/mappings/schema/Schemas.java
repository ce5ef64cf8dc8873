package org.luer.mappings.schema;

import com.fasterxml.classmate.ResolvedType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.PartialTime;

/**
 * JSON Schemas (draft 2020-12) of the clinic records, generated from the records: every element is
 * known, what is not nullable is required, enums are their codes, descriptions are the Javadoc.
 */
final class Schemas {
  private static final String BASE = "https://clinic.example.org/fhir/schemas/";
  private static final String TIME =
      "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?(Z|[+-]\\d{2}:\\d{2})$";
  private static final String DATE = "^\\d{4}(-\\d{2}(-\\d{2})?)?$";
  private static final String ID = "^[A-Za-z0-9._~-]{1,64}$";

  /** Rules of single elements that the records check, by record and component. */
  private static final Map<String, String> PATTERNS =
      Map.of(
          "Clinician.npi", "^\\d{10}$",
          "Organization.npi", "^\\d{10}$",
          "Drug.ndc", "^\\d{11}$");

  private static final SchemaGenerator GENERATOR = generator();

  private Schemas() {}

  /** The schema of one kind of record. */
  static ObjectNode of(Class<?> kind) {
    var generated = GENERATOR.generateSchema(kind);
    var schema = ClinicJson.mapper().createObjectNode();
    schema.set("$schema", generated.remove("$schema"));
    schema.put("$id", BASE + kind.getSimpleName() + ".json");
    schema.put("title", kind.getSimpleName());
    schema.put("description", Javadoc.of(kind).summary());
    schema.setAll(generated);
    withKind(schema, kind.getSimpleName());
    return schema;
  }

  private static void withKind(ObjectNode schema, String kind) {
    var properties = ClinicJson.mapper().createObjectNode();
    properties.putObject("kind").put("const", kind);
    properties.setAll((ObjectNode) schema.get("properties"));
    schema.set("properties", properties);
    var required = ClinicJson.mapper().createArrayNode().add("kind");
    required.addAll((ArrayNode) schema.get("required"));
    schema.set("required", required);
  }

  private static SchemaGenerator generator() {
    var config =
        new SchemaGeneratorConfigBuilder(
                ClinicJson.mapper(), SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
            .with(new JacksonModule())
            .with(Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT)
            .with(Option.DEFINITIONS_FOR_ALL_OBJECTS)
            .with(Option.SCHEMA_VERSION_INDICATOR);
    config
        .forTypesInGeneral()
        .withPropertySorter(Comparator.comparing(member -> 0)) // stable: the order of the record
        .withCustomDefinitionProvider(Schemas::known);
    config
        .forFields()
        .withRequiredCheck(Schemas::required)
        .withDescriptionResolver(Schemas::description)
        .withStringPatternResolver(Schemas::pattern)
        .withArrayMinItemsResolver(f -> name(f).equals("Patient.names") ? 1 : null);
    return new SchemaGenerator(config.build());
  }

  private static @Nullable CustomDefinition known(
      ResolvedType type, SchemaGenerationContext context) {
    if (type.getErasedType() == OffsetDateTime.class) {
      return text(context).apply("date-time", TIME);
    }
    if (type.getErasedType().isEnum()) {
      return codes(type.getErasedType(), context);
    }
    if (type.getErasedType() == PartialTime.class) {
      return text(context).apply(null, "(" + DATE + ")|(" + TIME + ")");
    }
    return type.getErasedType() == PartialDate.class ? text(context).apply(null, DATE) : null;
  }

  private static CustomDefinition codes(Class<?> type, SchemaGenerationContext context) {
    var node = context.getGeneratorConfig().createObjectNode().put("type", "string");
    var codes = node.putArray("enum");
    for (var constant : type.getEnumConstants()) {
      codes.add(ClinicJson.mapper().<JsonNode>valueToTree(constant));
    }
    return new CustomDefinition(node, true);
  }

  private interface Text {
    CustomDefinition apply(@Nullable String format, String pattern);
  }

  private static Text text(SchemaGenerationContext context) {
    return (format, pattern) -> {
      var node = context.getGeneratorConfig().createObjectNode().put("type", "string");
      if (format != null) {
        node.put("format", format);
      }
      node.put("pattern", pattern);
      return new CustomDefinition(node, true);
    };
  }

  private static boolean required(FieldScope field) {
    var type = Objects.requireNonNull(field.getRawMember()).getAnnotatedType();
    return (!type.isAnnotationPresent(Nullable.class) && !field.getType().isInstanceOf(List.class))
        || name(field).equals("Patient.names");
  }

  private static @Nullable String description(FieldScope field) {
    if (field.isFakeContainerItemScope()) {
      return null;
    }
    return Javadoc.of(Objects.requireNonNull(field.getRawMember()).getDeclaringClass())
        .parameter(field.getName());
  }

  private static @Nullable String pattern(FieldScope field) {
    var owner = Objects.requireNonNull(field.getRawMember()).getDeclaringClass();
    var key = field.getName().equals("id") && ClinicRecord.class.isAssignableFrom(owner);
    return key ? ID : PATTERNS.get(name(field));
  }

  private static String name(FieldScope field) {
    var member = Objects.requireNonNull(field.getRawMember());
    return member.getDeclaringClass().getSimpleName() + "." + field.getName();
  }

  /** As the file holds it. */
  static String text(JsonNode schema) {
    return schema.toPrettyString().replace("\r\n", "\n") + "\n";
  }
}

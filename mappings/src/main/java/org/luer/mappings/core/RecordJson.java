package org.luer.mappings.core;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes records of the clinic model as JSON text, the same text as {@link ClinicJson} writes.
 *
 * <p>A command that translates one small file lives for a second; building an object mapper and its
 * serializers would take a third of that. This class reads the components of a record and nothing
 * else; of Jackson's annotations it knows those that the clinic model uses: {@link JsonInclude} on
 * the record and {@link JsonValue}. RecordJsonTest compares the two writers.
 */
public final class RecordJson {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();
  private static final Map<Class<?>, Form> FORMS = new ConcurrentHashMap<>();

  private RecordJson() {}

  /** An indented array of the records, each with its {@code kind} first, each once. */
  public static String array(Collection<? extends ClinicRecord> records) {
    var text = new StringWriter();
    try (var out = FACTORY.createGenerator(text)) {
      out.useDefaultPrettyPrinter();
      // by identity first: most records that stand in several sets are the same object
      var known = new IdentityHashMap<ClinicRecord, Boolean>();
      out.writeStartArray();
      for (var one : records) {
        if (known.put(one, true) == null && first(known, one)) {
          form(one.getClass()).write(out, one, one.getClass().getSimpleName());
        }
      }
      out.writeEndArray();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  private static boolean first(Map<ClinicRecord, Boolean> known, ClinicRecord one) {
    for (var other : known.keySet()) {
      if (other != one && other.id().equals(one.id()) && other.equals(one)) {
        return false;
      }
    }
    return true;
  }

  /** One line of JSON: an object of texts. */
  public static String line(List<Map.Entry<String, String>> fields) {
    var text = new StringWriter();
    try (var out = FACTORY.createGenerator(text)) {
      out.writeStartObject();
      for (var field : fields) {
        out.writeStringField(field.getKey(), field.getValue());
      }
      out.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  private static void write(JsonGenerator out, @Nullable Object value) throws IOException {
    if (value == null) {
      out.writeNull();
    } else if (value instanceof String text) {
      out.writeString(text);
    } else if (value instanceof BigDecimal number) {
      out.writeNumber(number);
    } else if (value instanceof Integer number) {
      out.writeNumber(number);
    } else if (value instanceof Long number) {
      out.writeNumber(number);
    } else if (value instanceof Boolean flag) {
      out.writeBoolean(flag);
    } else if (value instanceof OffsetDateTime time) {
      out.writeString(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time));
    } else if (value instanceof Collection<?> list) {
      out.writeStartArray();
      for (var element : list) {
        write(out, element);
      }
      out.writeEndArray();
    } else if (value instanceof Map<?, ?> map) {
      out.writeStartObject();
      for (var entry : map.entrySet()) {
        out.writeFieldName(String.valueOf(entry.getKey()));
        write(out, entry.getValue());
      }
      out.writeEndObject();
    } else if (value instanceof byte[] bytes) {
      out.writeBinary(bytes);
    } else if (value instanceof Enum<?> constant) {
      form(constant.getDeclaringClass()).write(out, constant, null);
    } else {
      form(value.getClass()).write(out, value, null);
    }
  }

  private static Form form(Class<?> type) {
    var form = FORMS.get(type);
    if (form == null) {
      form = Form.of(type);
      FORMS.put(type, form);
    }
    return form;
  }

  /**
   * How the values of one class are written.
   *
   * @param single the member whose value stands for the whole, null for an object
   * @param fields the components of a record
   * @param nulls whether absent components are written
   * @param empties whether empty texts and lists are written
   */
  private record Form(
      @Nullable AccessibleObject single, List<Field> fields, boolean nulls, boolean empties) {

    /** Fields, not accessors: the JVM makes a class for every method that is called often. */
    static Form of(Class<?> type) {
      if (!type.isRecord()) {
        for (var method : type.getDeclaredMethods()) {
          if (method.isAnnotationPresent(JsonValue.class)) {
            return new Form(method, List.of(), false, false);
          }
        }
        throw new IllegalStateException(type + " has no form in the clinic model");
      }
      var fields = new java.util.ArrayList<Field>();
      for (var component : type.getRecordComponents()) {
        var field = field(type, component.getName());
        if (field.isAnnotationPresent(JsonValue.class)) {
          return new Form(field, List.of(), false, false);
        }
        fields.add(field);
      }
      var include = type.getAnnotation(JsonInclude.class);
      return new Form(
          null,
          List.copyOf(fields),
          include == null,
          include == null || include.value() == JsonInclude.Include.NON_NULL);
    }

    private static Field field(Class<?> type, String name) {
      try {
        var field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field;
      } catch (NoSuchFieldException impossible) {
        throw new IllegalStateException("a component has a field", impossible);
      }
    }

    void write(JsonGenerator out, Object value, @Nullable String kind) throws IOException {
      if (single != null) {
        RecordJson.write(out, get(single, value));
        return;
      }
      out.writeStartObject();
      if (kind != null) {
        out.writeStringField("kind", kind);
      }
      for (var field : fields) {
        var part = get(field, value);
        if (part == null ? nulls : (empties || !empty(part))) {
          out.writeFieldName(field.getName());
          RecordJson.write(out, part);
        }
      }
      out.writeEndObject();
    }

    private static @Nullable Object get(AccessibleObject member, Object value) {
      try {
        return member instanceof Field field ? field.get(value) : ((Method) member).invoke(value);
      } catch (ReflectiveOperationException impossible) {
        throw new IllegalStateException("a member of the clinic model is readable", impossible);
      }
    }

    private static boolean empty(Object value) {
      return (value instanceof Collection<?> list && list.isEmpty())
          || (value instanceof Map<?, ?> map && map.isEmpty())
          || (value instanceof String text && text.isEmpty());
    }
  }
}

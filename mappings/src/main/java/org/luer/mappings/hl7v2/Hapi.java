package org.luer.mappings.hl7v2;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.model.AbstractMessage;
import ca.uhn.hl7v2.model.AbstractSegment;
import ca.uhn.hl7v2.model.Composite;
import ca.uhn.hl7v2.model.GenericMessage;
import ca.uhn.hl7v2.model.Group;
import ca.uhn.hl7v2.model.Segment;
import ca.uhn.hl7v2.parser.DefaultModelClassFactory;
import ca.uhn.hl7v2.parser.EncodingCharacters;
import ca.uhn.hl7v2.parser.ModelClassFactory;
import ca.uhn.hl7v2.parser.ParserConfiguration;
import ca.uhn.hl7v2.parser.PipeParser;
import ca.uhn.hl7v2.parser.UnexpectedSegmentBehaviourEnum;
import ca.uhn.hl7v2.util.idgenerator.InMemoryIDGenerator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a message of the wanted version with HAPI's own checks of data types on: each segment is
 * read and encoded by itself. Segments of a receiver's own, which came from it and have no shape,
 * stand behind the others.
 *
 * <p>Our writers put the segments of ORU^R01 and RAS^O17, which have hundreds, in the order of
 * their groups. Of the others HAPI's strict parser places the first one of each order or refuses
 * it.
 */
final class Hapi {
  private static final EncodingCharacters DELIMITERS = EncodingCharacters.defaultInstance();
  private static final ModelClassFactory MODEL = new DefaultModelClassFactory();
  private static final PipeParser PARSER = parser();
  private static final CheckedFields CHECKED = new CheckedFields();
  private static final Shapes SHAPES = new Shapes();

  /** Empty segments of each version by their name, one of each for a thread. */
  private static final ThreadLocal<Map<Version, Map<String, AbstractSegment>>> KINDS =
      ThreadLocal.withInitial(() -> new EnumMap<>(Version.class));

  private Hapi() {}

  private static PipeParser parser() {
    var configuration = new ParserConfiguration();
    configuration.setIdGenerator(new InMemoryIDGenerator());
    configuration.setUnexpectedSegmentBehaviour(UnexpectedSegmentBehaviourEnum.THROW_HL7_EXCEPTION);
    var context = new DefaultHapiContext();
    context.setParserConfiguration(configuration);
    return context.getPipeParser();
  }

  /** The encoded message. */
  static String encode(Version version, String type, List<OutSegment> segments) {
    try {
      var text = new StringBuilder(segments.size() * 100);
      var own = new StringBuilder();
      for (var segment : segments) {
        if (segment.name().startsWith("Z")) {
          own.append(segment).append('\r');
        } else {
          text.append(checked(kind(version, segment.name()), segment, version)).append('\r');
        }
      }
      if (type.equals("ORU_R01") || type.equals("RAS_O17")) {
        return text.append(own).toString();
      }
      return placed(SHAPES.of(version, type, segments), text.toString()) + own;
    } catch (HL7Exception impossible) {
      throw new IllegalStateException(
          "a " + type + " of our own does not fit version " + version.written(), impossible);
    }
  }

  /**
   * One segment object of a kind checks all of that kind that a thread writes, and is empty before
   * and after: making one takes as long as checking ten.
   */
  private static AbstractSegment kind(Version version, String name) throws HL7Exception {
    var kinds = KINDS.get().computeIfAbsent(version, v -> new HashMap<>());
    var kind = kinds.get(name);
    if (kind == null) {
      var message = message(version);
      message.setParser(PARSER);
      kind = (AbstractSegment) empty(version, name, message);
      kinds.put(name, kind);
    }
    return kind;
  }

  /** The message as HAPI places its segments; one in a known order is placed already. */
  private static String placed(String shape, String text) throws HL7Exception {
    if (SHAPES.known(shape)) {
      return text;
    }
    var message = PARSER.parse(text);
    if (message instanceof GenericMessage) {
      throw new HL7Exception("the version has no such message");
    }
    var encoded = PARSER.encode(message);
    if (encoded.equals(text)) {
      SHAPES.remember(shape);
    }
    return encoded;
  }

  private static Segment empty(Version version, String name) throws HL7Exception {
    return empty(version, name, message(version));
  }

  private static Segment empty(Version version, String name, AbstractMessage message)
      throws HL7Exception {
    var type = MODEL.getSegmentClass(name, version.written());
    if (type == null) {
      throw new HL7Exception("the version has no segment " + name);
    }
    try {
      return type.getConstructor(Group.class, ModelClassFactory.class).newInstance(message, MODEL);
    } catch (ReflectiveOperationException broken) {
      throw new HL7Exception(broken);
    }
  }

  /** The structure of a message type in a version, for MSH-9.3: ADT_A08 has that of ADT_A01. */
  static String structure(Version version, String type) {
    try {
      var structure =
          MODEL.getMessageStructureForEvent(
              type, ca.uhn.hl7v2.Version.versionOf(version.written()));
      return structure == null ? type : structure;
    } catch (HL7Exception unreadable) {
      throw new IllegalStateException("HAPI's table of structures cannot be read", unreadable);
    }
  }

  /** What a segment is part of while it is checked. */
  private static AbstractMessage message(Version version) {
    return switch (version) {
      case V231 -> new ca.uhn.hl7v2.model.v231.message.ORU_R01();
      case V24 -> new ca.uhn.hl7v2.model.v24.message.ORU_R01();
      case V251 -> new ca.uhn.hl7v2.model.v251.message.ORU_R01();
      case V28 -> new ca.uhn.hl7v2.model.v28.message.ORU_R01();
    };
  }

  /** What the version takes of the source. */
  private static String checked(AbstractSegment kind, OutSegment source, Version version)
      throws HL7Exception {
    if (version != Version.V251) {
      trim(kind, Versions.adapt(source, version));
    }
    try {
      return CHECKED.encode(version, source, some -> encoded(kind, some));
    } catch (HL7Exception strange) {
      return encoded(kind, valid(version, source));
    }
  }

  private static String encoded(AbstractSegment kind, OutSegment source) throws HL7Exception {
    kind.clear();
    try {
      PARSER.parse(kind, source.toString(), DELIMITERS);
      return PipeParser.encode(kind, DELIMITERS);
    } finally {
      kind.clear();
    }
  }

  /**
   * Drops the fields whose values break a data type of the version: content that strangers sent and
   * that was kept can be anything. The receipt, which reads the message back, names what is
   * missing.
   */
  private static OutSegment valid(Version version, OutSegment source) throws HL7Exception {
    for (int field = 1; field <= source.size(); field++) {
      var value = source.get(field);
      var header = source.name().equals("MSH") && field < 3;
      if (value.isEmpty() || header || (source.name().equals("OBX") && field == 2)) {
        continue;
      }
      var alone = new OutSegment(source.name());
      if (source.name().equals("MSH")) {
        alone.set(1, source.get(1)).set(2, source.get(2));
      }
      if (source.name().equals("OBX")) {
        alone.set(2, source.get(2));
      }
      if (!parses(version, alone.set(field, value))) {
        source.set(field, "");
      }
    }
    return source;
  }

  private static boolean parses(Version version, OutSegment segment) throws HL7Exception {
    try {
      PARSER.parse(empty(version, segment.name()), segment.toString(), DELIMITERS);
      return true;
    } catch (HL7Exception strange) {
      return false;
    }
  }

  /** Drops what the version has no place for: fields, repetitions, components. */
  private static void trim(Segment target, OutSegment source) throws HL7Exception {
    for (int field = 1; field <= source.size(); field++) {
      var raw = source.get(field);
      if (raw.isEmpty() || (source.name().equals("MSH") && field < 3)) {
        continue;
      }
      if (field > target.numFields()) {
        source.set(field, "");
      } else if (!(source.name().equals("OBX") && field == 5)) {
        var suffix = source.name().equals("OBX") && field == 3 ? suffix(raw) : "";
        source.set(field, with(suffix, trimmed(target, field, raw)));
      }
    }
  }

  /** The suffix of OBX-3, which stands inside its first component in every version. */
  private static String suffix(String raw) {
    var code = raw.split("\\^", 2)[0];
    return code.indexOf('&') < 0 ? "" : code.substring(code.indexOf('&'));
  }

  private static String with(String suffix, String trimmed) {
    var end = trimmed.indexOf('^') < 0 ? trimmed.length() : trimmed.indexOf('^');
    return trimmed.substring(0, end) + suffix + trimmed.substring(end);
  }

  private static String trimmed(Segment target, int field, String raw) throws HL7Exception {
    var type = ((AbstractSegment) target).getField(field, 0);
    if (type.getName().equals("NULLDT")) {
      return "";
    }
    var repetitions = raw.split("~", -1);
    var kept = target.getMaxCardinality(field) == 1 ? 1 : repetitions.length;
    var out = new StringBuilder();
    for (int i = 0; i < kept; i++) {
      out.append(i == 0 ? "" : "~").append(cut(type, repetitions[i]));
    }
    return out.toString();
  }

  private static String cut(ca.uhn.hl7v2.model.Type type, String raw) {
    if (!(type instanceof Composite composite)) {
      return raw.split("\\^", 2)[0].split("&", 2)[0];
    }
    var components = raw.split("\\^", -1);
    var types = composite.getComponents();
    var parts = new String[Math.min(components.length, types.length)];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = types[i] instanceof Composite ? components[i] : components[i].split("&", 2)[0];
    }
    return Wire.components(parts);
  }
}

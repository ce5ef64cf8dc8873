package org.luer.mappings.exchange;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.model.AbstractSegment;
import ca.uhn.hl7v2.model.Composite;
import ca.uhn.hl7v2.model.Group;
import ca.uhn.hl7v2.model.Segment;
import ca.uhn.hl7v2.model.Structure;
import ca.uhn.hl7v2.model.Type;
import ca.uhn.hl7v2.parser.ParserConfiguration;
import ca.uhn.hl7v2.parser.PipeParser;
import ca.uhn.hl7v2.parser.UnexpectedSegmentBehaviourEnum;
import ca.uhn.hl7v2.util.idgenerator.InMemoryIDGenerator;
import java.util.ArrayList;
import java.util.List;

/**
 * What a strict receiver checks: HAPI parses with its rules on and no segment out of place,
 * required segments and fields are there, nothing repeats or goes on further than the version
 * allows, and encoding again gives the same bytes.
 */
public final class StrictHl7v2 {
  private static final PipeParser PARSER = parser();

  private StrictHl7v2() {}

  private static PipeParser parser() {
    var configuration = new ParserConfiguration();
    configuration.setIdGenerator(new InMemoryIDGenerator());
    configuration.setUnexpectedSegmentBehaviour(UnexpectedSegmentBehaviourEnum.THROW_HL7_EXCEPTION);
    var context = new DefaultHapiContext();
    context.setParserConfiguration(configuration);
    return context.getPipeParser();
  }

  /** Everything wrong with the message; nothing for a good one. */
  public static List<String> problems(String text) {
    var problems = new ArrayList<String>();
    try {
      var message = PARSER.parse(text);
      if (message.getClass().getSimpleName().startsWith("Generic")) {
        problems.add("no structure of this version");
      }
      group(message, problems);
      if (!PARSER.encode(message).equals(text)) {
        problems.add("encoding again changes it");
      }
    } catch (HL7Exception refused) {
      problems.add(String.valueOf(refused.getMessage()));
    }
    if (!text.endsWith("\r") || text.contains("\n") || text.contains("\r\r")) {
      problems.add("segments do not end in one CR each");
    }
    return problems;
  }

  private static void group(Group group, List<String> problems) throws HL7Exception {
    for (var name : group.getNames()) {
      var all = group.getAll(name);
      if (group.isRequired(name)
          && !optional(group, name)
          && (all.length == 0 || all[0].isEmpty())) {
        problems.add(group.getName() + " lacks " + name);
      }
      for (Structure structure : all) {
        if (structure instanceof Group inner) {
          if (!inner.isEmpty()) {
            group(inner, problems);
          }
        } else if (!structure.isEmpty()) {
          segment((Segment) structure, problems);
        }
      }
    }
  }

  /** One of a choice is enough; version 2.3.1 wants a route even for what has none. */
  private static boolean optional(Group group, String name) throws HL7Exception {
    return group.isChoiceElement(name)
        || (name.equals("RXR")
            && List.of(group.getNames()).contains("OBR")
            && !group.get("OBR").isEmpty());
  }

  private static void segment(Segment segment, List<String> problems) throws HL7Exception {
    var known = ((AbstractSegment) segment).numFields();
    for (int i = 1; i <= known; i++) {
      var values = segment.getField(i);
      var place = segment.getName() + "-" + i;
      if (segment.isRequired(i) && (values.length == 0 || values[0].isEmpty())) {
        problems.add(place + " is required");
      }
      var most = segment.getMaxCardinality(i);
      if (most > 0 && values.length > most) {
        problems.add(place + " repeats too often");
      }
      for (var value : values) {
        type(value, place, problems);
      }
      lengths(segment, i, values, problems);
    }
  }

  private static void type(Type type, String place, List<String> problems) {
    if (type.getExtraComponents().numComponents() > 0) {
      problems.add(place + " has components beyond " + type.getName());
    }
    if (type instanceof Composite composite) {
      for (var component : composite.getComponents()) {
        type(component, place, problems);
      }
    }
  }

  private static void lengths(Segment segment, int field, Type[] values, List<String> problems)
      throws HL7Exception {
    var most =
        switch (segment.getName() + "-" + field) {
          case "MSH-10", "OBX-4" -> 20;
          case "OBR-3" -> 22;
          default -> 0;
        };
    for (var value : values) {
      if (most > 0 && value.encode().length() > most) {
        problems.add(segment.getName() + "-" + field + " is longer than " + most);
      }
    }
  }
}

package org.luer.mappings.receipt;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.luer.mappings.hl7v2.Draft;
import org.luer.mappings.hl7v2.Escapes;
import org.luer.mappings.hl7v2.Part;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Segments;

/**
 * The leaves of HL7 v2 messages: every subcomponent with content, escapes resolved. The HL7 null
 * ({@code ""}) is content here: it says "delete".
 *
 * <p>Envelope: the whole MSH and batch segments, set ids, sub-ids of OBX, value types, the event
 * that EVN repeats, and the continuation pointer. The events of ADT say the same things in the same
 * places, so their patterns and keys name only {@code ADT}; so do those of MDM and REF. What 2.3.1
 * calls RDE^O01 goes by its later name. The segments of a patient say the same in every message, so
 * their keys name none.
 */
public final class Hl7v2Leaves {
  private static final Set<String> SET_IDS =
      Set.of(
          "PID-1", "TXA-1", "PV1-1", "OBR-1", "OBX-1", "NTE-1", "NK1-1", "RXA-1", "RXA-2", "DG1-1",
          "AL1-1", "PR1-1", "IN1-1", "IN3-1", "GT1-1", "FT1-1", "TQ1-1", "SPM-1", "ROL-1", "DB1-1",
          "RGS-1", "AIS-1", "AIG-1", "AIL-1", "AIP-1");
  private static final Set<String> WRAPPERS =
      Set.of("MSH", "SFT", "FHS", "BHS", "BTS", "FTS", "DSC");
  private static final Set<String> GROUPING = Set.of("OBX-2", "OBX-4", "ORC-1", "EVN-1", "ROL-2");

  /** Segments that belong to no other one. */
  private static final Set<String> LONE =
      Set.of(
          "OBX", "OBR", "ORC", "RXA", "FT1", "DG1", "GT1", "IN1", "PID", "PV1", "PV2", "ACC", "RF1",
          "PRD", "CTD", "AUT", "TXA");

  /** Messages whose events lay the same things out alike. */
  private static final Set<String> ONE_LAYOUT = Set.of("ADT", "MDM", "REF");

  /** Segments that others belong to. */
  private static final Set<String> OWNERS = Set.of("OBR", "ORC", "RXA", "FT1", "IN1");

  /** Segments of a patient: they say the same in every message. */
  private static final Set<String> OF_PATIENT =
      Set.of(
          "PID", "PD1", "NK1", "ROL", "PV1", "PV2", "DB1", "ACC", "AL1", "DG1", "PR1", "GT1", "IN1",
          "IN2", "IN3");

  /** Messages in which the OBR is a part of the ORC before it. */
  private static final Set<String> ORDERS = Set.of("ORM_O01", "OMG_O19", "OML_O21");

  private final List<Leaf> leaves = new ArrayList<>(512);
  private final Map<String, Integer> seen = new HashMap<>();
  private final Known known;
  private String patient = "";
  private final String type;
  private final String prefix;
  private Segment above;
  private String ownerKey = "";
  private String noteKey = "";
  private String container = "";

  private Hl7v2Leaves(Segments message, String type, boolean named, Known known) {
    this.known = known;
    this.type = name(type);
    this.prefix = named ? type + ":" : "";
    this.above = message.header();
  }

  private static String name(String type) {
    var event = type.indexOf('_');
    if (event > 0 && ONE_LAYOUT.contains(type.substring(0, event))) {
      return type.substring(0, event);
    }
    return type.equals("RDE_O01") ? "RDE_O11" : type;
  }

  /**
   * The leaves of one set of messages; paths start with the type when there are several. What
   * cannot be read as a message has no leaves.
   */
  public static List<Leaf> of(List<String> messages) {
    var all = new ArrayList<Leaf>();
    var known = new Known();
    for (var text : messages) {
      PreParser.read(text).value().ifPresent(m -> all.addAll(of(m, messages.size() > 1, known)));
    }
    return all;
  }

  /** The leaves of one message that was read already. */
  public static List<Leaf> of(Segments message) {
    return of(message, false, new Known());
  }

  /** The leaves of one set of messages that were composed and not yet written. */
  public static List<Leaf> ofDrafts(List<Draft> drafts) {
    var known = new Known();
    if (drafts.size() == 1) {
      return of(drafts.get(0).segmentsAgain(), false, known);
    }
    var all = new ArrayList<Leaf>();
    drafts.forEach(draft -> all.addAll(of(draft.segmentsAgain(), true, known)));
    return all;
  }

  /** What messages of one set have in common: one message may come back as several. */
  private static final class Known {
    private final Map<String, Integer> orders = new HashMap<>();
    private final List<Set<String>> patients = new ArrayList<>();

    /** The place of a patient among those who were seen, by any of the patient's numbers. */
    int patient(Segment pid) {
      var numbers = new HashSet<String>();
      pid.repetitions(3).forEach(p -> numbers.add(p.component(1) + "^" + p.component(4)));
      for (int i = 0; i < patients.size(); i++) {
        if (!Collections.disjoint(patients.get(i), numbers)) {
          patients.get(i).addAll(numbers);
          return i + 1;
        }
      }
      patients.add(numbers);
      return patients.size();
    }
  }

  private static List<Leaf> of(Segments message, boolean named, Known known) {
    var walker = new Hl7v2Leaves(message, PreParser.type(message), named, known);
    message.all().forEach(walker::segment);
    return walker.leaves;
  }

  private void segment(Segment segment) {
    var name = segment.name();
    container = prefix + segment.path();
    var ordered = name.equals("OBR") && ORDERS.contains(type);
    var own = NaturalKeys.HL7V2.of(list(name, ordered), place -> place(segment, place[0]));
    var patients = OF_PATIENT.contains(name) && !ownerKey.startsWith("FT1");
    var under =
        name.equals("NTE")
            ? noteKey
            : (LONE.contains(name) && !ordered) || (patients && !name.startsWith("IN"))
                ? ""
                : ownerKey;
    var found = name.equals("OBX") || (name.equals("NTE") && noteKey.startsWith("OBX"));
    var place = patients ? "" : found && type.equals("ADT") ? "ORU_R01" : type;
    var plain = name + (own == null ? "" : "{" + own + "}");
    if (name.equals("PID")) {
      var n = known.patient(segment);
      patient = n == 1 ? "" : "PATIENT#" + n + "/";
    }
    var base = place + "/" + patient + under + plain;
    var numbers = name.equals("ORC") || name.equals("OBR") ? known.orders : seen;
    var n = numbers.merge(base, 1, Integer::sum);
    var key = n == 1 ? base : base + "#" + n;
    if (OWNERS.contains(name) && !ordered) {
      ownerKey = key.substring(place.length() + 1 + patient.length()) + "/";
    }
    if (OWNERS.contains(name) || name.equals("OBX")) {
      above = name.equals("OBR") ? segment : above;
      noteKey = key.substring(place.length() + 1 + patient.length()) + "/";
    }
    if (name.equals("PID") || name.equals("PV1") || (type.equals("REF") && name.equals("OBR"))) {
      noteKey = ""; // notes behind them are about the patient, or the whole referral
    }
    for (int field = 1; field <= segment.size(); field++) {
      if (!segment.raw(field).isEmpty()) {
        field(segment, field, key);
      }
    }
  }

  /** The row of the natural keys: some segments stand otherwise in some messages. */
  private String list(String name, boolean ordered) {
    var line = name.equals("OBX") && type.equals("MDM");
    var document = name.equals("OBR") && type.equals("MDM"); // an MDM has one
    return ordered ? "OBR/ORC" : line ? "OBX/TXA" : document ? "OBR/TXA" : name;
  }

  private String place(Segment segment, String place) {
    if (place.startsWith("OBR-")) {
      return above.name().equals("OBR") ? time(above.text(7)) : "";
    }
    var dot = place.indexOf('.');
    var field = Integer.parseInt(dot < 0 ? place : place.substring(0, dot));
    var component = dot < 0 ? 1 : Integer.parseInt(place.substring(dot + 1));
    var text = segment.field(field).component(component);
    if (segment.name().equals("FT1") && field == 6) {
      return isCredit(segment) ? "CD" : text;
    }
    return isTime(segment.name(), field) ? time(text) : text;
  }

  /**
   * A credit is said by its type, CD or what peers write for it, or by the sign of the quantity.
   */
  private static boolean isCredit(Segment transaction) {
    return transaction.text(6).equals("CR") || transaction.text(10).startsWith("-");
  }

  private static boolean isTime(String segment, int field) {
    return switch (segment) {
      case "OBX" -> field == 14;
      case "OBR" -> field == 7;
      case "RXA" -> field == 3;
      default -> false;
    };
  }

  /** Local time to the second, so that an offset added by us does not make another key. */
  private static String time(String text) {
    int end = 0;
    while (end < text.length() && Character.isDigit(text.charAt(end))) {
      end++;
    }
    return end < 8 ? text : (text.substring(0, end) + "000000").substring(0, Math.max(14, end));
  }

  private void field(Segment segment, int number, String key) {
    var name = FieldNames.of(segment.name(), number);
    var envelope =
        WRAPPERS.contains(segment.name()) || SET_IDS.contains(name) || GROUPING.contains(name);
    var field = new Field(type, name, number, key, container, envelope);
    if (segment.raw(number).equals("\"\"")) {
      add(field, 1, "1", 1, 1, "\"\"");
      return;
    }
    var repetitions = segment.repetitions(number);
    if (!NaturalKeys.HL7V2.declared(name)) {
      repetitions.forEach(p -> repetition(segment, p, field, number(p)));
      return;
    }
    var keys = new ArrayList<String>(repetitions.size());
    for (var part : repetitions) {
      var own = NaturalKeys.HL7V2.of(name, place -> component(part, place[0]));
      keys.add(own == null ? number(part) : "{" + own + "}");
    }
    var distinct = NaturalKeys.distinct(keys);
    for (int i = 0; i < repetitions.size(); i++) {
      repetition(segment, repetitions.get(i), field, distinct.get(i));
    }
  }

  private static String number(Part part) {
    return part.repetition() < NUMBERS.length
        ? NUMBERS[part.repetition()]
        : String.valueOf(part.repetition());
  }

  private static String component(Part part, String place) {
    var dot = place.indexOf('.');
    return dot < 0
        ? part.component(Integer.parseInt(place))
        : part.sub(
            Integer.parseInt(place.substring(0, dot)), Integer.parseInt(place.substring(dot + 1)));
  }

  private void repetition(Segment segment, Part part, Field field, String own) {
    if (segment.name().equals("MSH") && part.field() <= 2) {
      add(field, part.repetition(), own, 1, 1, part.raw());
      return;
    }
    int component = 1;
    int subcomponent = 1;
    int start = 0;
    var raw = part.raw();
    for (int at = 0; at <= raw.length(); at++) {
      var c = at < raw.length() ? raw.charAt(at) : part.delimiters().component();
      var ends = c == part.delimiters().component();
      if (ends || c == part.delimiters().subcomponent()) {
        if (at > start) {
          var value = Escapes.read(raw.substring(start, at), part.delimiters());
          add(field, part.repetition(), own, component, subcomponent, value);
        }
        start = at + 1;
        component += ends ? 1 : 0;
        subcomponent = ends ? 1 : subcomponent + 1;
      }
    }
  }

  private void add(
      Field field, int repetition, String own, int component, int subcomponent, String value) {
    var spot = new Spot(field, repetition, own, component, subcomponent);
    leaves.add(new Leaf(spot, value, field.envelope));
  }

  /** What the leaves of a field have in common. */
  private record Field(
      String type, String name, int number, String key, String container, boolean envelope) {}

  /**
   * A subcomponent.
   *
   * @param own natural key of the repetition, or its number
   */
  private record Spot(Field field, int repetition, String own, int component, int subcomponent)
      implements Leaf.Place {
    @Override
    public String path() {
      return field.container + "-" + field.number + "(" + repetition + ")" + end();
    }

    @Override
    public String pattern() {
      var at = field.type + ":" + field.name + "." + component;
      return subcomponent == 1 ? at : at + "." + subcomponent;
    }

    @Override
    public String key() {
      return field.key + "-" + field.number + "(" + own + ")" + end();
    }

    @Override
    public String container() {
      return field.container;
    }

    private String end() {
      return subcomponent == 1 && component < FIRST.length
          ? FIRST[component]
          : "." + component + "." + subcomponent;
    }
  }

  /** The numbers of most repetitions. */
  private static final String[] NUMBERS =
      IntStream.range(0, 10).mapToObj(String::valueOf).toArray(String[]::new);

  /** The ends of the paths of first subcomponents. */
  private static final String[] FIRST =
      IntStream.range(0, 30).mapToObj(c -> "." + c + ".1").toArray(String[]::new);

  /** {@code PID-3} and its like, each made once. */
  private static final class FieldNames {
    private static final int FIELDS = 64;
    private static final Map<String, String[]> NAMES = new ConcurrentHashMap<>();

    static String of(String segment, int field) {
      if (field >= FIELDS || segment.startsWith("Z")) {
        return segment + "-" + field; // what strangers make up is not remembered
      }
      var names = NAMES.get(segment);
      if (names == null) {
        names = IntStream.range(0, FIELDS).mapToObj(f -> segment + "-" + f).toArray(String[]::new);
        if (NAMES.size() < FIELDS * 4) {
          NAMES.put(segment, names);
        }
      }
      return names[field];
    }
  }
}

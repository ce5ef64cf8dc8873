package org.luer.mappings.receipt;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.appointment.AppointmentCodes;
import org.luer.mappings.concept.visit.VisitClasses;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Languages;
import org.luer.mappings.hl7v2.CodingSystems;
import org.luer.mappings.hl7v2.Contacts;
import org.luer.mappings.hl7v2.People;

/**
 * How a value of any HL7 v2 message may come back in another form: the same code system by its
 * other name, a code without a code system as words, a telephone number in its parts.
 */
final class Hl7v2Forms {
  /** A component of a field; only HL7 v2 has such patterns. */
  private static final Pattern COMPONENT =
      Pattern.compile(".*:[A-Z][A-Z0-9]{2}-\\d+\\.\\d+(\\.\\d+)?");

  /** Fields that hold one telephone number in each repetition (XTN, v2.5.1 ch. 2A.89). */
  private static final String TELEPHONES =
      ".*:(PID-1[34]|NK1-[56]|GT1-([67]|18)|IN1-7|IN2-6[34]|ORC-(14|23)|OBR-17|PRD-5|CTD-5|SCH-(13|17|21)"
          + "|ROL-12)";

  private static final Pattern TELEPHONE = Pattern.compile(TELEPHONES + "\\.(1|5|6|7|8|9|12)");

  /** Where a telephone is, and what kind it is. */
  private static final Pattern KIND_OF_TELEPHONE = Pattern.compile(TELEPHONES + "\\.[23]");

  /** One's own mobile telephone, as HL7 tables 0201 and 0202 have it and as senders write it. */
  private static final Set<String> MOBILE = Set.of("PRN", "ORN", "PRS", "CP", "CELL");

  /** Fields of coded concepts (CE, CWE, IS). */
  private static final Pattern CODED =
      Pattern.compile(
          ".*:(PID-(8|10|15|16|17|22|26|28)|NK1-([37]|14)|PV1-(2|4|10|13|14|18|20|36|39|40|41)"
              + "|PV2-([234]|21|25)|AL1-[234]"
              + "|DG1-[36]|PR1-(3|6)|GT1-(9|10|11|20)|IN1-(2|15|17|20|27|31|25|28|32|35|42|46|47|48)|IN2-(5|72)|ACC-2|ORC-(16|17|18|29)|OBR-(4|15|24|31|44)"
              + "|OBX-(3|6|8|15|17)|NTE-4|RX[AEO]-\\d+|RXR-\\d|RXC-\\d|TQ1-9|TXA-[23]"
              + "|SCH-(6|7|8|10|25)|AI[SGLP]-\\d+|RF1-\\d+|PRD-(1|6)|CTD-(1|6)|FT1-\\d+|SPM-\\d+|TXA-(1[789]|20)"
              + "|ROL-3|RGS-3|AUT-1)\\.\\d+");

  /** Fields that later versions withdrew, and where the same stands there. */
  private static final Map<String, String> FIELDS =
      Map.of(
          "PID-2", "3", "PID-4", "3", "PID-19", "3", "PID-20", "3", "PID-9", "5", "PID-12", "11");

  /** HL7 table 0271: authenticated and legally authenticated documents are final ones. */
  private static final Set<String> SIGNED = Set.of("AU", "LA");

  /** When and what of a specimen before SPM, and there. */
  private static final Pattern SPECIMEN = Pattern.compile("OBR-1[45]\\..*");

  private static final Pattern SPECIMEN_NOW = Pattern.compile(".*:(SPM-(4|18)|OBR-15)\\..*");

  /** Coding method and words of a diagnosis or procedure beside its code in field 3. */
  private static final Pattern NAME_OF_CODE = Pattern.compile("(DG1|PR1)-[24]\\.1");

  /** Universal id of a number of an order and its type, in fields of 22 characters. */
  private static final Pattern ENTITY = Pattern.compile("(ORC-[234]|OBR-[23]|SCH-[1245])\\.[34]");

  /** Where a document says when it was written, beside its own times. */
  private static final Pattern MOMENT =
      Pattern.compile("ORC-9\\.1|OBR-7\\.1|OBX-14\\.1|EVN-6\\.1|TXA-22\\.1[5-9]");

  private static final Pattern OF_DOCUMENT =
      Pattern.compile(".*:(TXA-([4678]\\.1|22\\.15)|OBR-(7|22)\\.1)");

  private static final Pattern UNIT =
      Pattern.compile(".*[/}]?OBX(?:\\{[^}]*})?(?:#\\d+)?-6\\(1\\)\\.([1-6])\\.1");

  /** Who the patient is. */
  private static final List<String> OF_PATIENT =
      List.of("PID-3.1", "PID-3.2", "PID-5.1", "PID-5.2");

  /** Where a charge says what was done, when, why and how. */
  private static final Pattern BILLED =
      Pattern.compile(".*:(FT1-(4|7|19|25|26)|DG1-3)\\.\\d+(\\.\\d+)?");

  /** Where a document names its people. */
  private static final Pattern ANSWERS = Pattern.compile(".*:TXA-(5|9|10|22)\\..*");

  /** How far it is with what a booking takes. */
  private static final Pattern OF_PART = Pattern.compile("(AIS-10|AIG-14|AIL-12|AIP-12)\\.[123]");

  private static final Pattern TABLE = Pattern.compile("HL7\\d{4}");

  /** Where an address stands: HL7 table 0190 has several codes for one use of it. */
  private static final Pattern KIND_OF_ADDRESS =
      Pattern.compile(
          ".*:(PID-11|NK1-(4|32)|GT1-(5|17)|IN1-(5|19|44)|PRD-3|ORC-(22|24)|ROL-11)\\.7");

  /** What some senders write instead of the code of the field's table. */
  private static final Map<Pattern, BiPredicate<String, String>> WORDS =
      Map.of(
          Pattern.compile(".*:PV1-2\\.1"), VisitClasses::inPlaceOf,
          Pattern.compile(".*:(PID-5|NK1-2|GT1-3)\\.7"), People::inPlaceOf,
          Pattern.compile(".*:SCH-25\\.1"), AppointmentCodes::inPlaceOf,
          Pattern.compile(TELEPHONES + "\\.2"), Contacts::useInPlaceOf,
          Pattern.compile(TELEPHONES + "\\.[23]"), Hl7v2Forms::equipment);

  /** By what some senders write as use or equipment of a telephone: what it is. */
  private static final Map<String, Set<String>> EQUIPMENT =
      Map.of(
          "H", Set.of("PH"),
          "W", Set.of("PH"),
          "M", Set.of("CP"),
          "F", Set.of("FX"),
          "P", Set.of("PRN", "PRS", "WPN"));

  /** How often something is to be done at once: once, when nobody says otherwise. */
  private static final Pattern ONCE = Pattern.compile("(ORC-7|OBR-27|RXE-1|TQ1-2)\\.1");

  /** Where an order says when it is to be done and how soon. */
  private static final Pattern TIMING =
      Pattern.compile("((ORC-7|OBR-27)\\.[2-8](\\.\\d)?|ORC-15\\.1|OBR-(5|6|36)\\.1)");

  private static final Pattern TIMING_NOW =
      Pattern.compile(".*:(OBR-27\\.[2-8](\\.\\d)?|TQ1-[3789]\\.1|ORC-9\\.1|OBR-7\\.1)");

  private Hl7v2Forms() {}

  /** Rules for leaves that came back with another value. */
  static final List<ChangeRules.Rule> ALL =
      List.of(
          (source, returned, both) -> systemName(source, returned),
          Hl7v2Forms::words,
          ChangeRules.Rule.ofGone(Hl7v2Forms::gone));

  /** Another name of the same code system comes back as the one of HL7 table 0396. */
  private static @Nullable String systemName(Leaf source, Leaf returned) {
    return COMPONENT.matcher(source.pattern()).matches()
            && CodingSystems.same(source.value(), returned.value())
        ? "coding-systems"
        : null;
  }

  /** Words beside a code that was carried. */
  private static @Nullable String words(Leaf source, Leaf returned, Renderings both) {
    var twice = SaidTwice.rule(source, both);
    if (twice != null) {
      return twice;
    }
    if (TELEPHONE.matcher(source.pattern()).matches()
        && digits(source.value()).equals(digits(returned.value()))) {
      return "telephone";
    }
    if (KIND_OF_TELEPHONE.matcher(source.pattern()).matches()
        && MOBILE.contains(source.value())
        && (returned.value().equals("PRS") || returned.value().equals("CP"))) {
      return "mobile-telephone";
    }
    if (source.pattern().endsWith(":TXA-17.1")
        && SIGNED.contains(source.value())
        && SIGNED.contains(returned.value())) {
      return "status-class";
    }
    var place = source.pattern().substring(source.pattern().lastIndexOf(':') + 1);
    if (MOMENT.matcher(place).matches() && saidAgain(source, both)) {
      return "time-of-document";
    }
    if (place.startsWith("OBR-4.") && ordered(source, both)) {
      return "procedure-of-document";
    }
    if (place.equals("OBX-17.2") && selfReported(source, both)) {
      return "self-reported";
    }
    if (KIND_OF_ADDRESS.matcher(source.pattern()).matches()
        && Contacts.kindInPlaceOf(source.value(), returned.value())) {
      return "kind-of-address";
    }
    if (word(source.pattern(), source.value(), returned.value())) {
      return "word-of-table";
    }
    if (source.pattern().endsWith(":PID-15.3")) {
      return "coding-systems";
    }
    if (source.pattern().endsWith(":PID-15.1") && sameLanguage(source.value(), returned.value())) {
      return "coding-systems";
    }
    if (CODED.matcher(source.pattern()).matches()
        && source.key().endsWith(".1.1")
        && source.value().equalsIgnoreCase(returned.value())) {
      return "letters-of-code";
    }
    if (exchanged(source, both)) {
      return "order-of-codings";
    }
    if (OF_PART.matcher(place).matches()
        && ofBooking(source, "SCH-25" + place.substring(place.indexOf('.')), both)) {
      return "status-of-booking";
    }
    return besideCode(source, both) ? "words-of-code" : null;
  }

  /** A unit whose two codings came back in the other order: that of UCUM stands first. */
  private static boolean exchanged(Leaf source, Renderings both) {
    var unit = UNIT.matcher(source.key());
    if (!unit.matches()) {
      return false;
    }
    var place = Integer.parseInt(unit.group(1));
    var other = both.returned(at(source, (place > 3 ? place - 3 : place + 3) + ".1"));
    var swapped = same(both, source, "1.1", "4.1") && same(both, source, "4.1", "1.1");
    return swapped
        && (place % 3 == 2
            || (other != null
                && (other.value().equals(source.value())
                    || CodingSystems.same(source.value(), other.value()))));
  }

  private static boolean same(Renderings both, Leaf leaf, String before, String after) {
    var returned = both.returned(at(leaf, after));
    return returned != null
        && both.below(at(leaf, before)).stream().anyMatch(l -> l.value().equals(returned.value()));
  }

  /** Whether a word stands in a place for a code. */
  private static boolean word(String pattern, String written, String code) {
    return WORDS.entrySet().stream()
        .anyMatch(w -> w.getKey().matcher(pattern).matches() && w.getValue().test(written, code));
  }

  private static boolean equipment(String written, String code) {
    return EQUIPMENT.getOrDefault(written.toUpperCase(Locale.ROOT), Set.of()).contains(code);
  }

  /** Two and three letters of one language (ISO 639-1, 639-2). */
  private static boolean sameLanguage(String one, String other) {
    return threeLetters(one).equals(threeLetters(other));
  }

  private static String threeLetters(String code) {
    var lower = code.toLowerCase(Locale.ROOT);
    if (lower.length() > 3) {
      return Languages.named(lower)
          .map(l -> Locale.forLanguageTag(l).getISO3Language())
          .orElse(lower);
    }
    try {
      return lower.length() == 2 ? Locale.forLanguageTag(lower).getISO3Language() : lower;
    } catch (MissingResourceException none) {
      return lower;
    }
  }

  /**
   * A note on an order that came back as our observation for one, and that its orderer wrote it.
   */
  private static boolean noteAsObservation(Leaf source, Renderings both) {
    var notes =
        both.returnedAt("OBX-3.1").stream()
            .filter(l -> l.value().equals("ORD-NOTE"))
            .map(Leaf::container)
            .collect(Collectors.toSet());
    return !notes.isEmpty()
        && both.returnedBelow("").stream()
            .anyMatch(
                l ->
                    l.pattern().contains(":OBX-5")
                        && notes.contains(l.container())
                        && l.value().equals(source.value()));
  }

  private static @Nullable String gone(Leaf source, Renderings both) {
    var twice = SaidTwice.rule(source, both);
    if (twice != null) {
      return twice;
    }
    var place = source.pattern().substring(source.pattern().lastIndexOf(':') + 1);
    if (ENTITY.matcher(place).matches() && namespace(place, source, both)) {
      return "namespace-of-number";
    }
    if (place.startsWith("NTE-3.") && noteAsObservation(source, both)) {
      return "note-as-observation";
    }
    if (place.equals("NTE-2.1") && source.value().equals("P")) {
      var note = source.key().substring(0, source.key().lastIndexOf('-')) + "-3(";
      return both.below(note).stream().anyMatch(l -> noteAsObservation(l, both))
          ? "note-as-observation"
          : null;
    }
    if (ONCE.matcher(place).matches() && source.value().equals("1")) {
      return "meaning-when-missing";
    }
    if (TIMING.matcher(place).matches() && timed(source, both)) {
      return "timing-of-order";
    }
    if (MOMENT.matcher(place).matches() && saidAgain(source, both)) {
      return "time-of-document";
    }
    if (place.matches("TXA-17\\.[23]")) {
      var status = both.returned(at(source, "1.1"));
      return status != null && SIGNED.contains(status.value()) ? "status-class" : null;
    }
    if (place.startsWith("OBX-16.") && answers(source, both)) {
      return "author-of-lines";
    }
    if (place.startsWith("OBX-16.") && patient(source, both)) {
      return "observer-is-patient";
    }
    if (place.startsWith("PR1-") && source.key().startsWith("DFT") && billed(source, both)) {
      return "procedure-of-charge";
    }
    if (place.startsWith("OBR-4.") && ordered(source, both)) {
      return "procedure-of-document";
    }
    if (place.matches("OBX-17\\.[13]") && selfReported(source, both)) {
      return "self-reported";
    }
    if (place.matches("TQ1-3\\.[23]") && pattern(source, place, both)) {
      return place.endsWith(".3") ? "coding-systems" : "words-of-code";
    }
    if (OF_PART.matcher(place).matches()
        && ofBooking(source, "SCH-25" + place.substring(place.indexOf('.')), both)) {
      return "status-of-booking";
    }
    if (OF_PART.matcher(place).matches() && !place.endsWith(".1")) {
      var status = both.below(at(source, "1.1"));
      return status.stream().anyMatch(l -> ofBooking(l, "SCH-25.1", both))
          ? "status-of-booking"
          : null;
    }
    if (place.matches("TQ1-[78]\\.1")
        && (ofBooking(source, "SCH-11." + (place.startsWith("TQ1-7") ? 4 : 5), both)
            || ofBooking(source, "AIS-4.1", both))) {
      return "length-of-booking";
    }
    if (place.equals("SCH-11.3")
        && (ofBooking(source, "SCH-9.1", both) || ofBooking(source, "AIS-7.1", both))) {
      return "length-of-booking";
    }
    if (place.equals("IN2-3.2")) {
      var segment = source.key().substring(0, source.key().indexOf("IN2"));
      var employer =
          both.returnedBelow(segment).stream()
              .filter(leaf -> leaf.pattern().endsWith(":IN1-11.1"))
              .anyMatch(leaf -> leaf.value().equals(source.value()));
      return employer ? "newer-field" : null;
    }
    if (place.equals("FT1-8.1")) {
      var service = both.returned(source.key().replace("-8(1).1.1", "-7(1).2.1"));
      return service != null && service.value().equals(source.value()) ? "words-of-code" : null;
    }
    var moved = moved(place, source, both);
    if (moved != null) {
      return moved;
    }
    if (TELEPHONE.matcher(source.pattern()).matches()) {
      if (source.value().contains("@")) {
        var mail = both.returned(at(source, "4.1"));
        return mail != null && mail.value().equals(source.value()) ? "newer-field" : null;
      }
      return telephone(source, both) ? "telephone" : null;
    }
    if (!CODED.matcher(source.pattern()).matches()) {
      return null;
    }
    if (exchanged(source, both)) {
      return "order-of-codings";
    }
    if (besideCode(source, both) && !own(source, both)) {
      return "words-of-code";
    }
    if (source.key().endsWith(".3.1") && TABLE.matcher(source.value()).matches()) {
      return both.carried(at(source, "1.1")) ? "table-of-field" : null;
    }
    if (source.key().endsWith(".3.1") && source.value().equals("L")) {
      return both.below(at(source, "1.1")).stream().anyMatch(l -> asWords(l, both))
          ? "code-as-words"
          : null;
    }
    return asWords(source, both) ? "code-as-words" : null;
  }

  /** Whether the number came back with the namespace that an object identifier stands beside. */
  private static boolean namespace(String place, Leaf source, Renderings both) {
    var value = both.returned(at(source, "1.1"));
    var name = both.returned(at(source, "2.1"));
    var known =
        place.endsWith(".4")
            ? source.value().equals("ISO")
            : Identifier.oid(source.value()) != null;
    return known && value != null && name != null && both.carried(at(source, "2.1"));
  }

  /** What comes back in another field. */
  /** A time or a priority that a report says of its order where another version has it. */
  private static boolean timed(Leaf source, Renderings both) {
    return source.key().startsWith("ORU_")
        && both.returnedBelow("").stream()
            .anyMatch(
                leaf ->
                    TIMING_NOW.matcher(leaf.pattern()).matches()
                        && (leaf.value().equals(source.value())
                            || (source.value().matches("\\d{8,14}")
                                && leaf.value().startsWith(source.value()))));
  }

  /** A method that says in words that the patient answered, which came back in ours. */
  private static boolean selfReported(Leaf source, Renderings both) {
    var back = both.returned(at(source, "2.1"));
    return back != null
        && back.value().equals("Self-reported")
        && both.below(at(source, "2.1")).stream()
            .anyMatch(l -> l.value().toLowerCase(Locale.ROOT).contains("self"));
  }

  /** Words and table of a repeat pattern that stand a component too late. */
  private static boolean pattern(Leaf source, String place, Renderings both) {
    return both.carried(at(source, "1.1"))
        && (place.endsWith(".2") || source.value().equals("HL70335"));
  }

  /** What a booking says in another place. */
  private static boolean ofBooking(Leaf source, String place, Renderings both) {
    return both.returnedAt(place).stream()
        .anyMatch(
            leaf ->
                leaf.value().equals(source.value())
                    || word(leaf.pattern(), source.value(), leaf.value()));
  }

  /** A time that a document says of itself more than once. */
  private static boolean saidAgain(Leaf source, Renderings both) {
    return source.key().startsWith("MDM")
        && both.returnedBelow("").stream()
            .anyMatch(
                leaf ->
                    OF_DOCUMENT.matcher(leaf.pattern()).matches()
                        && leaf.value().equals(source.value()));
  }

  /** Who answers for the lines of a document: its author or the one who signed it. */
  private static boolean answers(Leaf source, Renderings both) {
    return source.key().startsWith("MDM")
        && both.returnedBelow("").stream()
            .anyMatch(
                leaf ->
                    ANSWERS.matcher(leaf.pattern()).matches()
                        && leaf.value().equals(source.value()));
  }

  /** Whether who observed is the patient, whose name and number came back. */
  private static boolean patient(Leaf source, Renderings both) {
    var observer = both.below(at(source, ""));
    var known =
        OF_PATIENT.stream()
            .flatMap(place -> both.returnedAt(place).stream())
            .map(Leaf::value)
            .collect(Collectors.toSet());
    return !known.isEmpty()
        && observer.stream()
            .allMatch(o -> known.contains(o.value()) || known.stream().anyMatch(k -> partOf(o, k)));
  }

  private static boolean partOf(Leaf number, String known) {
    return number.key().endsWith(".1.1") && known.endsWith("-" + number.value());
  }

  /** Whether a charge says what a procedure beside it says again: code, time, reason, modifier. */
  private static boolean billed(Leaf source, Renderings both) {
    return both.returnedBelow("").stream()
        .anyMatch(
            leaf ->
                BILLED.matcher(leaf.pattern()).matches()
                    && (leaf.value().equals(source.value())
                        || (source.value().matches("\\d{8,14}")
                            && leaf.value().startsWith(source.value()))));
  }

  /** What a document was ordered as comes back as the procedure that it is the record of. */
  private static boolean ordered(Leaf source, Renderings both) {
    var procedure = source.key().replace("OBR-4(", "OBR-44(").replace("-4(1)", "-44(1)");
    var returned = both.returned(procedure);
    return source.key().startsWith("MDM")
        && returned != null
        && returned.value().equals(source.value());
  }

  private static @Nullable String moved(String place, Leaf source, Renderings both) {
    var instead = FIELDS.get(place.substring(0, place.indexOf('.') < 0 ? 0 : place.indexOf('.')));
    if (instead != null) {
      var segment = source.key().substring(0, source.key().lastIndexOf('-') + 1);
      return both.returnedBelow(segment + instead + "(").stream()
              .anyMatch(leaf -> leaf.value().equals(source.value()))
          ? "newer-field"
          : null;
    }
    if (place.startsWith("ROL-3.") || place.startsWith("ROL-4.")) {
      // who cares for the patient at home: PD1-4
      var number = both.returned("/PD1-4(1).1.1");
      var same =
          both.returnedBelow("/PD1-4(1).").stream()
              .anyMatch(leaf -> leaf.value().equals(source.value()));
      return number != null && (same || place.startsWith("ROL-3.")) ? "person-of-role" : null;
    }
    if (place.startsWith("OBR-17.")) {
      var order = source.key().replaceFirst("/?OBR.*", "");
      return both.returnedBelow(order).stream()
              .anyMatch(
                  leaf ->
                      leaf.pattern().contains(":ORC-14.")
                          && (leaf.value().equals(source.value())
                              || (!digits(source.value()).isEmpty()
                                  && digits(leaf.value()).contains(digits(source.value())))))
          ? "telephone"
          : null;
    }
    if (SPECIMEN.matcher(place).matches()) {
      return both.returnedBelow(source.key().replaceFirst("/[^/]*$", "/")).stream()
              .anyMatch(
                  leaf ->
                      SPECIMEN_NOW.matcher(leaf.pattern()).matches()
                          && leaf.value().equals(source.value()))
          ? "newer-field"
          : null;
    }
    if (NAME_OF_CODE.matcher(place).matches()) {
      var field = source.key().substring(0, source.key().lastIndexOf('-') + 1) + "3(1).";
      var words = place.contains("-4.");
      return both.carried(field + "1.1") ? words ? "words-of-code" : "coding-systems" : null;
    }
    return null;
  }

  private static boolean besideCode(Leaf source, Renderings both) {
    return CODED.matcher(source.pattern()).matches()
        && ((source.key().endsWith(".2.1") && sameCode(at(source, "1.1"), both))
            || (source.key().endsWith(".5.1") && sameCode(at(source, "4.1"), both)));
  }

  /** Whether a code came back, its letters as its system has them. */
  private static boolean sameCode(String key, Renderings both) {
    var back = both.returned(key);
    return both.carried(key)
        || (back != null
            && both.below(key).stream().anyMatch(l -> l.value().equalsIgnoreCase(back.value())));
  }

  /** Whether a code is of the sender's own: nobody else can tell its words. */
  private static boolean own(Leaf source, Renderings both) {
    var system = both.below(at(source, source.key().endsWith(".2.1") ? "3.1" : "6.1"));
    return system.stream().anyMatch(s -> s.value().startsWith("L") || s.value().startsWith("99"));
  }

  /** A code that nobody can look up comes back as the words that it is. */
  private static boolean asWords(Leaf source, Renderings both) {
    if (source.key().endsWith(".1.1") && source.pattern().contains(":OBR-15.")) {
      var kind = both.returned(at(source, "1.2"));
      return kind != null && kind.value().equals(source.value());
    }
    var system = both.below(at(source, "3.1"));
    if (!source.key().endsWith(".1.1") || system.stream().anyMatch(s -> !s.value().equals("L"))) {
      return false;
    }
    var words = both.returned(at(source, "2.1"));
    return words != null && words.value().equals(source.value());
  }

  /** The digits stand in other parts of the same number. */
  private static boolean telephone(Leaf source, Renderings both) {
    var digits = digits(source.value());
    var number = new StringBuilder();
    for (var part : List.of("5.1", "6.1", "7.1", "8.1")) {
      var back = both.returned(at(source, part));
      number.append(back == null ? "" : digits(back.value()));
    }
    if (!digits.isEmpty() && number.indexOf(digits) >= 0) {
      return true;
    }
    for (var whole : List.of("12.1", "9.1", "1.1")) {
      var back = both.returned(at(source, whole));
      if (!digits.isEmpty() && back != null && digits(back.value()).contains(digits)) {
        return true;
      }
    }
    return false;
  }

  private static String digits(String text) {
    return text.replaceAll("\\D", "");
  }

  /** The key of another component of the same repetition. */
  private static String at(Leaf leaf, String component) {
    var key = leaf.key();
    var end = key.lastIndexOf('.', key.lastIndexOf('.') - 1);
    return key.substring(0, end + 1) + component;
  }
}

package org.luer.mappings.concept.observation;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.observation.FindingValue.Attachment;
import org.luer.mappings.concept.observation.FindingValue.Comparator;
import org.luer.mappings.concept.observation.FindingValue.Other;
import org.luer.mappings.concept.observation.FindingValue.Separator;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Delimiters;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.Part;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Wire;

/**
 * {@link FindingValue} to and from OBX-2 and OBX-5.
 *
 * <p>Written: NM, SN (comparator or two numbers), CWE (one repetition per code), ST, TX (several
 * lines, one repetition each), TS, DT, TM, ED, RP, and the types of {@link Other} as they came.
 * Read: these and CE, CNE, CF, IS, ID, FT, DTM. What peers do wrong: an NM that is no number is
 * tried as SN, else it is words; a missing type is words, or a number when a unit stands beside it;
 * an unknown type is words.
 */
public final class FindingValueHl7v2 {
  private static final String YES_NO = "HL70136";

  private FindingValueHl7v2() {}

  /** OBX-2. */
  public static String type(FindingValue value) {
    if (value.number() != null) {
      return value.comparator() == null && value.separator() == null ? "NM" : "SN";
    }
    if (value.text() != null) {
      return value.text().indexOf('\n') < 0 ? "ST" : "TX";
    }
    if (value.attachment() != null) {
      return value.attachment().url() == null ? "ED" : "RP";
    }
    return value.time() != null
        ? "TS"
        : value.date() != null
            ? "DT"
            : value.clock() != null ? "TM" : value.other() != null ? value.other().type() : "CWE";
  }

  /** OBX-5. */
  public static String write(FindingValue value, Dialect dialect) {
    if (value.number() != null) {
      return numbers(value, value.number());
    }
    if (value.text() != null) {
      return text(value.text());
    }
    if (value.attachment() != null) {
      return attachment(value.attachment());
    }
    if (value.time() != null) {
      return Hl7Timestamp.write(value.time());
    }
    if (value.date() != null) {
      return Hl7Timestamp.write(value.date());
    }
    if (value.clock() != null) {
      return value.clock().replace(":", "");
    }
    if (value.truth() != null) {
      return value.truth() ? "Y^Yes^" + YES_NO : "N^No^" + YES_NO;
    }
    return value.other() != null
        ? value.other().encoded()
        : Wire.repetitions(value.codes().stream().map(c -> Cwe.list(c, dialect)).toList());
  }

  private static String numbers(FindingValue value, BigDecimal number) {
    if (value.comparator() == null && value.separator() == null) {
      return Numbers.nm(number);
    }
    return Wire.components(
        value.comparator() == null ? "" : value.comparator().code(),
        Numbers.nm(number),
        value.separator() == null ? "" : value.separator().code(),
        Numbers.nm(value.second()));
  }

  /** One repetition per line; lines that are blank can stand only inside one repetition. */
  private static String text(String text) {
    var lines = text.split("\n", -1);
    return Arrays.stream(lines).anyMatch(String::isBlank)
        ? Wire.text(text)
        : Arrays.stream(lines).map(Wire::text).collect(Collectors.joining("~"));
  }

  private static String attachment(Attachment attachment) {
    var type = attachment.contentType() == null ? "" : attachment.contentType();
    var slash = type.indexOf('/');
    var kind = slash < 0 ? "" : kind(type.substring(0, slash));
    var subtype = slash < 0 ? "" : Wire.text(type.substring(slash + 1));
    return attachment.url() == null
        ? Wire.components("", kind, subtype, "Base64", Wire.text(attachment.data()))
        : Wire.components(Wire.text(attachment.url()), "", kind, subtype);
  }

  /** HL7 table 0191 of the first half of a media type. */
  private static String kind(String media) {
    return switch (media) {
      case "application" -> "AP";
      case "image" -> "IM";
      case "audio" -> "AU";
      case "text" -> "TEXT";
      default -> Wire.text(media);
    };
  }

  /** The value of an OBX; null when OBX-5 is empty. */
  public static @Nullable FindingValue read(Segment obx, Reading reading) {
    var parts = obx.repetitions(5);
    if (parts.isEmpty()) {
      return null;
    }
    var unit = FindingUnits.read(obx.field(6), reading.dialect());
    var first = parts.get(0);
    return switch (obx.text(2).strip().toUpperCase(Locale.ROOT)) {
      case "NM" -> number(first, unit, reading);
      case "SN" -> structured(first, unit, reading);
      case "CE", "CWE", "CNE", "CF", "IS", "ID" -> codes(parts, reading.dialect());
      case "DT", "TS", "DTM" -> time(first, reading);
      case "TM" -> clock(first);
      case "ED" -> document(first, 2, first.component(5), null, reading);
      case "RP" -> document(first, 3, null, first.component(1), reading);
      case "ST", "TX", "FT", "" -> words(parts, unit, reading);
      default -> unusual(obx, parts, reading);
    };
  }

  private static FindingValue number(Part part, @Nullable Coded unit, Reading reading) {
    var written = part.whole().strip();
    var number = Numbers.readNm(written);
    if (number.isPresent()) {
      return FindingValue.number(number.get(), unit);
    }
    reading.issues().warning(IssueCode.VALUE, part.path(), "is not a number as OBX-2 says");
    var loose = LooseNumbers.read(written, unit);
    return loose == null ? FindingValue.text(part.whole()) : loose;
  }

  private static FindingValue structured(Part part, @Nullable Coded unit, Reading reading) {
    var sign = part.component(1).strip();
    var number = Numbers.readNm(part.component(2));
    var second = Numbers.readNm(part.component(4));
    var comparator = Comparator.of(sign);
    var separator = Separator.of(part.component(3).strip());
    var plain = sign.isEmpty() || sign.equals("=");
    var single = part.component(3).isBlank() && part.component(4).isBlank();
    if (number.isPresent() && single && (plain || comparator != null)) {
      return FindingValue.number(number.get(), comparator, unit);
    }
    if (number.isPresent() && second.isPresent() && plain && separator != null) {
      return FindingValue.numbers(number.get(), null, separator, second.get(), unit);
    }
    var words = String.join("", part.all()).strip();
    var loose = LooseNumbers.read(words, unit);
    if (loose == null) {
      reading
          .issues()
          .warning(IssueCode.VALUE, part.path(), "is not a structured number; read as words");
    }
    return loose == null ? FindingValue.text(words.isEmpty() ? part.whole() : words) : loose;
  }

  /** A repetition that starts with a code or words is a value of its own. */
  private static @Nullable FindingValue codes(List<Part> parts, Dialect dialect) {
    if (parts.size() == 1 && parts.get(0).component(3).equals(YES_NO)) {
      var code = parts.get(0).component(1);
      if (code.equals("Y") || code.equals("N")) {
        return FindingValue.truth(code.equals("Y"));
      }
    }
    var groups = new ArrayList<List<Part>>();
    for (var part : parts) {
      if (groups.isEmpty() || !part.raw(1).isEmpty() || !part.raw(2).isEmpty()) {
        groups.add(new ArrayList<>());
      }
      groups.get(groups.size() - 1).add(part);
    }
    var codes = new ArrayList<Coded>();
    for (var group : groups) {
      var coded = Cwe.read(group, dialect);
      if (coded != null && (coded.code() != null || coded.text() != null)) {
        codes.add(coded);
      }
    }
    return codes.isEmpty() ? null : FindingValue.codes(codes);
  }

  private static FindingValue time(Part part, Reading reading) {
    var written = Hl7Timestamp.parse(part.component(1).strip());
    if (written.isEmpty()) {
      reading.issues().warning(IssueCode.VALUE, part.path(), "is not a time; read as words");
      return FindingValue.text(part.whole());
    }
    if (written.get().precision().compareTo(Hl7Timestamp.Precision.HOUR) < 0) {
      return FindingValue.date(written.get().date());
    }
    var time = reading.times().instant(part);
    return time == null ? FindingValue.text(part.whole()) : FindingValue.time(time);
  }

  private static FindingValue clock(Part part) {
    var written = part.component(1).strip();
    if (!written.matches("([01]\\d|2[0-3])[0-5]\\d([0-5]\\d(\\.\\d{1,4})?)?")) {
      return FindingValue.text(part.whole());
    }
    var seconds = written.length() < 6 ? "00" : written.substring(4);
    return FindingValue.clock(
        written.substring(0, 2) + ":" + written.substring(2, 4) + ":" + seconds);
  }

  private static @Nullable FindingValue document(
      Part part, int at, @Nullable String data, @Nullable String url, Reading reading) {
    var kind = part.component(at).strip();
    var subtype = part.component(at + 1).strip().toLowerCase(Locale.ROOT);
    var attachment = new Attachment(media(kind, subtype), tidy(data, part, at), url);
    var value = FindingValue.attachment(attachment);
    var issues = new org.luer.mappings.core.Issues();
    value.check(issues, "");
    if (issues.refuse()) {
      issues.list().forEach(i -> reading.issues().error(i.code(), part.path(), i.text()));
      return null;
    }
    return value;
  }

  /** Text that is sent as it is becomes base 64 as everything else. */
  private static @Nullable String tidy(@Nullable String data, Part part, int at) {
    if (data == null || part.component(at + 2).equalsIgnoreCase("Base64")) {
      return data == null ? null : data.replaceAll("\\s", "");
    }
    return part.component(at + 2).equalsIgnoreCase("A")
        ? java.util.Base64.getEncoder()
            .encodeToString(data.getBytes(java.nio.charset.StandardCharsets.UTF_8))
        : data;
  }

  private static @Nullable String media(String kind, String subtype) {
    if (kind.contains("/")) {
      return kind.toLowerCase(Locale.ROOT);
    }
    if (subtype.isEmpty()) {
      return null;
    }
    return switch (kind.toUpperCase(Locale.ROOT)) {
      case "AP", "APPLICATION", "" -> "application/" + subtype;
      case "IM", "IMAGE" -> "image/" + subtype;
      case "AU", "AUDIO" -> "audio/" + subtype;
      case "TEXT", "TX", "FT" -> "text/" + subtype;
      default -> kind.toLowerCase(Locale.ROOT) + "/" + subtype;
    };
  }

  /** Words; numbers that somebody sends as words with a unit are numbers. */
  private static @Nullable FindingValue words(
      List<Part> parts, @Nullable Coded unit, Reading reading) {
    var text = parts.stream().map(Part::whole).collect(Collectors.joining("\n"));
    if (text.isBlank()) {
      return null;
    }
    if (unit == null) {
      return FindingValue.text(text);
    }
    var number = Numbers.readNm(text);
    var value =
        number.isPresent()
            ? FindingValue.number(number.get(), unit)
            : LooseNumbers.read(text.strip(), unit);
    if (value != null) {
      return value;
    }
    reading
        .issues()
        .warning(
            IssueCode.VALUE, parts.get(0).segment().path(6), "a unit beside words is not read");
    return FindingValue.text(text);
  }

  private static @Nullable FindingValue unusual(Segment obx, List<Part> parts, Reading reading) {
    var type = obx.text(2).strip().toUpperCase(Locale.ROOT);
    var first = parts.get(0);
    if (Other.TYPES.contains(type)
        && parts.size() == 1
        && first.delimiters().equals(Delimiters.STANDARD)
        && first.raw().chars().noneMatch(c -> c < ' ')) {
      return FindingValue.other(new Other(type, first.raw()));
    }
    reading
        .issues()
        .warning(IssueCode.CODE_UNKNOWN, obx.path(2), "is not a type that is read; read as words");
    return words(parts, null, reading);
  }
}

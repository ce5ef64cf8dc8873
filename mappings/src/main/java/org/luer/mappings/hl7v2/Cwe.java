package org.luer.mappings.hl7v2;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Coding;
import org.luer.mappings.core.Dialect;

/**
 * {@link Coded} to and from CE and CWE: {@code code^text^system^code^text^system}.
 *
 * <p>Mapped: both triplets; CWE.9 is read as text when the first triplet has none. A code with
 * words and without a system is a code of the sender's own (named L), not words only. Cannot carry:
 * more than two code systems in one repetition; {@link #list} puts the further ones into further
 * repetitions where the field may repeat.
 */
public final class Cwe {
  private Cwe() {}

  /** One repetition with the first two codings. */
  public static String write(@Nullable Coded coded, Dialect dialect) {
    if (coded == null) {
      return "";
    }
    var second = coded.also().isEmpty() ? null : coded.also().get(0);
    return Wire.components(
        Wire.text(coded.code()),
        Wire.text(coded.text()),
        coded.system() == null ? "" : Wire.text(CodingSystems.name(coded.system(), dialect)),
        second == null ? "" : Wire.text(second.code()),
        second == null ? "" : Wire.text(second.display()),
        second == null ? "" : Wire.text(CodingSystems.name(second.system(), dialect)));
  }

  /** One concept over as many repetitions as its codings need. */
  public static String list(Coded coded, Dialect dialect) {
    var repetitions = new ArrayList<String>();
    repetitions.add(write(coded, dialect));
    for (var more : coded.also().stream().skip(1).toList()) {
      repetitions.add(
          Wire.components(
              "",
              "",
              "",
              Wire.text(more.code()),
              Wire.text(more.display()),
              Wire.text(CodingSystems.name(more.system(), dialect))));
    }
    return Wire.repetitions(repetitions);
  }

  /** A code of a table with its text. */
  public static String of(String code, String text, String system) {
    return Wire.components(Wire.text(code), Wire.text(text), system);
  }

  /** The concept of one repetition; null when it has neither code nor text. */
  public static @Nullable Coded read(Part part, Dialect dialect) {
    return read(List.of(part), dialect);
  }

  /** The concept of all repetitions; null when they have neither code nor text. */
  public static @Nullable Coded read(List<Part> parts, Dialect dialect) {
    if (parts.isEmpty()) {
      return null;
    }
    var first = parts.get(0);
    var main = coding(first, 1, dialect);
    var also = new ArrayList<Coding>();
    for (int i = 0; i < parts.size(); i++) {
      var part = parts.get(i);
      for (int at = i == 0 ? 4 : 1; at <= 10; at += at == 4 ? 6 : 3) {
        var coding = coding(part, at, dialect);
        if (coding != null) {
          also.add(coding);
        }
      }
    }
    var text = text(first, main == null);
    if (main == null && also.isEmpty() && text == null) {
      return null;
    }
    if (main != null) {
      return new Coded(main.system(), main.code(), text, also);
    }
    var code = first.optional(1);
    return code == null || first.optional(2) == null
        ? new Coded(null, null, text, also)
        : new Coded(CodingSystems.local("L", dialect), code, text, also);
  }

  private static @Nullable String text(Part part, boolean codeIsText) {
    var text = part.optional(2);
    if (text == null) {
      text = part.optional(9);
    }
    return text == null && codeIsText ? part.optional(1) : text;
  }

  private static @Nullable Coding coding(Part part, int at, Dialect dialect) {
    var system = part.component(at + 2);
    var code = CodingSystems.spelled(system, part.component(at));
    return code.isEmpty() || system.isEmpty()
        ? null
        : new Coding(CodingSystems.uri(system, code, dialect), code, part.optional(at + 1));
  }

  /** IS: the code, or the words of what has no code. */
  public static String code(@Nullable Coded coded) {
    return coded == null ? "" : Wire.text(coded.code() == null ? coded.text() : coded.code());
  }

  /**
   * The code of an IS field out of an HL7 table that senders extend: theirs, unless they name
   * another system.
   */
  public static @Nullable Coded ofTable(Part part, String table, Dialect dialect) {
    if (part.component(1).isEmpty()) {
      return null;
    }
    return part.component(3).isEmpty()
        ? new Coded(
            CodingSystems.uri("99HL7" + table, dialect),
            part.component(1),
            part.optional(2),
            List.of())
        : read(part, dialect);
  }
}

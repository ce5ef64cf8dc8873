package org.luer.mappings.concept.observation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Coding;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Systems;
import org.luer.mappings.hl7v2.CodingSystems;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Part;
import org.luer.mappings.hl7v2.Units;
import org.luer.mappings.hl7v2.Wire;

/**
 * The unit of a finding to and from OBX-6: UCUM where the sender's unit is one or has a known
 * alias; else the sender's own, never taken for UCUM.
 */
public final class FindingUnits {
  private static final List<String> NOT_UCUM = List.of("ISO+", "ANSI+");

  private FindingUnits() {}

  /** OBX-6. */
  public static String write(@Nullable Coded unit, Dialect dialect) {
    return unit != null && unit.code() == null && unit.also().isEmpty()
        ? Wire.text(unit.text()) // words stand where the code would, as their senders write them
        : Cwe.write(unit, dialect);
  }

  /** The unit; null when there is none. */
  public static @Nullable Coded read(Part part, Dialect dialect) {
    var sent = Cwe.read(List.of(part), dialect);
    if (sent == null) {
      return null;
    }
    var ucum = Units.read(part);
    return ucum.isPresent() ? known(ucum.get(), sent, part) : own(sent, part, dialect);
  }

  /** A UCUM unit, with what else the sender calls it. */
  private static Coded known(String ucum, Coded sent, Part part) {
    if (Systems.UCUM.equals(sent.system()) && ucum.equals(sent.code())) {
      return sent;
    }
    var also = new ArrayList<Coding>();
    for (var coding : sent.codings()) {
      if (!coding.system().equals(Systems.UCUM)) {
        also.add(new Coding(coding.system(), coding.code(), null));
      }
    }
    return new Coded(Systems.UCUM, ucum, part.optional(2), also);
  }

  /** What is no UCUM unit stays the sender's, whatever the sender calls its system. */
  private static Coded own(Coded sent, Part part, Dialect dialect) {
    if (!Systems.UCUM.equals(sent.system())) {
      return sent;
    }
    var name = part.component(3);
    var local = NOT_UCUM.contains(name) ? name : "L";
    return new Coded(CodingSystems.local(local, dialect), sent.code(), sent.text(), sent.also());
  }
}

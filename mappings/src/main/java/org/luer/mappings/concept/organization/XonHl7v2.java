package org.luer.mappings.concept.organization;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Npi;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Ids;
import org.luer.mappings.hl7v2.Contacts;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.Part;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Wire;

/**
 * Name and numbers of an {@link Organization} to and from a repeating XON, one repetition per
 * number, its key first.
 *
 * <p>Mapped: XON.1 legal name, .6 authority, .7 kind of number, .8 facility, .10 (before: .3)
 * number. Cannot carry: other names, kind of organization, desks, whether it still exists.
 */
public final class XonHl7v2 {
  private static final String LEGAL = "L";
  private static final String KEY = "XX";
  private static final String NPI = "NPI";
  private static final String TAX = "TAX";
  private static final String NPI_OID = "2.16.840.1.113883.4.6";

  /**
   * What XON says.
   *
   * @param name the first name
   * @param id key: the first number that is neither NPI nor tax number
   * @param npi National Provider Identifier
   * @param taxId tax number
   * @param identifiers numbers with who gave them
   */
  public record Read(
      String name,
      @Nullable String id,
      @Nullable String npi,
      @Nullable String taxId,
      List<Identifier> identifiers) {
    public Read {
      identifiers = List.copyOf(identifiers);
    }

    /** The organization of an ORC: this name and these numbers, telephone and address beside. */
    public Organization organization(String key, Segment orc) {
      return Organization.of(key, name)
          .npi(npi)
          .taxId(taxId)
          .identifiers(identifiers)
          .telecoms(
              orc.repetitions(23).stream().flatMap(p -> Contacts.readXtn(p).stream()).toList())
          .addresses(orc.repetitions(22).stream().map(Contacts::readXad).toList())
          .build();
    }
  }

  private XonHl7v2() {}

  /** The repetitions. */
  public static List<String> write(Organization organization, Dialect dialect) {
    var name = organization.name();
    var own = dialect.clinic();
    var all = new ArrayList<String>();
    var numbers = new ArrayList<>(organization.identifiers());
    var key = numbers.stream().filter(i -> isKey(i, organization)).findFirst();
    key.ifPresent(numbers::remove);
    all.add(
        xon(
            name,
            key.orElseGet(() -> new Identifier(organization.id(), own.application(), null, KEY))));
    if (organization.npi() != null) {
      all.add(xon(name, new Identifier(organization.npi(), NPI, NPI_OID, NPI)));
    }
    if (organization.taxId() != null) {
      all.add(xon(name, new Identifier(organization.taxId(), "", null, TAX)));
    }
    numbers.forEach(n -> all.add(xon(name, n)));
    return all;
  }

  private static boolean isKey(Identifier number, Organization organization) {
    return Ids.key(number.value()).equals(organization.id());
  }

  private static String xon(String name, Identifier number) {
    return Wire.components(
        Wire.text(name),
        LEGAL,
        "",
        "",
        "",
        Numbers.authority(number.authority(), number.oid()),
        Wire.text(number.type()),
        Wire.text(number.facility()),
        "",
        Wire.text(number.value()));
  }

  /** Reads the repetitions of the first organization. */
  public static Read read(List<Part> repetitions, Dialect dialect) {
    @Nullable String id = null;
    @Nullable String npi = null;
    @Nullable String tax = null;
    var identifiers = new ArrayList<Identifier>();
    var name = repetitions.isEmpty() ? "" : repetitions.get(0).component(1);
    for (var part : repetitions) {
      var value = part.component(10).isEmpty() ? part.component(3) : part.component(10);
      if (value.isEmpty() || !part.component(1).equals(name)) {
        continue;
      }
      var type = part.component(7);
      if (type.equals(NPI) && npi == null && Npi.valid(value)) {
        npi = value;
      } else if (type.equals(TAX) && tax == null) {
        tax = value;
      } else {
        var first = id == null;
        id = first ? Ids.key(value) : id;
        var number = number(value, part);
        if (!first || !usual(number, dialect)) {
          identifiers.add(number);
        }
      }
    }
    return new Read(name, id, npi, tax, identifiers);
  }

  private static Identifier number(String value, Part part) {
    return new Identifier(
        value,
        part.component(6).isEmpty() ? part.sub(6, 2) : part.component(6),
        part.optionalSub(6, 2),
        part.optional(7),
        part.optional(8));
  }

  private static boolean usual(Identifier number, Dialect dialect) {
    var authority = number.authority();
    return (authority.isEmpty() || authority.equals(dialect.clinic().application()))
        && number.oid() == null
        && (number.type() == null || number.type().equals(KEY))
        && number.facility() == null;
  }
}

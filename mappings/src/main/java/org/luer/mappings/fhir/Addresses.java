package org.luer.mappings.fhir;

import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.luer.mappings.core.Address;

/**
 * {@link Address} to and from FHIR Address.
 *
 * <p>Mapped: use, type (postal without use is the clinic's mailing address), line, city, state,
 * postalCode, country, district (the county), period. Ignored when read: text.
 */
public final class Addresses {
  private Addresses() {}

  /** An address in FHIR. */
  public static org.hl7.fhir.r4.model.Address of(Address address) {
    var written = new org.hl7.fhir.r4.model.Address();
    if (address.use() == Address.Use.MAILING) {
      written.setType(org.hl7.fhir.r4.model.Address.AddressType.POSTAL);
    } else if (address.use() != null) {
      written.setUse(org.hl7.fhir.r4.model.Address.AddressUse.fromCode(address.use().code()));
    }
    if (address.kind() != null) {
      written.setType(org.hl7.fhir.r4.model.Address.AddressType.fromCode(address.kind().code()));
    }
    written.setPeriod(Periods.of(address.period()));
    address.lines().forEach(written::addLine);
    return written
        .setCity(address.city())
        .setState(address.state())
        .setPostalCode(address.postalCode())
        .setDistrict(address.county())
        .setCountry(address.country());
  }

  /** Addresses of the clinic model. */
  public static List<Address> read(List<org.hl7.fhir.r4.model.Address> written) {
    var addresses = new ArrayList<Address>(written.size());
    for (var address : written) {
      var use =
          Enums.read(
                  Address.Use.values(),
                  Address.Use::code,
                  address.hasUse() ? address.getUse().toCode() : null)
              .orElse(
                  address.getType() == org.hl7.fhir.r4.model.Address.AddressType.POSTAL
                      ? Address.Use.MAILING
                      : null);
      var kind =
          use == Address.Use.MAILING
              ? null
              : Enums.read(
                      Address.Kind.values(),
                      Address.Kind::code,
                      address.hasType() ? address.getType().toCode() : null)
                  .orElse(null);
      addresses.add(
          new Address(
              use,
              address.getLine().stream().map(PrimitiveType::getValue).toList(),
              address.getCity(),
              address.getState(),
              address.getPostalCode(),
              address.getCountry(),
              address.getDistrict(),
              kind,
              Periods.read(address.getPeriod())));
    }
    return addresses;
  }
}

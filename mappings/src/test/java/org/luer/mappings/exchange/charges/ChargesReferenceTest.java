package org.luer.mappings.exchange.charges;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luer.mappings.exchange.Exchanges;
import org.luer.mappings.receipt.Comparison;
import org.luer.mappings.receipt.LeafStatus;
import org.luer.mappings.receipt.Measurement;
import org.luer.mappings.translation.ParcelReceipts;
import org.luer.mappings.translation.Parcel;

/** Messages about charges as other senders write them are read completely. */
class ChargesReferenceTest {
  private final ParcelReceipts receipts =
      new ParcelReceipts(Exchanges.ALL, name -> { throw new IllegalStateException(name); }, "test", Billing.RGHPB);

  @ParameterizedTest
  @ValueSource(strings = {"dft_p03-session.hl7", "dft_p03-credit.hl7"})
  void everyLeafIsAccountedFor(String file) throws IOException {
    var source = receipts.renderings().hl7v2(List.of(text(file)));
    var clinic = receipts.inward(source, receipts.renderings().clinic(source.facts()));
    print(clinic);
    var bundle = org.luer.mappings.translation.ParcelRenderings.bundle(source.facts(), Billing.RGHPB);
    print(receipts.inward(source, receipts.renderings().fhir(bundle)));
  }

  private static void print(Measurement<Parcel<?>> m) {
    System.out.println(m.counts());
    for (var r : m.results()) {
      if (!r.status().arrived() && r.status() != LeafStatus.ENVELOPE) {
        System.out.println("XX " + r.status() + " " + r.leaf().path() + " = " + r.leaf().value());
      }
      if (r.status() == LeafStatus.CHANGED) {
        System.out.println("CH " + r.rule() + " " + r.leaf().path() + " = " + r.leaf().value());
      }
    }
  }

  static String text(String file) throws IOException {
    try (var in =
        Objects.requireNonNull(
            ChargesReferenceTest.class.getResourceAsStream("/reference/charges/" + file))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

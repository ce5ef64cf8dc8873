package org.luer.mappings.concept.charge;

import java.util.List;
import java.util.Optional;
import org.luer.mappings.core.CodePairs;

/** Charges and credits to and from HL7 table 0017, as transaction-type.csv has them. */
public final class TransactionTypes {
  private static final CodePairs<ChargeLine.Type> TABLE =
      CodePairs.load(
          TransactionTypes.class,
          "transaction-type.csv",
          List.of(ChargeLine.Type.values()),
          ChargeLine.Type::code);

  private TransactionTypes() {}

  /** FT1-6. */
  public static String write(boolean credit) {
    return TABLE.write(credit ? ChargeLine.Type.CREDIT : ChargeLine.Type.CHARGE);
  }

  /** What FT1-6 says; empty for what is no charge. */
  public static Optional<ChargeLine.Type> read(String code) {
    return Optional.ofNullable(TABLE.read(code));
  }
}

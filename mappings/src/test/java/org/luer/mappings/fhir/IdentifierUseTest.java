package org.luer.mappings.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import org.hl7.fhir.r4.model.Identifier.IdentifierUse;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Identifier;

/** What a number is for, and its type in the sender's words, stay with the number. */
class IdentifierUseTest {
  @ParameterizedTest
  @EnumSource(Identifier.Use.class)
  void useAndWordsComeBack(Identifier.Use use) {
    var number = new Identifier("007", "RGHMRN", null, "MR", null, use, "Hospital number");
    var written = Identifiers.of(number, Dialect.DEFAULT.base());
    assertThat(written.getUse()).isEqualTo(IdentifierUse.fromCode(use.code()));
    assertThat(written.getType().getText()).isEqualTo("Hospital number");
    assertThat(Identifiers.read(written, Dialect.DEFAULT)).contains(number);
  }

  @ParameterizedTest
  @EnumSource(Identifier.Use.class)
  void wordsWithoutCodeComeBack(Identifier.Use use) {
    var number = new Identifier("007", "RGHMRN", null, null, null, use, "Hospital number");
    var written = Identifiers.of(number, Dialect.DEFAULT.base());
    assertThat(Identifiers.read(written, Dialect.DEFAULT)).contains(number);
  }
}

package org.luer.gateway.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luer.gateway.partner.BillingSettings;
import org.luer.mappings.concept.coding.CodingRules;
import org.luer.mappings.concept.coding.StockedProduct;
import org.luer.mappings.core.Money;

/** The clinic's tables for coding, right and wrong. */
class BillingFilesTest {
  @TempDir Path folder;

  private BillingFiles files(String name, String content) throws IOException {
    var file = Files.writeString(folder.resolve(name + ".csv"), content);
    return new BillingFiles(
        new BillingSettings(
            "11",
            name.equals("stock") ? file : null,
            name.equals("prices") ? file : null,
            name.equals("rules") ? file : null,
            BillingSettings.Confirm.PERSON,
            Duration.ofSeconds(10),
            null,
            null,
            new org.luer.gateway.partner.Office(null, null, null, null, null)));
  }

  @Test
  void tablesAreReadWithTheirEmptyFields() throws IOException {
    var stock =
        "# ours\nndc,drug,single-dose,content,from,until\n67457010810,J3490,,,,\n00409475503,J2405,yes,4,2026-01-01,2026-06-30\n";
    assertThat(files("stock", stock).stock())
        .containsExactly(
            new StockedProduct("67457010810", "J3490", null, null, null, null),
            new StockedProduct(
                "00409475503",
                "J2405",
                true,
                new BigDecimal("4"),
                LocalDate.of(2026, 1, 1),
                LocalDate.of(2026, 6, 30)));
    assertThat(files("prices", "code,amount\n96365,310.00\n").prices())
        .containsEntry("96365", Money.usd("310.00"));
    var rules = "payer,rule,value,from,until,source\nacme,most-scored,2,,,contract\n";
    assertThat(files("rules", rules).rules())
        .containsExactly(
            new CodingRules.Row("acme", CodingRules.Rule.MOST_SCORED, "2", null, null, "contract"));
    assertThat(files("stock", stock).prices()).as("left out").isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          stock  | ndc,drug\\n67457010810,J3490                                          | stock.csv line 2: a column is missing: the first line names all of them
          stock  | ndc,drug,single-dose,content,from,until\\n6745701081,J3490,,,,         | stock.csv line 2: ndc must be eleven digits, 5-4-2 without hyphens
          stock  | ndc,drug,single-dose,content,from,until\\n67457010810,J3490,true,,,    | stock.csv line 2: single-dose must be yes, no or empty
          stock  | ndc,drug,single-dose,content,from,until\\n67457010810,J3490,,,5/4/26,  | stock.csv line 2: a date must be like 2026-05-04, a number like 18.50
          prices | code,amount\\n96365,310.00\\n96366,about 95                             | prices.csv line 3: a date must be like 2026-05-04, a number like 18.50
          rules  | payer,rule,value,from,until,source\\nacme,most-score,2,,,contract       | rules.csv line 2: there is no rule of this name
          """)
  void whatIsWrongIsSaidWithItsPlace(String name, String content, String expected)
      throws IOException {
    var files = files(name, content.replace("\\n", "\n"));
    assertThatThrownBy(
            () -> {
              files.stock();
              files.prices();
              files.rules();
            })
        .isInstanceOf(BillingFiles.Unreadable.class)
        .hasMessage(expected);
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    var files =
        new BillingFiles(
            new BillingSettings(
                "11",
                folder.resolve("none.csv"),
                null,
                null,
                BillingSettings.Confirm.PERSON,
                Duration.ofSeconds(10),
                null,
                null,
                new org.luer.gateway.partner.Office(null, null, null, null, null)));
    assertThatThrownBy(files::stock).hasMessage("none.csv: cannot be read");
  }
}

package org.luer.mappings.exchange.patientfeed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.exchange.Exchanges;
import org.luer.mappings.hl7v2.MessageWriter;

/** Segments that only their sender knows go back to it, behind all others, in every version. */
class OwnSegmentsTest {
  private static final String ADT =
      "MSH|^~\\&|EPIC|CVH|LUER|NLKC|20260807151012-0500||ADT^A08^ADT_A01|9|P|2.5.1\r"
          + "EVN|A08|20260807151011-0500\r"
          + "PID|1||11028840^^^CVHMRN^MR||LINDGREN^ASTRID||19630211|F\r"
          + "ZPD||MYCH||ACTIVE\r"
          + "PV1|1|O\r"
          + "ZVI|2|A^B~C\r";

  @ParameterizedTest
  @ValueSource(strings = {"2.3.1", "2.4", "2.5.1", "2.8"})
  void areWrittenBehindTheOthers(String version) {
    var dialect = Dialect.DEFAULT.withZone(ZoneId.of("America/Chicago")).withVersion(version);
    var parcel =
        Exchanges.ALL
            .fromHl7v2(ADT.getBytes(StandardCharsets.UTF_8), dialect)
            .value()
            .orElseThrow()
            .get(0);
    var message = MessageWriter.write(parcel.toHl7v2(dialect, Set.of()).get(0), "", dialect);
    assertThat(message.text()).contains("\rPV1|").endsWith("\rZPD||MYCH||ACTIVE\rZVI|2|A^B~C\r");
  }
}

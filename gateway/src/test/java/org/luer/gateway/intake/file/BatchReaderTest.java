package org.luer.gateway.intake.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luer.gateway.intake.file.BatchFile.Batch;
import org.luer.gateway.intake.file.BatchReader.Reading;

class BatchReaderTest {
  private static final String ONE = "MSH|^~\\&|A|B|C|D|20250312||ADT^A08|1|P|2.5.1|PID|1";
  private static final String FHS = "FHS|^~\\&|A|B|C|D|20250312||night||F77";
  private static final String BHS = "BHS|^~\\&|A|B|C|D|20250312||||B5";

  private static String message(int id) {
    return "MSH|^~\\&|A|B|C|D|20250312||ADT^A08|" + id + "|P|2.5.1\rPID|1||é\r";
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r", "\n", "\r\n", "\r\r", "\n\n"})
  void aMessageIsTheSameWhateverEndsTheLines(String end) {
    var text =
        "\u00ef\u00bb\u00bf"
            + (FHS + "\r" + BHS + "\r" + message(1) + message(2) + "BTS|2\rFTS|1\r");
    var file = whole(text.replace("\r", end));
    assertThat(file.header().orElseThrow().field(11)).isEqualTo("F77");
    assertThat(file.batches()).hasSize(1);
    assertThat(file.batches().get(0).header().orElseThrow().field(11)).isEqualTo("B5");
    assertThat(file.items())
        .extracting(item -> new String(item.bytes(), StandardCharsets.ISO_8859_1))
        .containsExactly(message(1), message(2));
  }

  @Test
  void plainMessagesAndFramedOnesAreRead() {
    assertThat(whole(message(1) + message(2)).items()).hasSize(2);
    var framed = "\u000b" + message(1) + "\u001c\r\u000b" + message(2) + "\u001c\r";
    assertThat(whole(framed).items())
        .extracting(item -> new String(item.bytes(), StandardCharsets.ISO_8859_1))
        .containsExactly(message(1), message(2));
  }

  @Test
  void batchesAreCountedEachByItself() {
    var text =
        FHS
            + "\r"
            + BHS
            + "\r"
            + message(1)
            + "BTS|1\r"
            + BHS
            + "\r"
            + message(2)
            + message(3)
            + "BTS|2|more\rFTS|2\r";
    assertThat(whole(text).batches()).extracting(b -> b.items().size()).containsExactly(1, 2);
    assertThat(whole(FHS + "\r" + BHS + "\rBTS|0\rFTS|1\r").items()).isEmpty();
    assertThat(whole(FHS + "\r" + message(1) + message(2) + "FTS|1\r").batches())
        .extracting(Batch::items)
        .hasSize(1);
  }

  @Test
  void everyFaultOfTheFrameIsToldWithItsLine() {
    assertThat(faults(BHS + "\r" + message(1) + "BTS|2\r"))
        .containsExactly("line 4: BTS-1 says 2 messages, the batch has 1");
    assertThat(faults(FHS + "\r" + BHS + "\r" + message(1) + "BTS|7\rFTS|3\r"))
        .containsExactly(
            "line 5: BTS-1 says 7 messages, the batch has 1",
            "line 6: FTS-1 says 3 batches, the file has 1");
    assertThat(faults(BHS + "\r" + message(1)))
        .containsExactly(
            "line 4: the file ends without the BTS of the batch from line 1; it may be cut off");
    assertThat(faults(FHS + "\r" + message(1)))
        .containsExactly("line 4: the file ends without FTS; it may be cut off");
    assertThat(faults(message(1) + FHS + "\r"))
        .containsExactly("line 3: FHS is not the first segment");
    assertThat(faults(message(1) + "BTS|1\rFTS|1\r"))
        .containsExactly("line 3: BTS without BHS", "line 4: FTS without FHS");
    assertThat(faults(BHS + "\r" + message(1) + "BTS|x\r"))
        .containsExactly("line 4: BTS-1 is no number");
    assertThat(faults("secret name\rPID|1\r" + ONE))
        .containsExactly(
            "line 1: text outside of any message", "line 2: PID outside of any message");
    assertThat(faults("")).containsExactly("line 1: the file is empty");
    assertThat(faults(FHS + "\rFTS|0\r" + message(1))).containsExactly("line 3: MSH after FTS");
  }

  private static BatchFile whole(String text) {
    var reading = BatchReader.read(text.getBytes(StandardCharsets.ISO_8859_1));
    assertThat(reading).isInstanceOf(Reading.Whole.class);
    return ((Reading.Whole) reading).file();
  }

  private static List<String> faults(String text) {
    var reading = BatchReader.read(text.getBytes(StandardCharsets.ISO_8859_1));
    assertThat(reading).isInstanceOf(Reading.Faulty.class);
    return ((Reading.Faulty) reading).reasons();
  }
}

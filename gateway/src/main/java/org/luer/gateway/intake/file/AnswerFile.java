package org.luer.gateway.intake.file;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import org.luer.gateway.intake.file.BatchFile.Batch;
import org.luer.gateway.intake.file.BatchFile.Header;

/**
 * The answers to the messages of a file, framed as the file was: FHS-12 and BHS-12 name the control
 * ids of the file and of each batch (FHS-11, BHS-11), sender and receiver are exchanged.
 */
final class AnswerFile {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmssxx", Locale.ROOT);

  private AnswerFile() {}

  /**
   * The answer file as bytes, each segment ended by CR.
   *
   * @param answers by the position of the message; none for a message that gets no answer
   * @param id our control id of the file
   * @param at its time
   */
  static byte[] of(BatchFile file, Map<Integer, byte[]> answers, String id, OffsetDateTime at) {
    var out = new ByteArrayOutputStream();
    file.header().ifPresent(header -> line(out, header("FHS", header, id, at)));
    int number = 0;
    for (var batch : file.batches()) {
      number++;
      batch(out, batch, answers, id + "-" + number, at);
    }
    file.header()
        .ifPresent(header -> line(out, "FTS" + header.separator() + file.batches().size()));
    return out.toByteArray();
  }

  private static void batch(
      ByteArrayOutputStream out,
      Batch batch,
      Map<Integer, byte[]> answers,
      String id,
      OffsetDateTime at) {
    batch.header().ifPresent(header -> line(out, header("BHS", header, id, at)));
    int count = 0;
    for (var item : batch.items()) {
      var answer = answers.getOrDefault(item.position(), new byte[0]);
      if (answer.length > 0) {
        out.writeBytes(answer);
        count++;
      }
    }
    int answered = count;
    batch.header().ifPresent(header -> line(out, "BTS" + header.separator() + answered));
  }

  private static String header(String name, Header header, String id, OffsetDateTime at) {
    return String.join(
        String.valueOf(header.separator()),
        name,
        header.field(2),
        header.field(5),
        header.field(6),
        header.field(3),
        header.field(4),
        TIME.format(at),
        "",
        "",
        "",
        id,
        header.field(11));
  }

  private static void line(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    out.write('\r');
  }
}

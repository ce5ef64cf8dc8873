package org.luer.gateway.intake.file;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A file of messages (HL7 v2.5.1 ch. 2.10.3): {@code [FHS] { [BHS] { message } [BTS] } [FTS]}.
 *
 * @param header FHS; empty for a file without
 * @param batches in the file's order; messages outside of any BHS are a batch without header
 */
record BatchFile(Optional<Header> header, List<Batch> batches) {
  BatchFile {
    batches = List.copyOf(batches);
  }

  /** What the frame around this batch says it answers: FHS-12 and BHS-12. */
  List<String> answered(Batch batch) {
    return Stream.of(header, batch.header())
        .flatMap(Optional::stream)
        .map(h -> h.field(12))
        .filter(field -> !field.isBlank())
        .toList();
  }

  /** The answer to a whole file with the header that it stands below, each segment ended by CR. */
  byte[] wholeAnswer(Batch batch) {
    var above = batch.header().or(() -> header).map(Header::text).orElse("");
    return (above + "\r" + batch.answer()).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** All messages in the file's order. */
  List<Item> items() {
    return batches.stream().flatMap(batch -> batch.items().stream()).toList();
  }

  /**
   * FHS or BHS as raw fields.
   *
   * @param text the segment, each byte one character
   * @param line where it stands, from 1
   */
  record Header(String text, int line) {
    char separator() {
      return text.charAt(3);
    }

    /** The raw field by its number in the standard, of which 1 is the separator; "" if none. */
    String field(int number) {
      var fields = text.split(Pattern.quote(String.valueOf(separator())), -1);
      return number <= fields.length ? fields[number - 1] : "";
    }
  }

  /**
   * Messages between BHS and BTS, or without them.
   *
   * @param answer MSA and ERR that stand before the first message: an answer to a whole file; ""
   *     when there is none
   */
  record Batch(Optional<Header> header, List<Item> items, String answer) {
    Batch {
      items = List.copyOf(items);
    }
  }

  /**
   * One message.
   *
   * @param position in the file, from 1
   * @param line of its MSH, from 1
   * @param bytes each segment ended by CR, as it would come over MLLP
   */
  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  record Item(int position, int line, byte[] bytes) {}
}

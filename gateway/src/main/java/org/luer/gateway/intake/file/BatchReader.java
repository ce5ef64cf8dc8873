package org.luer.gateway.intake.file;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.intake.file.BatchFile.Batch;
import org.luer.gateway.intake.file.BatchFile.Header;
import org.luer.gateway.intake.file.BatchFile.Item;

/**
 * Takes a file of messages apart, or says everything that is wrong with its frame.
 *
 * <p>Lines may end in CR, LF or both; a byte order mark, blank lines and MLLP's framing characters
 * are passed over. A header needs its trailer: a file that was cut off must not pass for a whole
 * one. The counts of BTS-1 and FTS-1 must be right where they are given.
 */
final class BatchReader {
  private static final String MARK = "\u00ef\u00bb\u00bf";

  private final List<String> reasons = new ArrayList<>();
  private final List<Batch> batches = new ArrayList<>();
  private final List<Item> items = new ArrayList<>();
  private final StringBuilder message = new StringBuilder();
  private final StringBuilder answer = new StringBuilder();
  private @Nullable Header file;
  private @Nullable Header batch;
  private int messageLine;
  private int count;
  private int line;
  private boolean ended;
  private boolean begun;

  private BatchReader() {}

  /** What a file is. */
  sealed interface Reading {
    /** A frame without fault. */
    record Whole(BatchFile file) implements Reading {}

    /**
     * A frame with faults; nothing of it is to be taken.
     *
     * @param reasons each with its line, without content of the file
     */
    record Faulty(List<String> reasons) implements Reading {}
  }

  static Reading read(byte[] content) {
    return new BatchReader().apart(new String(content, StandardCharsets.ISO_8859_1));
  }

  private Reading apart(String text) {
    int at = text.startsWith(MARK) ? MARK.length() : 0;
    while (at < text.length()) {
      int end = at;
      while (end < text.length() && text.charAt(end) != '\r' && text.charAt(end) != '\n') {
        end++;
      }
      line++;
      var one = text.substring(at, end).replace("\u000b", "").replace("\u001c", "");
      if (!one.isBlank()) {
        segment(one);
      }
      boolean both = text.startsWith("\r\n", end);
      at = end + (both ? 2 : 1);
    }
    end();
    return reasons.isEmpty()
        ? new Reading.Whole(new BatchFile(Optional.ofNullable(file), batches))
        : new Reading.Faulty(List.copyOf(reasons));
  }

  private void segment(String text) {
    var name = name(text);
    switch (name) {
      case "FHS" -> fileHeader(text);
      case "BHS" -> batchHeader(text);
      case "MSH" -> messageHeader(text);
      case "BTS" -> batchTrailer(text);
      case "FTS" -> fileTrailer(text);
      default -> {
        if (messageLine == 0 && answersWhole(name)) {
          answer.append(text).append('\r');
        } else if (messageLine == 0) {
          fault((name.isEmpty() ? "text" : name) + " outside of any message");
        } else {
          message.append(text).append('\r');
        }
      }
    }
    begun = true;
  }

  /** MSA and ERR right after a header answer a file as a whole. */
  private boolean answersWhole(String name) {
    boolean header = batch != null || (file != null && batches.isEmpty());
    return header
        && items.isEmpty()
        && (name.equals("MSA") ? answer.isEmpty() : name.equals("ERR") && !answer.isEmpty());
  }

  private void fileHeader(String text) {
    closeMessage();
    if (begun) {
      fault("FHS is not the first segment");
    } else if (usable(text, "FHS")) {
      file = new Header(text, line);
    }
  }

  private void batchHeader(String text) {
    closeMessage();
    afterEnd("BHS");
    if (batch != null) {
      fault("BHS before the BTS of the batch from line " + batch.line());
    }
    closeBatch();
    if (usable(text, "BHS")) {
      batch = new Header(text, line);
    }
  }

  private void messageHeader(String text) {
    closeMessage();
    afterEnd("MSH");
    messageLine = line;
    message.append(text).append('\r');
  }

  private void batchTrailer(String text) {
    closeMessage();
    if (batch == null) {
      fault("BTS without BHS");
      return;
    }
    count("BTS-1", text, items.size(), "messages", "the batch");
    add();
  }

  private void fileTrailer(String text) {
    closeMessage();
    if (batch != null) {
      fault("FTS before the BTS of the batch from line " + batch.line());
    }
    closeBatch();
    if (file == null) {
      fault("FTS without FHS");
    } else if (ended) {
      fault("FTS a second time");
    } else {
      boolean bare = batches.stream().noneMatch(b -> b.header().isPresent());
      // without any BHS some count the messages as one batch and some as none
      if (!bare || !value(text).matches("0*[01]")) {
        count("FTS-1", text, batches.size(), "batches", "the file");
      }
    }
    ended = true;
  }

  private void end() {
    closeMessage();
    line++;
    if (batch != null) {
      fault(
          "the file ends without the BTS of the batch from line %d; it may be cut off"
              .formatted(batch.line()));
    }
    closeBatch();
    if (file != null && !ended) {
      fault("the file ends without FTS; it may be cut off");
    }
    if (!begun) {
      fault("the file is empty");
    }
  }

  private void count(String field, String text, int found, String what, String where) {
    var said = value(text);
    if (said.isEmpty()) {
      return;
    }
    if (!said.matches("[0-9]{1,9}")) {
      fault(field + " is no number");
    } else if (Integer.parseInt(said) != found) {
      fault("%s says %s %s, %s has %d".formatted(field, said, what, where, found));
    }
  }

  /** The first field of a trailer; "" if none. */
  private static String value(String text) {
    return text.length() < 4 ? "" : new Header(text, 0).field(2).strip();
  }

  private void closeMessage() {
    if (messageLine > 0) {
      var bytes = message.toString().getBytes(StandardCharsets.ISO_8859_1);
      items.add(new Item(++count, messageLine, bytes));
      message.setLength(0);
      messageLine = 0;
    }
  }

  /** Ends the messages that stand outside of BHS and BTS, or a batch that has no trailer. */
  private void closeBatch() {
    if (batch != null || !items.isEmpty() || !answer.isEmpty()) {
      add();
    }
  }

  private void add() {
    batches.add(new Batch(Optional.ofNullable(batch), items, answer.toString()));
    items.clear();
    answer.setLength(0);
    batch = null;
  }

  private void afterEnd(String name) {
    if (ended) {
      fault(name + " after FTS");
    }
  }

  private boolean usable(String text, String name) {
    boolean usable = text.length() > 4;
    if (!usable) {
      fault(name + " has no separators");
    }
    return usable;
  }

  private void fault(String text) {
    reasons.add("line " + line + ": " + text);
  }

  /** The segment's name; "" for text that is no segment. */
  private static String name(String text) {
    if (text.length() < 3 || (text.length() > 3 && Character.isLetterOrDigit(text.charAt(3)))) {
      return "";
    }
    var name = text.substring(0, 3).toUpperCase(Locale.ROOT);
    return name.matches("[A-Z][A-Z0-9]{2}") ? name : "";
  }
}

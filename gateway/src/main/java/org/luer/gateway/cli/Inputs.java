package org.luer.gateway.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.IssueCode;

/**
 * Turns the files of a command line into inputs, one after the other, so that many files need no
 * more memory than one.
 *
 * <p>Clinic files with a single record belong together: a session needs its patient. They form one
 * input, at the end. A file with an array of records is an input of its own, and so is a folder of
 * record files.
 */
final class Inputs {
  private final InputStream standardInput;
  private final List<JsonNode> loose = new ArrayList<>();
  private final List<String> looseNames = new ArrayList<>();

  Inputs(InputStream standardInput) {
    this.standardInput = standardInput;
  }

  /**
   * One thing to translate.
   *
   * @param name file name, for messages
   * @param format its form
   * @param bytes the text of an HL7 v2 or FHIR input
   * @param records the records of a clinic input, as an array
   * @param problem why it cannot be read at all; then everything else is empty
   */
  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  record Input(
      String name, Format format, byte[] bytes, List<JsonNode> records, List<Issue> problem) {
    static Input unreadable(String name, String text) {
      return new Input(
          name,
          Format.CLINIC,
          new byte[0],
          List.of(),
          List.of(Issue.error(IssueCode.STRUCTURE, "", text)));
    }
  }

  /** Hands every input to the consumer, in the order of the files. */
  void each(List<String> files, Consumer<Input> consumer) {
    for (var file : files) {
      try {
        if (!file.equals("-") && Files.isDirectory(Path.of(file))) {
          folder(Path.of(file), consumer);
        } else {
          one(file, read(file), consumer);
        }
      } catch (IOException unreadable) {
        consumer.accept(Input.unreadable(file, "cannot be read: no such file, or no permission"));
      }
    }
    if (!loose.isEmpty()) {
      consumer.accept(
          new Input(
              String.join(" ", looseNames),
              Format.CLINIC,
              new byte[0],
              List.copyOf(loose),
              List.of()));
    }
  }

  private byte[] read(String file) throws IOException {
    return file.equals("-") ? standardInput.readAllBytes() : Files.readAllBytes(Path.of(file));
  }

  private void folder(Path folder, Consumer<Input> consumer) throws IOException {
    var inner = new Inputs(standardInput);
    try (var files = Files.list(folder)) {
      var names = files.filter(Files::isRegularFile).sorted().map(Path::toString).toList();
      inner.each(names, consumer);
    }
  }

  private void one(String file, byte[] bytes, Consumer<Input> consumer) {
    var format =
        Format.detect(
            new String(
                bytes, 0, Math.min(bytes.length, HEAD), java.nio.charset.StandardCharsets.UTF_8));
    if (format.isEmpty()) {
      consumer.accept(
          Input.unreadable(
              file, "is neither HL7 v2 (MSH…), nor a FHIR Bundle, nor a clinic record with kind"));
    } else if (format.get() == Format.CLINIC) {
      clinic(file, bytes, consumer);
    } else {
      consumer.accept(new Input(file, format.get(), bytes, List.of(), List.of()));
    }
  }

  private static final int HEAD = 65_536;

  private void clinic(String file, byte[] bytes, Consumer<Input> consumer) {
    try {
      var tree = ClinicJson.mapper().readTree(bytes);
      if (!tree.isArray()) {
        loose.add(tree);
        looseNames.add(file);
      } else if (tree.size() > 0 && tree.get(0).isArray()) {
        tree.forEach(set -> consumer.accept(records(file, set)));
      } else {
        consumer.accept(records(file, tree));
      }
    } catch (JsonProcessingException broken) {
      var at = broken.getLocation();
      consumer.accept(
          Input.unreadable(
              file, "is not JSON (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")"));
    } catch (IOException impossible) {
      consumer.accept(Input.unreadable(file, "cannot be read"));
    }
  }

  private static Input records(String file, JsonNode array) {
    var records = new ArrayList<JsonNode>();
    array.forEach(records::add);
    return new Input(file, Format.CLINIC, new byte[0], List.copyOf(records), List.of());
  }
}

package org.luer.gateway.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.PrintStream;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.core.Issue;

/** Prints issues as JSON lines: {@code {"file","severity","code","path","text"}}. */
final class Complaints {
  private Complaints() {}

  static void print(PrintStream out, String file, Issue issue) {
    var line = ClinicJson.mapper().createObjectNode();
    line.put("file", file);
    line.put("severity", issue.severity().code());
    line.put("code", issue.code().code());
    line.put("path", issue.path());
    line.put("text", issue.text());
    try {
      out.println(
          ClinicJson.mapper()
              .writer()
              .without(com.fasterxml.jackson.databind.SerializationFeature.INDENT_OUTPUT)
              .writeValueAsString(line));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("an issue is always JSON", impossible);
    }
  }
}

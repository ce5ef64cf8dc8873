package org.luer.gateway.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.RecordJson;

/** Prints issues as JSON lines: {@code {"file","severity","code","path","text"}}. */
final class Complaints {
  private Complaints() {}

  static void print(PrintStream out, String file, Issue issue) {
    out.println(
        RecordJson.line(
            List.of(
                Map.entry("file", file),
                Map.entry("severity", issue.severity().code()),
                Map.entry("code", issue.code().code()),
                Map.entry("path", issue.path()),
                Map.entry("text", issue.text()))));
  }
}

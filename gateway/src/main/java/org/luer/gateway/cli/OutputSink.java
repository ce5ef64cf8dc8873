package org.luer.gateway.cli;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes outputs as they come. The JSON output of a single input stands alone; those of several
 * inputs become one array without being held in memory. HL7 v2 messages are separated by one LF.
 */
final class OutputSink implements AutoCloseable {
  private final PrintStream out;
  private final boolean json;
  private int inputs;
  private int written;
  private @Nullable String held;

  OutputSink(PrintStream out, Format to) {
    this.out = out;
    this.json = to != Format.HL7V2;
  }

  /** Another input begins. */
  void nextInput() {
    inputs++;
    if (json && inputs == 2) {
      out.print("[");
      if (held != null) {
        print(held, ",\n");
      }
    }
  }

  /** What the current input became. */
  void write(String output) {
    if (json && inputs == 1) {
      held = output;
    } else {
      print(output, json ? ",\n" : "\n");
    }
  }

  private void print(String output, String separator) {
    out.print(written > 0 ? separator : "");
    out.print(output);
    written++;
  }

  @Override
  public void close() {
    if (json && inputs > 1) {
      out.print("]\n");
    } else if (held != null) {
      out.print(held + "\n");
    }
    out.flush();
  }
}

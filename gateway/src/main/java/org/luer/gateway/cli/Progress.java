package org.luer.gateway.cli;

import picocli.CommandLine;

/**
 * Counts on a terminal how many of many files are done; silent for few files and when nobody
 * watches.
 */
final class Progress {
  private static final int MANY = 20;

  private final int total;
  private final boolean shown;
  private int done;

  Progress(int total) {
    this.total = total;
    this.shown = total >= MANY && CommandLine.Help.Ansi.AUTO.enabled();
  }

  void step() {
    done++;
    if (shown) {
      System.err.print("\r" + done + " of " + total + (done == total ? "\n" : ""));
      System.err.flush();
    }
  }
}

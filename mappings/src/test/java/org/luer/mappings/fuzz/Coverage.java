package org.luer.mappings.fuzz;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.management.JMException;
import javax.management.ObjectName;
import org.jacoco.core.analysis.Analyzer;
import org.jacoco.core.analysis.CoverageBuilder;
import org.jacoco.core.data.ExecutionDataReader;
import org.jacoco.core.data.ExecutionDataStore;
import org.jacoco.core.data.SessionInfoStore;
import org.luer.mappings.exchange.Exchanges;

/**
 * How much of the library one reader went through, from the JaCoCo agent that the fuzz profile
 * starts with its management bean on.
 *
 * @param classes that were entered
 * @param lines of these classes that were run
 * @param allLines of these classes
 * @param branches of these classes that were taken
 * @param allBranches of these classes
 */
record Coverage(int classes, int lines, int allLines, int branches, int allBranches) {
  private static final Coverage UNKNOWN = new Coverage(0, 0, 0, 0, 0);

  /** Forgets what was run until now. */
  static void restart() {
    executed(true);
  }

  /** What was run since; nothing when no agent is there. */
  static Coverage now() {
    var executed = executed(false);
    if (executed.length == 0) {
      return UNKNOWN;
    }
    var data = new ExecutionDataStore();
    var found = new CoverageBuilder();
    try (var in = new ByteArrayInputStream(executed)) {
      var reader = new ExecutionDataReader(in);
      reader.setExecutionDataVisitor(data);
      reader.setSessionInfoVisitor(new SessionInfoStore());
      reader.read();
      var code = Exchanges.class.getProtectionDomain().getCodeSource().getLocation();
      analyze(Path.of(code.toURI()), data, found);
    } catch (IOException | URISyntaxException unreadable) {
      throw new IllegalStateException(unreadable);
    }
    var total = UNKNOWN;
    for (var one : found.getClasses()) {
      if (one.getInstructionCounter().getCoveredCount() > 0) {
        total =
            new Coverage(
                total.classes + 1,
                total.lines + one.getLineCounter().getCoveredCount(),
                total.allLines + one.getLineCounter().getTotalCount(),
                total.branches + one.getBranchCounter().getCoveredCount(),
                total.allBranches + one.getBranchCounter().getTotalCount());
      }
    }
    return total;
  }

  private static void analyze(Path classes, ExecutionDataStore data, CoverageBuilder found)
      throws IOException {
    var analyzer = new Analyzer(data, found);
    try (var files = Files.walk(classes)) {
      for (var file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        analyzer.analyzeClass(Files.readAllBytes(file), file.toString());
      }
    } catch (UncheckedIOException unreadable) {
      throw unreadable.getCause();
    }
  }

  private static byte[] executed(boolean reset) {
    try {
      var agent = new ObjectName("org.jacoco:type=Runtime");
      var beans = ManagementFactory.getPlatformMBeanServer();
      return beans.isRegistered(agent)
          ? (byte[])
              beans.invoke(
                  agent, "getExecutionData", new Object[] {reset}, new String[] {"boolean"})
          : new byte[0];
    } catch (JMException broken) {
      throw new IllegalStateException(broken);
    }
  }

  @Override
  public String toString() {
    return this.equals(UNKNOWN)
        ? "not measured"
        : String.format(
            Locale.ROOT,
            "%d classes, lines %.1f %%, branches %.1f %%",
            classes,
            100.0 * lines / allLines,
            100.0 * branches / allBranches);
  }
}

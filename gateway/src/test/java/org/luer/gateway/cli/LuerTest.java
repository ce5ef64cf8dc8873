package org.luer.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.slf4j.spi.SLF4JServiceProvider;

/** A command carries only what it needs. */
class LuerTest {
  @Test
  void aNamedCommandIsTheOnlyOneThatIsDescribed() {
    var line = Luer.commandLine("translate", "--to", "clinic", "-");
    assertThat(line.getCommandName()).isEqualTo("luer translate");
    assertThat(line.getSubcommands()).isEmpty();
    assertThat(Luer.commandLine("partner").getSubcommands()).containsKey("test");
  }

  @Test
  void serveTakesNoOptionThatItDoesNotKnow() {
    for (var wrong : List.of("--nosuch", "--demmo", "extra", "--luer", "-v")) {
      var err = new StringWriter();
      var code = CommandLines.run(new PrintWriter(err), new PrintWriter(err), "serve", wrong);
      assertThat(code).as(wrong).isEqualTo(2);
      assertThat(err.toString()).contains("Unknown option: '" + wrong + "'");
    }
  }

  @Test
  void theHelpNamesEveryCommand() {
    assertThat(Luer.commandLine("--help").getUsageMessage())
        .contains(
            "serve",
            "translate",
            "validate",
            "token",
            "partner",
            "backup",
            "restore",
            "client",
            "person",
            "audit",
            "index",
            "messages",
            "claim",
            "selfpay",
            "eligibility",
            "replay");
    assertThat(Luer.commandLine("--help").getSubcommands())
        .containsOnlyKeys(
            "serve",
            "translate",
            "validate",
            "token",
            "partner",
            "backup",
            "restore",
            "client",
            "person",
            "audit",
            "index",
            "messages",
            "claim",
            "selfpay",
            "eligibility",
            "replay");
  }

  @Test
  void aCommandKnowsItsFullName() {
    assertThat(Luer.commandLine("translate").getUsageMessage())
        .startsWith("Usage: luer translate ");
    assertThat(Luer.commandLine("partner").getSubcommands())
        .hasEntrySatisfying(
            "test",
            test -> assertThat(test.getUsageMessage()).startsWith("Usage: luer partner test "));
  }

  @Test
  void theLogOfACommandIsALinePerWarning() throws ReflectiveOperationException {
    var provider =
        Class.forName(Luer.TERSE_LOGGING)
            .asSubclass(SLF4JServiceProvider.class)
            .getDeclaredConstructor()
            .newInstance();
    var log = provider.getLoggerFactory().getLogger("ca.uhn.fhir.context.FhirContext");
    var caught = new ByteArrayOutputStream();
    var before = System.err;
    System.setErr(new PrintStream(caught, true, StandardCharsets.UTF_8));
    try {
      log.info("not this");
      log.warn("{} of {}", 1, 2);
      log.error("broken", new IllegalStateException("why"));
    } finally {
      System.setErr(before);
    }
    assertThat(caught.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "WARN FhirContext 1 of 2",
            "ERROR FhirContext broken java.lang.IllegalStateException: why");
    assertThat(Locale.getDefault()).as("only main() changes the process").isNotEqualTo(Locale.ROOT);
  }
}

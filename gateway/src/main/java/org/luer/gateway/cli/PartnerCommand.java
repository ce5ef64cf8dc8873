package org.luer.gateway.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.delivery.EndpointCheck;
import org.luer.gateway.delivery.EndpointCheck.Grade;
import org.luer.gateway.delivery.OutboundTls;
import org.luer.gateway.intake.file.OutboundFolder;
import org.luer.gateway.partner.InvalidSettings;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Receives;
import org.luer.gateway.partner.Settings;
import org.luer.gateway.partner.SettingsSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** What an operator asks about partners. */
@Command(
    name = "partner",
    mixinStandardHelpOptions = true,
    description =
        "Tries the connections to partners; pauses, resumes and slows delivery to them; says what they have not got.",
    subcommands = {
      PartnerCommand.Test.class,
      PartnerControlCommands.ListPartners.class,
      PartnerControlCommands.Pause.class,
      PartnerControlCommands.Resume.class,
      PartnerControlCommands.Throttle.class,
      ExpectedCommands.OfPartner.class
    })
final class PartnerCommand {
  /** Reaches every endpoint of a partner as the gateway would. */
  @Command(
      name = "test",
      mixinStandardHelpOptions = true,
      description = {
        "Reaches every endpoint of a partner as the gateway would: name, TCP, TLS, certificate dates.",
        "Nothing is sent unless --message names a file. The gateway need not run. Settings are found as serve finds them.",
        "Exit code 0 = all is well, 1 = something failed."
      })
  static final class Test implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init") // by picocli
    @Parameters(paramLabel = "ID", description = "The partner's id in the settings.")
    private String id;

    @Option(
        names = "--message",
        description =
            "File with one HL7 v2 message, sent to each MLLP endpoint; use a test patient.")
    private @Nullable Path message;

    @Option(
        names = "--timeout",
        defaultValue = "10",
        description = "Seconds to wait for each step (default: ${DEFAULT-VALUE}).")
    private int timeout = 10;

    @Unmatched private List<String> arguments = new ArrayList<>();
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
      var err = spec.commandLine().getErr();
      try {
        var settings = SettingsSource.of(arguments, System.getenv(), null).read();
        var partner =
            settings.partners().stream().filter(p -> p.id().equals(id)).findFirst().orElse(null);
        if (partner == null) {
          err.println("The settings have no partner " + id + ".");
        } else if (partner.receives().isEmpty()) {
          err.println("The partner " + id + " receives nothing: there is no endpoint to try.");
        } else {
          return run(settings, partner) ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        }
      } catch (InvalidSettings e) {
        err.println(e.getMessage());
      } catch (IOException e) {
        err.println("The message file cannot be read: " + message);
      }
      return CommandLine.ExitCode.SOFTWARE;
    }

    private boolean run(Settings settings, Partner partner) throws IOException {
      var check = new EndpointCheck(Clock.systemUTC(), Duration.ofSeconds(timeout));
      var out = spec.commandLine().getOut();
      var well = true;
      for (var receives : partner.receives()) {
        out.println(
            partner.id()
                + " "
                + receives.transport()
                + " ["
                + String.join(", ", receives.exchanges())
                + "]");
        if (receives.batch() != null) {
          well &= folder(receives, out);
          continue;
        }
        for (var step :
            check.run(receives.transport(), pem(settings, receives), message(receives))) {
          print(out, step);
          well &= step.grade() != Grade.FAILED;
        }
      }
      return well;
    }

    private static boolean folder(Receives receives, PrintWriter out) {
      try {
        OutboundFolder.reach(receives);
        out.printf("  %-16s %-8s %s%n", "folder", "ok", "it can be reached and read");
        return true;
      } catch (IOException | RuntimeException e) {
        out.printf("  %-16s %-8s %s%n", "folder", "failed", e.getClass().getSimpleName());
        return false;
      }
    }

    private byte @Nullable [] message(Receives receives) throws IOException {
      var mllp = receives.transport().getScheme().toLowerCase(Locale.ROOT).startsWith("mllp");
      if (message == null || !mllp) {
        return null;
      }
      // an editor's line ends are not a message's
      return Files.readString(message, StandardCharsets.UTF_8)
          .strip()
          .replaceAll("\r\n|\n", "\r")
          .concat("\r")
          .getBytes(StandardCharsets.UTF_8);
    }

    /** The certificates that the sender would use. */
    private static OutboundTls.Pem pem(Settings settings, Receives receives) {
      var own = OutboundTls.Pem.of(receives);
      var listener = settings.mllp().tls();
      var mllps = receives.transport().getScheme().equalsIgnoreCase("mllps");
      return own.equals(OutboundTls.Pem.NONE) && listener != null && mllps
          ? new OutboundTls.Pem(
              listener.trustFile(),
              listener.certFile(),
              listener.keyFile(),
              listener.storeFile(),
              listener.passwordFile())
          : own;
    }

    private static void print(PrintWriter out, EndpointCheck.Step step) {
      out.printf(
          "  %-16s %-8s %s%n",
          step.name(), step.grade().name().toLowerCase(Locale.ROOT), step.text());
    }
  }
}

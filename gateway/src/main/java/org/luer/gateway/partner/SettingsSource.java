package org.luer.gateway.partner;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.partner.InvalidSettings.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where settings come from: a file, over it the environment, over it the arguments.
 *
 * @param file luer.yaml; null = none
 * @param environment all variables of the process
 * @param arguments those that begin with {@code --luer.}
 */
public record SettingsSource(
    @Nullable Path file, Map<String, String> environment, List<String> arguments) {
  private static final Logger LOG = LoggerFactory.getLogger(SettingsSource.class);
  private static final String CONFIG = "--luer.config=";

  public SettingsSource {
    environment = Map.copyOf(environment);
    arguments = List.copyOf(arguments);
  }

  /**
   * The source a command line means: {@code --luer.config=FILE}, else {@code LUER_CONFIG}, else
   * {@code luer.yaml} in the working directory if there is one, else the file given.
   */
  public static SettingsSource of(
      List<String> arguments, Map<String, String> environment, @Nullable Path otherwise) {
    var file = otherwise;
    if (Files.exists(Path.of("luer.yaml"))) {
      file = Path.of("luer.yaml");
    }
    if (environment.containsKey("LUER_CONFIG")) {
      file = Path.of(environment.getOrDefault("LUER_CONFIG", ""));
    }
    for (var argument : arguments) {
      if (argument.startsWith(CONFIG)) {
        file = Path.of(argument.substring(CONFIG.length()));
      }
    }
    return new SettingsSource(
        file,
        environment,
        arguments.stream().filter(a -> a.startsWith("--luer.") && !a.startsWith(CONFIG)).toList());
  }

  /**
   * The settings of a partner file: a whole luer.yaml, or one partner alone. Environment and
   * arguments play no part.
   */
  public static Settings partnerFile(Path file) throws InvalidSettings {
    var problems = new ArrayList<Problem>();
    return new SettingsSource(file, Map.of(), List.of())
        .check(SettingsYaml.readPartner(file, problems), problems);
  }

  /** Reads and checks everything. */
  public Settings read() throws InvalidSettings {
    var problems = new ArrayList<Problem>();
    var root = file == null ? Value.Keys.empty("settings") : SettingsYaml.read(file, problems);
    var unknown = Overlay.environment(root, environment);
    if (!unknown.isEmpty()) {
      LOG.warn("Environment variables that name no setting are ignored: {}", unknown);
    }
    Overlay.arguments(root, arguments, problems);
    return check(root, problems);
  }

  private Settings check(Value.Keys root, List<Problem> problems) throws InvalidSettings {
    var parent = file == null ? null : file.toAbsolutePath().getParent();
    var binder = new SettingsBinder(parent == null ? Path.of("") : parent, problems);
    var settings = binder.bind(root);
    new SettingsRules(binder, problems).check(settings);
    if (!problems.isEmpty()) {
      throw new InvalidSettings(problems);
    }
    return settings;
  }
}

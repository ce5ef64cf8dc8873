package org.luer.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.database.CannotStart;
import org.luer.gateway.database.DataDirectory;
import org.luer.gateway.database.Database;
import org.luer.gateway.partner.InvalidSettings;
import org.luer.gateway.partner.Settings;
import org.luer.gateway.partner.SettingsSource;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.security.servlet.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.NestedExceptionUtils;

/** The service: settings, then the database, then everything on top of it. */
@SpringBootApplication(exclude = UserDetailsServiceAutoConfiguration.class)
public class Gateway {
  /** What {@link #run} returns when the service is up: the process lives on. */
  public static final int RUNNING = -1;

  /** What {@link #run} returns when the service did not start; the reason was printed. */
  public static final int FAILED = 1;

  /** Starts the service as the command line says. */
  public static int run(String... arguments) {
    return run(null, List.of(), arguments);
  }

  /**
   * Starts the service.
   *
   * @param otherwise settings for when neither the command line nor the working directory names
   *     any; null = defaults
   * @param more configuration classes beyond those of this package, such as the demo's
   */
  public static int run(@Nullable Path otherwise, List<Class<?>> more, String... arguments) {
    System.setProperty("luer.log.target", "System.out"); // read by logback.xml
    try {
      var source = SettingsSource.of(List.of(arguments), System.getenv(), otherwise);
      var others =
          Stream.of(arguments).filter(a -> !a.startsWith("--luer.")).toArray(String[]::new);
      start(source, more, others);
      return RUNNING;
    } catch (InvalidSettings | CannotStart e) {
      System.err.println(e.getMessage());
      return FAILED;
    } catch (RuntimeException e) {
      // Spring has logged the details
      System.err.println("The gateway did not start: " + why(e));
      return FAILED;
    }
  }

  private static @Nullable String why(RuntimeException failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof PortInUseException taken) {
        return "port %d is in use: choose another (luer.http.port), or stop what uses it"
            .formatted(taken.getPort());
      }
    }
    return NestedExceptionUtils.getMostSpecificCause(failure).getMessage();
  }

  /** Starts the whole service in this process, with more configuration classes. */
  public static ConfigurableApplicationContext start(
      SettingsSource source, List<Class<?>> more, String... arguments) throws InvalidSettings {
    return start(source, Gateway.class, more, arguments);
  }

  /**
   * Starts the service in this process; closing the context stops it gracefully.
   *
   * @param application the parts that make up the service: this class, or a test's choice of them
   */
  public static ConfigurableApplicationContext start(
      SettingsSource source, Class<?> application, List<Class<?>> more, String... arguments)
      throws InvalidSettings {
    var settings = source.read();
    var directory = DataDirectory.open(settings.dataDir());
    @Nullable Database database = null;
    try {
      database = database(settings, directory);
      return spring(source, settings, directory, database, application, more, arguments);
    } catch (RuntimeException e) {
      close(database);
      close(directory);
      throw e;
    }
  }

  private static Database database(Settings settings, DataDirectory directory) {
    var wanted = settings.database();
    return Database.open(directory, wanted.url(), wanted.username(), wanted.passwordFile());
  }

  private static ConfigurableApplicationContext spring(
      SettingsSource source,
      Settings settings,
      DataDirectory directory,
      Database database,
      Class<?> application,
      List<Class<?>> more,
      String... arguments) {
    var all = new ArrayList<>(HttpListener.arguments(settings.http()));
    all.add("--management.health.diskspace.path=" + settings.dataDir().toAbsolutePath());
    all.addAll(Arrays.asList(arguments));
    return new SpringApplicationBuilder(application)
        .logStartupInfo(false)
        .sources(more.toArray(Class<?>[]::new))
        .initializers(
            context -> {
              var beans = (GenericApplicationContext) context;
              beans.registerBean("settingsSource", SettingsSource.class, () -> source);
              beans.registerBean("settings", Settings.class, () -> settings);
              beans.registerBean("dataDirectory", DataDirectory.class, () -> directory);
              beans.registerBean(
                  "database",
                  Database.class,
                  () -> database,
                  definition -> definition.setDependsOn("dataDirectory"));
            })
        .run(all.toArray(String[]::new));
  }

  private static void close(@Nullable AutoCloseable closeable) {
    try {
      if (closeable != null) {
        closeable.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}

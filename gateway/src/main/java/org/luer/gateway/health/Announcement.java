package org.luer.gateway.health;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.luer.gateway.access.Tokens;
import org.luer.gateway.database.DataDirectory;
import org.luer.gateway.database.PrivateFiles;
import org.luer.gateway.partner.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Says where the gateway is once it is up, and leaves the address in {@code
 * <data-dir>/http.address} for the CLI.
 */
@Component
class Announcement implements DisposableBean {
  private static final Logger LOG = LoggerFactory.getLogger(Announcement.class);

  private final Settings settings;
  private final Path directory;
  private final Readiness readiness;

  Announcement(Settings settings, DataDirectory directory, Readiness readiness) {
    this.settings = settings;
    this.directory = directory.path();
    this.readiness = readiness;
  }

  @EventListener
  void ready(ApplicationReadyEvent event) throws IOException {
    var port =
        ((ServletWebServerApplicationContext) event.getApplicationContext())
            .getWebServer()
            .getPort();
    var http = settings.http();
    var address =
        "%s://%s:%d".formatted(http.tls() == null ? "http" : "https", host(http.address()), port);
    PrivateFiles.write(addressFile(directory), address + "\n");
    LOG.info("HTTP listens on {}", address);
    readiness.states().forEach((name, state) -> LOG.info("{}: {}", name, state.detail()));
    var token = Tokens.firstTokenFile(directory);
    if (Files.exists(token)) {
      LOG.info("The clinic's token is in {}", token);
    } else { // another node on the same database has it, or somebody took it away
      LOG.info("There is no {}; all tokens of the database are good here", token);
    }
  }

  /** The file that holds the address of the running gateway. */
  static Path addressFile(Path dataDirectory) {
    return dataDirectory.resolve("http.address");
  }

  private static String host(String address) {
    return address.contains(":") && !address.startsWith("[") ? "[" + address + "]" : address;
  }

  @Override
  public void destroy() throws IOException {
    Files.deleteIfExists(addressFile(directory));
  }
}

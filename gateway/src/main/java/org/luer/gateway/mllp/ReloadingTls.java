package org.luer.gateway.mllp;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.luer.gateway.database.CannotStart;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS context of files that may be renewed at any time: each connection gets what the files
 * hold then. While they cannot be used, as in the middle of a renewal, the earlier context stays.
 */
public final class ReloadingTls implements Supplier<SSLContext> {
  private static final Logger LOG = LoggerFactory.getLogger(ReloadingTls.class);

  private final TlsFiles files;
  private List<String> states;
  private SSLContext context;

  /**
   * Reads the files.
   *
   * @throws CannotStart if they cannot be used
   */
  public ReloadingTls(TlsFiles files) {
    this.files = files;
    try {
      this.states = states(files);
      this.context = files.context();
    } catch (IOException e) {
      var why = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
      throw new CannotStart("The TLS files cannot be used: %s: %s".formatted(files.all(), why), e);
    }
  }

  @Override
  public synchronized SSLContext get() {
    try {
      var now = states(files);
      if (!now.equals(states)) {
        states = now; // tried once for each change
        context = files.context();
        LOG.info("TLS files were renewed: {}", files.all());
      }
    } catch (IOException e) {
      LOG.error("The changed TLS files cannot be used, the earlier ones stay: {}", files.all());
    }
    return context;
  }

  private static List<String> states(TlsFiles files) throws IOException {
    var states = new ArrayList<String>();
    for (var path : files.all()) {
      states.add(path + " " + Files.getLastModifiedTime(path) + " " + Files.size(path));
    }
    return List.copyOf(states);
  }
}

package org.luer.gateway.intake.file;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.luer.gateway.partner.Partner.Files;
import org.luer.gateway.partner.Partner.Sftp;
import org.luer.gateway.partner.Receives;
import org.luer.gateway.partner.Receives.Batch;

/**
 * The folder in which a partner takes its files of messages: of this machine or of an SFTP server.
 */
public final class OutboundFolder {
  private static final int MOST_OF_ANSWERS = 100 << 20;

  private OutboundFolder() {}

  /**
   * Puts a file into its place in one step: nobody sees half of it. One of the same name is
   * replaced.
   */
  public static void put(Receives receives, String name, byte[] content) throws IOException {
    try (var folder = open(receives)) {
      folder.write(Folder.IN, name, content);
    }
  }

  /** Reaches the folder, and that of the answers, and looks into them. */
  public static void reach(Receives receives) throws IOException {
    try (var folder = open(receives)) {
      folder.list(Folder.IN);
    }
    var answers = answers(receives);
    if (answers.isPresent()) {
      var place = answers.get();
      try (var folder =
          place.folder() == null
              ? new SftpFolder(Objects.requireNonNull(place.sftp()), List.of())
              : new LocalFolder(place.folder(), List.of())) {
        folder.list(Folder.IN);
      }
    }
  }

  /** The folder in which the partner puts its answers; empty when it has none of its own. */
  static Optional<Files> answers(Receives receives) {
    var batch = receives.batch();
    if (batch == null || batch.answers() == null || batch.answers().folder() == null) {
      return Optional.empty();
    }
    var answers = batch.answers();
    var folder = Objects.requireNonNull(answers.folder());
    boolean local = folder.getScheme().equalsIgnoreCase("file");
    return Optional.of(
        new Files(
            local ? Path.of(folder) : null,
            local ? null : sftp(folder, batch),
            answers.every(),
            answers.settle(),
            MOST_OF_ANSWERS));
  }

  private static Sftp sftp(URI address, Batch batch) {
    return new Sftp(
        address,
        Objects.requireNonNull(batch.user()),
        batch.keyFile(),
        batch.passwordFile(),
        Objects.requireNonNull(batch.knownHostsFile()));
  }

  private static Folder open(Receives receives) throws IOException {
    var to = receives.transport();
    if (to.getScheme().equalsIgnoreCase("file")) {
      return new LocalFolder(Path.of(to), List.of());
    }
    return new SftpFolder(sftp(to, Objects.requireNonNull(receives.batch())), List.of());
  }
}

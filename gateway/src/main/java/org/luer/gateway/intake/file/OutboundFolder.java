package org.luer.gateway.intake.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.luer.gateway.partner.Partner.Sftp;
import org.luer.gateway.partner.Receives;

/**
 * The folder in which a partner takes its files of messages: of this machine or of an SFTP server.
 */
public final class OutboundFolder {
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

  /** Reaches the folder and looks into it. */
  public static void reach(Receives receives) throws IOException {
    try (var folder = open(receives)) {
      folder.list(Folder.IN);
    }
  }

  private static Folder open(Receives receives) throws IOException {
    var to = receives.transport();
    if (to.getScheme().equalsIgnoreCase("file")) {
      return new LocalFolder(Path.of(to), List.of());
    }
    var batch = Objects.requireNonNull(receives.batch());
    return new SftpFolder(
        new Sftp(
            to,
            Objects.requireNonNull(batch.user()),
            batch.keyFile(),
            batch.passwordFile(),
            Objects.requireNonNull(batch.knownHostsFile())),
        List.of());
  }
}

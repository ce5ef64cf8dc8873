package org.luer.gateway.intake.file;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.List;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.luer.gateway.partner.Partner;

/** A real SFTP server over a folder; the user is {@code rgh}, the password {@code right}. */
final class TestSftpServer implements AutoCloseable {
  private final SshServer server = SshServer.setUpDefaultServer();

  /** Serves the folder under this host key, also to whoever has the user's key. */
  TestSftpServer(Path folder, KeyPair key, PublicKey user) throws IOException {
    server.setHost("127.0.0.1");
    server.setKeyPairProvider(KeyPairProvider.wrap(key));
    server.setPasswordAuthenticator((name, password, session) -> password.equals("right"));
    server.setPublickeyAuthenticator((name, shown, session) -> KeyUtils.compareKeys(shown, user));
    server.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
    server.setFileSystemFactory(new VirtualFileSystemFactory(folder));
    server.start();
  }

  /**
   * What a partner's settings say of this server.
   *
   * @param key that the settings take to be the server's
   * @param home where the password and the known key are written
   */
  Partner.Sftp settings(KeyPair key, Path home) throws IOException {
    var known =
        "[127.0.0.1]:" + server.getPort() + " " + PublicKeyEntry.toString(key.getPublic()) + "\n";
    return new Partner.Sftp(
        URI.create("sftp://127.0.0.1:" + server.getPort() + "/"),
        "rgh",
        null,
        Files.writeString(home.resolve("password"), "right\n"),
        Files.writeString(home.resolve("known"), known));
  }

  static KeyPair pair() throws Exception {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    return generator.generateKeyPair();
  }

  /** Ends when its sessions have: their threads must find their pool open. */
  @Override
  public void close() throws IOException {
    server.stop();
  }
}

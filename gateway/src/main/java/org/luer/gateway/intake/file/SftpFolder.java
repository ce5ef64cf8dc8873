package org.luer.gateway.intake.file;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.keyverifier.KnownHostsServerKeyVerifier;
import org.apache.sshd.client.keyverifier.RejectAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClient.OpenMode;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;
import org.luer.gateway.partner.Partner.Sftp;

/**
 * A folder of an SFTP server, over one connection. A server whose key the known-hosts file does not
 * name is not spoken to; neither files nor agents of the user who runs the gateway are used.
 */
final class SftpFolder implements Folder {
  private static final Duration WAIT = Duration.ofSeconds(20);
  private static final int USUAL_PORT = 22;

  private final SshClient ssh;
  private final SftpClient sftp;
  private final String root;

  SftpFolder(Sftp settings) throws IOException {
    this(settings, List.of(TAKEN, DONE, FAILED, ANSWERS));
  }

  /** With these stages only. */
  SftpFolder(Sftp settings, List<String> stages) throws IOException {
    this.ssh = client(settings);
    ssh.start();
    try {
      this.sftp = SftpClientFactory.instance().createSftpClient(session(ssh, settings));
      this.root = root(settings.address());
      for (var stage : stages) {
        make(root + "/" + stage);
      }
    } catch (IOException | RuntimeException e) {
      ssh.stop();
      throw e;
    }
  }

  private static SshClient client(Sftp settings) {
    var ssh = SshClient.setUpDefaultClient();
    ssh.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
    ssh.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
    ssh.setServerKeyVerifier(
        new KnownHostsServerKeyVerifier(
            RejectAllServerKeyVerifier.INSTANCE, settings.knownHostsFile()));
    return ssh;
  }

  private static ClientSession session(SshClient ssh, Sftp settings) throws IOException {
    var address = settings.address();
    int port = address.getPort() < 0 ? USUAL_PORT : address.getPort();
    var session =
        ssh.connect(settings.user(), address.getHost(), port).verify(WAIT).getClientSession();
    if (settings.keyFile() != null) {
      for (var pair : new FileKeyPairProvider(settings.keyFile()).loadKeys(session)) {
        session.addPublicKeyIdentity(pair);
      }
    } else {
      var file = Objects.requireNonNull(settings.passwordFile());
      session.addPasswordIdentity(Files.readString(file, StandardCharsets.UTF_8).strip());
    }
    session.auth().verify(WAIT);
    return session;
  }

  private static String root(URI address) {
    var path = Objects.requireNonNullElse(address.getPath(), "").replaceAll("/+$", "");
    return path.isEmpty() ? "." : path;
  }

  private void make(String path) throws IOException {
    if (!exists(path)) {
      sftp.mkdir(path);
    }
  }

  private boolean exists(String path) throws IOException {
    try {
      sftp.stat(path);
      return true;
    } catch (SftpException e) {
      if (e.getStatus() == SftpConstants.SSH_FX_NO_SUCH_FILE) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public List<Seen> list(String stage) throws IOException {
    var seen = new ArrayList<Seen>();
    for (var entry : sftp.readDir(stage.equals(IN) ? root : root + "/" + stage)) {
      var attributes = entry.getAttributes();
      if (attributes.isRegularFile()) {
        var modified = attributes.getModifyTime();
        seen.add(
            new Seen(
                entry.getFilename(),
                attributes.getSize(),
                modified == null ? 0 : modified.toMillis()));
      }
    }
    seen.sort(Comparator.comparing(Seen::name));
    return seen;
  }

  @Override
  public byte[] read(String stage, String name) throws IOException {
    try (var in = sftp.read(path(stage, name))) {
      return in.readAllBytes();
    }
  }

  @Override
  public void write(String stage, String name, byte[] content) throws IOException {
    var target = path(stage, name);
    var unfinished = target + ".tmp";
    try (var out =
        sftp.write(unfinished, EnumSet.of(OpenMode.Create, OpenMode.Write, OpenMode.Truncate))) {
      out.write(content);
    }
    if (exists(target)) {
      sftp.remove(target); // the protocol's rename does not replace
    }
    sftp.rename(unfinished, target);
  }

  @Override
  public void move(String from, String name, String to, String newName) throws IOException {
    sftp.rename(path(from, name), path(to, newName));
  }

  private String path(String stage, String name) {
    return stage.equals(IN) ? root + "/" + name : root + "/" + stage + "/" + name;
  }

  @Override
  public void close() throws IOException {
    try {
      sftp.close();
    } finally {
      ssh.stop();
    }
  }
}

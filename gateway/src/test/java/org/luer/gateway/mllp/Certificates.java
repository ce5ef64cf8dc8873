package org.luer.gateway.mllp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLContext;

/** Certificates made for a test run: an authority with servers and clients, and a stranger. */
public final class Certificates {
  private static final String PASSWORD = "changeit";
  private static final Certificates SHARED = make();

  private final Path folder;

  private Certificates(Path folder) {
    this.folder = folder;
  }

  /** The certificates of this run. */
  public static Certificates shared() {
    return SHARED;
  }

  /** One certificate with its key. */
  public record Identity(Path certificate, Path key) {}

  /** The authority that everybody trusts. */
  public Path authority() {
    return folder.resolve("authority.crt");
  }

  /** The certificate of 127.0.0.1. */
  public Identity server() {
    return identity("server");
  }

  /** A client of the authority. */
  public Identity client() {
    return identity("client");
  }

  /** Somebody with the right address whom no authority vouches for. */
  public Identity stranger() {
    return identity("stranger");
  }

  /** The same as PKCS12. */
  public Path store(Identity identity) {
    return folder.resolve(identity.certificate().getFileName().toString().replace(".crt", ".p12"));
  }

  /** The authority as PKCS12. */
  public Path trustStore() {
    return folder.resolve("trust.p12");
  }

  /** The password of every PKCS12 file. */
  public Path password() {
    return folder.resolve("password");
  }

  private Identity identity(String name) {
    return new Identity(folder.resolve(name + ".crt"), folder.resolve(name + ".key"));
  }

  /** A context that trusts the authority and shows this certificate. */
  public SSLContext context(Identity own) {
    return PemTls.context(own.certificate(), own.key(), authority());
  }

  /** A context that trusts the authority and shows nothing. */
  public SSLContext anonymous() {
    return PemTls.context(null, null, authority());
  }

  /** SHA-256 over a certificate, in hexadecimal digits. */
  public static String fingerprint(Identity identity) throws Exception {
    var pem = Files.readString(identity.certificate());
    var first = pem.substring(0, pem.indexOf("-----END"));
    var der = Base64.getMimeDecoder().decode(first.substring(first.indexOf('\n')));
    return HexFormat.of().formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(der));
  }

  private static Certificates make() {
    try {
      var folder = Files.createTempDirectory("luer-certificates");
      keytool(folder, "authority", "-dname", "CN=Test authority", "-ext", "bc:c");
      signed(folder, "server", "san=ip:127.0.0.1,dns:localhost");
      signed(folder, "client", "san=dns:client.example.org");
      keytool(folder, "stranger", "-dname", "CN=localhost", "-ext", "san=ip:127.0.0.1");
      export(folder);
      return new Certificates(folder);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void signed(Path folder, String name, String extension)
      throws IOException, InterruptedException {
    keytool(folder, name, "-dname", "CN=" + name, "-ext", extension, "-signer", "authority");
  }

  private static void keytool(Path folder, String name, String... more)
      throws IOException, InterruptedException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                folder.resolve("store.p12").toString()));
    command.addAll(List.of(more));
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException("keytool failed for " + name);
    }
  }

  private static void export(Path folder) throws IOException, GeneralSecurityException {
    var password = PASSWORD.toCharArray();
    var store = KeyStore.getInstance(folder.resolve("store.p12").toFile(), password);
    for (var name : List.of("authority", "server", "client", "stranger")) {
      var chain = new StringBuilder();
      for (var certificate : store.getCertificateChain(name)) {
        chain.append(pem("CERTIFICATE", certificate.getEncoded()));
      }
      Files.writeString(folder.resolve(name + ".crt"), chain);
      Files.writeString(
          folder.resolve(name + ".key"),
          pem("PRIVATE KEY", store.getKey(name, password).getEncoded()));
      var alone = KeyStore.getInstance("PKCS12");
      alone.load(null, null);
      alone.setKeyEntry(
          name, store.getKey(name, password), password, store.getCertificateChain(name));
      write(alone, folder.resolve(name + ".p12"));
    }
    var trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry("authority", store.getCertificate("authority"));
    write(trust, folder.resolve("trust.p12"));
    Files.writeString(folder.resolve("password"), PASSWORD + "\n");
  }

  private static void write(KeyStore store, Path file)
      throws IOException, GeneralSecurityException {
    try (var out = Files.newOutputStream(file)) {
      store.store(out, PASSWORD.toCharArray());
    }
  }

  private static String pem(String type, byte[] content) {
    var lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN " + type + "-----\n" + lines + "\n-----END " + type + "-----\n";
  }
}

package org.luer.gateway.access.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.luer.gateway.database.PrivateFiles;

/**
 * The key with which this node signs its seals: Ed25519, in {@code audit.key} of the data directory
 * (0600), made at the first start. Beside it {@code audit.seal} remembers the newest seal, so that
 * a database that was cut short is noticed.
 */
final class NodeKey {
  private static final String ALGORITHM = "Ed25519";
  private static final int NAME = 16;

  private final Path directory;
  private final PrivateKey secret;
  private final PublicKey shown;

  private NodeKey(Path directory, PrivateKey secret, PublicKey shown) {
    this.directory = directory;
    this.secret = secret;
    this.shown = shown;
  }

  /** The key of the node that has this data directory. */
  static NodeKey in(Path directory) throws IOException {
    var file = directory.resolve("audit.key");
    try {
      if (!Files.exists(file)) {
        var pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        PrivateFiles.write(
            file,
            base64(pair.getPrivate().getEncoded())
                + "\n"
                + base64(pair.getPublic().getEncoded())
                + "\n");
      }
      var lines = Files.readAllLines(file, StandardCharsets.UTF_8);
      var keys = KeyFactory.getInstance(ALGORITHM);
      return new NodeKey(
          directory,
          keys.generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(lines.get(0)))),
          publicKey(Base64.getDecoder().decode(lines.get(1))));
    } catch (GeneralSecurityException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new IOException("audit.key of the data directory is not a key", e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  static PublicKey publicKey(byte[] encoded) throws GeneralSecurityException {
    return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded));
  }

  /** The name of the node whose public key this is. */
  static String node(byte[] publicKey) {
    return HexFormat.of().formatHex(Seal.sha().digest(publicKey)).substring(0, NAME);
  }

  String node() {
    return node(shown.getEncoded());
  }

  byte[] encoded() {
    return shown.getEncoded();
  }

  byte[] sign(byte[] hash) {
    try {
      var signature = Signature.getInstance(ALGORITHM);
      signature.initSign(secret);
      signature.update(hash);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the node's key does not sign", e);
    }
  }

  /** Whether the owner of the public key signed this. */
  static boolean signed(byte[] publicKey, byte[] hash, byte[] signature) {
    try {
      var check = Signature.getInstance(ALGORITHM);
      check.initVerify(publicKey(publicKey));
      check.update(hash);
      return check.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** Remembers the newest seal of this node outside the database. */
  void remember(Seal seal) throws IOException {
    PrivateFiles.write(directory.resolve("audit.seal"), seal.line() + "\n");
  }

  /** The line of the newest seal of this node, as far as it is remembered. */
  List<String> remembered() throws IOException {
    var file = directory.resolve("audit.seal");
    return Files.exists(file)
        ? List.of(Files.readString(file, StandardCharsets.UTF_8).strip())
        : List.of();
  }
}

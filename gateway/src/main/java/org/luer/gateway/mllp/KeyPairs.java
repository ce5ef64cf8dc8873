package org.luer.gateway.mllp;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/** Whether private keys belong to their certificates: what the one signs, the other must verify. */
final class KeyPairs {
  private static final byte[] SOMETHING = "whose key is it".getBytes(StandardCharsets.US_ASCII);

  private KeyPairs() {}

  /**
   * Looks at every key of a store.
   *
   * @throws KeyException if a certificate is another key's
   */
  static void check(@Nullable KeyStore store, @Nullable String secret)
      throws GeneralSecurityException {
    if (store == null) {
      return;
    }
    var password = secret == null ? null : secret.toCharArray();
    for (var alias : Collections.list(store.aliases())) {
      if (store.isKeyEntry(alias)
          && store.getKey(alias, password) instanceof PrivateKey key
          && !belongs(key, store.getCertificate(alias).getPublicKey())) {
        throw new KeyException("the private key is not that of the certificate");
      }
    }
  }

  private static boolean belongs(PrivateKey key, PublicKey certified)
      throws GeneralSecurityException {
    if (!key.getAlgorithm().equals(certified.getAlgorithm())) {
      return false;
    }
    var signature = Signature.getInstance(algorithm(key));
    signature.initSign(key);
    signature.update(SOMETHING);
    var signed = signature.sign();
    signature.initVerify(certified);
    signature.update(SOMETHING);
    try {
      return signature.verify(signed);
    } catch (java.security.SignatureException otherCurve) {
      return false;
    }
  }

  private static String algorithm(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      case "DSA" -> "SHA256withDSA";
      default -> key.getAlgorithm(); // EdDSA and RSASSA-PSS are named like their signatures
    };
  }
}

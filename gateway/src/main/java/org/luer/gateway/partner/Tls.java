package org.luer.gateway.partner;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Certificate of a listener; a renewed file takes effect without a restart. */
public record Tls(
    @Key("Certificate chain, PEM, with key-file; or store-file") @Nullable Path certFile,
    @Key("Private key, PEM") @Nullable Path keyFile,
    @Key("Certificate chain and private key, PKCS12") @Nullable Path storeFile,
    @Key("File that holds the password of the store or of the key") @Nullable Path passwordFile) {}

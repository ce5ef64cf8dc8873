package org.luer.gateway.partner;

import java.nio.file.Path;

/** Certificate of a listener. */
public record Tls(
    @Key("Certificate chain, PEM") Path certFile, @Key("Private key, PEM") Path keyFile) {}

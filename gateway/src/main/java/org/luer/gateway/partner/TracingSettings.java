package org.luer.gateway.partner;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where traces of messages go. */
public record TracingSettings(
    @Key("Address that takes OTLP over HTTP, such as https://collector.example:4318/v1/traces")
        URI endpoint,
    @Key(value = "Part of the messages that is traced, 0 to 1", otherwise = "0.1") double sample,
    @Key("File that holds a bearer token for it") @Nullable Path tokenFile,
    @Key("Certificates that its server is checked against, PEM") @Nullable Path trustFile,
    @Key(
            value = "Permit an unencrypted connection to a host other than loopback",
            otherwise = "false")
        boolean allowPlaintext) {}

package org.luer.gateway.partner;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where PostgreSQL is. */
public record DatabaseSettings(
    @Key("JDBC address of an external server, jdbc:postgresql://host/database")
        @Nullable String url,
    @Key("User of the external server") @Nullable String username,
    @Key("File that holds the user's password") @Nullable Path passwordFile) {}

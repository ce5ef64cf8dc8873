package org.luer.gateway.partner;

import java.time.Duration;

/** Bulk exports. */
public record BulkSettings(
    @Key(
            value =
                "Exports of one client that are not finished; one more gets 429 and Retry-After",
            otherwise = "2")
        int perClient,
    @Key(value = "How long the files of a finished export are kept", otherwise = "1d")
        Duration keep) {}

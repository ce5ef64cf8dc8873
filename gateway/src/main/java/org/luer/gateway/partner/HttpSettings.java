package org.luer.gateway.partner;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** The HTTP listener. */
public record HttpSettings(
    @Key(value = "Address to listen on", otherwise = "127.0.0.1") String address,
    @Key(value = "Port; 0 takes a free one", otherwise = "8080") int port,
    @Key("Address under which others reach this gateway") @Nullable URI publicUrl,
    @Key(value = "Permit unencrypted HTTP on an address other than loopback", otherwise = "false")
        boolean allowPlaintext,
    @Key(value = "Largest request body in bytes", otherwise = "10485760") int maxBody,
    @Key(
            value =
                "Requests that bring something and are worked on at the same time; more get 503",
            otherwise = "64")
        int maxRequests,
    @Key(
            value = "Bytes of their bodies together; more gets 503 and Retry-After",
            otherwise = "134217728")
        int maxPending,
    @Key(
            value = "Requests of one partner's client in a minute; more get 429 and Retry-After",
            otherwise = "60000")
        int perClient,
    @Key(
            value =
                "Requests from one address in a minute that show no known token, for a token among them; more get 429",
            otherwise = "600")
        int perStranger,
    @Key(
            "Issuer of an OpenID provider whose access tokens for this FHIR base are taken too; its clients are those of the partners")
        @Nullable URI openidIssuer,
    @Key("Serve HTTPS with this certificate") @Nullable Tls tls) {}

package org.luer.gateway.people;

/**
 * Who somebody is at an OpenID provider.
 *
 * @param issuer the provider
 * @param subject the person there; never given to another one
 */
public record Identity(String issuer, String subject) {}

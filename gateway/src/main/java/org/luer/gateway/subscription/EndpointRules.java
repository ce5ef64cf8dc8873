package org.luer.gateway.subscription;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * To which endpoints the gateway sends: a client must not have it reach what only the clinic's own
 * network can reach.
 *
 * <p>Asked when a subscription is made and before each request. The request that follows connects
 * to the addresses that were examined: the Java platform keeps a name's addresses for half a
 * minute.
 */
final class EndpointRules {
  private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "localhost", "::1");

  private final List<String> hosts;
  private final Resolver resolver;

  /** Finds the addresses of a name. */
  interface Resolver {
    InetAddress[] addresses(String host) throws UnknownHostException;
  }

  /**
   * Rules.
   *
   * @param hosts that may be sent to, {@code *.domain} among them; empty = any public one
   */
  EndpointRules(List<String> hosts, Resolver resolver) {
    this.hosts = hosts.stream().map(h -> h.toLowerCase(Locale.ROOT)).toList();
    this.resolver = resolver;
  }

  /** What forbids it, to complete the sentence "the endpoint …"; empty = nothing. */
  Optional<String> against(URI endpoint) {
    var form = form(endpoint);
    if (form.isPresent()) {
      return form;
    }
    var host = host(endpoint);
    if (!hosts.isEmpty()) {
      return hosts.stream().anyMatch(h -> matches(h, host))
          ? Optional.empty()
          : Optional.of("is not one that the clinic has agreed to");
    }
    try {
      for (var address : resolver.addresses(host)) {
        if (!isPublic(address)) {
          return Optional.of("is not on the public network");
        }
      }
      return Optional.empty();
    } catch (UnknownHostException e) {
      return Optional.of("has a name that is not known");
    }
  }

  private Optional<String> form(URI endpoint) {
    if (endpoint.getHost() == null
        || endpoint.getRawUserInfo() != null
        || endpoint.getRawFragment() != null) {
      return Optional.of("must be an https address without a user and a fragment");
    }
    var scheme = endpoint.getScheme().toLowerCase(Locale.ROOT);
    var plainHere = scheme.equals("http") && THIS_MACHINE.contains(host(endpoint));
    return scheme.equals("https") || plainHere
        ? plainHere && hosts.isEmpty()
            ? Optional.of("is not on the public network")
            : Optional.empty()
        : Optional.of("must begin with https");
  }

  private static String host(URI endpoint) {
    return endpoint.getHost().toLowerCase(Locale.ROOT).replaceAll("^\\[|]$|\\.$", "");
  }

  private static boolean matches(String listed, String host) {
    return listed.startsWith("*.") ? host.endsWith(listed.substring(1)) : host.equals(listed);
  }

  /** Global unicast, as far as the registries of special addresses (RFC 6890) say. */
  private static boolean isPublic(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    var bytes = address.getAddress();
    int first = bytes[0] & 0xff;
    int second = bytes[1] & 0xff;
    if (address instanceof Inet6Address) {
      return (first & 0xe0) == 0x20
          && !(first == 0x20 && second == 0x02); // no 6to4, no translation
    }
    int third = bytes[2] & 0xff;
    return first != 0
        && first < 240
        && !(first == 100 && (second & 0xc0) == 64)
        && !(first == 192 && second == 0 && third == 0)
        && !(first == 198 && (second & 0xfe) == 18);
  }
}

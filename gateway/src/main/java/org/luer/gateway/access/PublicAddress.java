package org.luer.gateway.access;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.luer.gateway.partner.HttpSettings;
import org.luer.gateway.partner.Settings;
import org.springframework.boot.web.servlet.context.ServletWebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Under which addresses others reach this gateway. Never taken from what a request says: who could
 * choose the address could pass an assertion for another server off as one for this.
 */
@Component
public class PublicAddress {
  private final HttpSettings http;
  private volatile int port;

  PublicAddress(Settings settings) {
    this.http = settings.http();
    this.port = http.port();
  }

  @EventListener
  void listening(ServletWebServerInitializedEvent event) {
    port = event.getWebServer().getPort();
  }

  /** The address that is told to others, without a slash at its end. */
  public String base() {
    var told = http.publicUrl();
    return told != null ? told.toString().replaceFirst("/+$", "") : local(host());
  }

  /** Base of the FHIR interface. */
  public String fhir() {
    return base() + "/fhir";
  }

  /** Every address of this path that means this gateway. */
  public Set<String> names(String path) {
    var names = new LinkedHashSet<String>();
    names.add(base() + path);
    names.add(local(host()) + path);
    if (loopback()) {
      names.add(local("localhost") + path);
      names.add(local("127.0.0.1") + path);
    }
    return names;
  }

  /** Whether this address of the path means this gateway. */
  public boolean is(String address, String path) {
    return names(path).contains(address) || (wildcard() && ours(address, path));
  }

  /** Listening everywhere: any address that one of this machine's interfaces has. */
  private boolean ours(String address, String path) {
    try {
      var host = URI.create(address).getHost();
      return host != null
          && host.matches("[0-9.]+|\\[[0-9a-fA-F:.]+]")
          && address.equals(local(host) + path)
          && NetworkInterface.getByInetAddress(InetAddress.getByName(host)) != null;
    } catch (IllegalArgumentException | UnknownHostException | SocketException e) {
      return false;
    }
  }

  private String local(String host) {
    return "%s://%s:%d".formatted(http.tls() == null ? "http" : "https", host, port);
  }

  private String host() {
    var address = http.address();
    if (wildcard()) {
      return "127.0.0.1";
    }
    return address.contains(":") && !address.startsWith("[") ? "[" + address + "]" : address;
  }

  private boolean wildcard() {
    return http.address().equals("0.0.0.0") || http.address().equals("::");
  }

  private boolean loopback() {
    return wildcard() || http.address().startsWith("127.") || http.address().equals("localhost");
  }
}

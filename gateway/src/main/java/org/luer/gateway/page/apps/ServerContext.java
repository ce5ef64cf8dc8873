package org.luer.gateway.page.apps;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.luer.gateway.access.PublicAddress;
import org.springframework.security.oauth2.server.authorization.context.AuthorizationServerContext;
import org.springframework.security.oauth2.server.authorization.context.AuthorizationServerContextHolder;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.web.filter.OncePerRequestFilter;

/** Tells Spring under which address this server is known; never by what a request says. */
final class ServerContext extends OncePerRequestFilter {
  private final PublicAddress address;
  private final AuthorizationServerSettings settings =
      AuthorizationServerSettings.builder().build();

  ServerContext(PublicAddress address) {
    this.address = address;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    AuthorizationServerContextHolder.setContext(
        new AuthorizationServerContext() {
          @Override
          public String getIssuer() {
            return address.base();
          }

          @Override
          public AuthorizationServerSettings getAuthorizationServerSettings() {
            return settings;
          }
        });
    try {
      chain.doFilter(request, response);
    } finally {
      AuthorizationServerContextHolder.resetContext();
    }
  }
}

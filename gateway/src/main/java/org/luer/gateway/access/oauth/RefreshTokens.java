package org.luer.gateway.access.oauth;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.database.PrivateFiles;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenGenerator;

/**
 * Refresh tokens for those whom the person has let go on without asking again. Apps in a browser
 * get them too (SMART App Launch 2, 2.0.12): each is good once.
 */
final class RefreshTokens implements OAuth2TokenGenerator<OAuth2RefreshToken> {
  @Override
  public @Nullable OAuth2RefreshToken generate(OAuth2TokenContext context) {
    if (!OAuth2TokenType.REFRESH_TOKEN.equals(context.getTokenType())
        || !context.getAuthorizedScopes().contains(Client.OFFLINE)) {
      return null;
    }
    var now = Instant.now();
    var life = context.getRegisteredClient().getTokenSettings().getRefreshTokenTimeToLive();
    return new OAuth2RefreshToken(PrivateFiles.secret(), now, now.plus(life));
  }
}

package org.luer.gateway.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * What an app in the hands of a person may do: read and search what is about its patient. What goes
 * on by itself afterwards (subscriptions, exports), groups and writing are for machines.
 */
final class AppReads implements RequestMatcher {
  private static final String TYPE = "/fhir/(?!Subscription|Group|AuditEvent)[A-Z][A-Za-z]+";
  private static final String ID = "/[A-Za-z0-9.-]{1,64}";
  private static final String OPERATION =
      "/fhir/Patient" + ID + "/\\$everything|/fhir/DocumentReference/\\$docref";
  private static final Pattern GET =
      Pattern.compile("/fhir/?|%s(%s(/_history(%s)?)?)?|%s".formatted(TYPE, ID, ID, OPERATION));
  private static final Pattern POST = Pattern.compile("%s/_search|%s".formatted(TYPE, OPERATION));

  @Override
  public boolean matches(HttpServletRequest request) {
    var path = request.getServletPath();
    return switch (request.getMethod()) {
      case "GET", "HEAD" -> GET.matcher(path).matches();
      case "POST" -> POST.matcher(path).matches();
      default -> false;
    };
  }
}

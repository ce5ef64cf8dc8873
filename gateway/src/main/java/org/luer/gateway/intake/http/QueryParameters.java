package org.luer.gateway.intake.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Refuses parameters that a request does not have: a misspelt one, left out in silence, would find
 * everything.
 */
final class QueryParameters implements HandlerInterceptor {
  private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (!request.getParameterMap().isEmpty()
        && handler instanceof HandlerMethod method
        && method.getBeanType().getPackageName().startsWith("org.luer.")) {
      MessagesApi.known(request.getParameterMap().keySet(), names(method), "parameter");
      var values = request.getParameterMap().values().stream().flatMap(Arrays::stream);
      if (values.anyMatch(value -> value.indexOf('\0') >= 0)) {
        throw new Refusal(HttpStatus.BAD_REQUEST, ProblemAdvice.UNSPEAKABLE);
      }
    }
    return true;
  }

  private static Set<String> names(HandlerMethod method) {
    return Arrays.stream(method.getMethodParameters())
        .filter(parameter -> parameter.hasParameterAnnotation(RequestParam.class))
        .map(QueryParameters::name)
        .collect(Collectors.toSet());
  }

  private static String name(MethodParameter parameter) {
    var named = Objects.requireNonNull(parameter.getParameterAnnotation(RequestParam.class)).name();
    parameter.initParameterNameDiscovery(NAMES);
    return named.isEmpty() ? Objects.requireNonNull(parameter.getParameterName()) : named;
  }
}

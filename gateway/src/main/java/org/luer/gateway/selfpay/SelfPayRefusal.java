package org.luer.gateway.selfpay;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.luer.mappings.core.Issue;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/** A request that cannot be answered, with every reason and its place in the request. */
final class SelfPayRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Places in what is made, and where in the request or the settings they come from. */
  private static final Map<Pattern, String> PLACES = places();

  private final transient ProblemDetail problem;

  private SelfPayRefusal(ProblemDetail problem) {
    super(String.valueOf(problem.getDetail()), null, false, false);
    this.problem = problem;
  }

  private static Map<Pattern, String> places() {
    var places = new LinkedHashMap<Pattern, String>();
    places.put(Pattern.compile("^/(providers/0/)?provider/npi$"), "setting luer.clinic.npi");
    places.put(Pattern.compile("^/(providers/0/)?provider/taxId$"), "setting luer.billing.tax-id");
    places.put(
        Pattern.compile("^/(providers/0/)?provider/address$"), "setting luer.billing.office");
    places.put(Pattern.compile("^/providers/0/services"), "/lines");
    return places;
  }

  /** One reason without a place. */
  static SelfPayRefusal of(HttpStatus status, String detail) {
    return new SelfPayRefusal(ProblemDetail.forStatusAndDetail(status, detail));
  }

  /** One reason at a place of the request. */
  static SelfPayRefusal at(String pointer, String code, String text) {
    return of(List.of(Map.of("pointer", pointer, "code", code, "detail", text)));
  }

  /** What the paper lacks. */
  static SelfPayRefusal of(List<Issue> issues, String kind) {
    return of(
        issues.stream()
            .filter(Issue::refuses)
            .map(
                i ->
                    Map.of(
                        "pointer",
                        place(i.path()),
                        "code",
                        i.code().code(),
                        "detail",
                        place(i.path()).startsWith("setting ")
                            ? "A " + kind + " needs the " + place(i.path()) + "."
                            : i.text()))
            .distinct()
            .toList());
  }

  private static SelfPayRefusal of(List<Map<String, String>> errors) {
    var problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.UNPROCESSABLE_ENTITY, "It cannot be made; see errors.");
    problem.setProperty("errors", errors);
    return new SelfPayRefusal(problem);
  }

  private static String place(String path) {
    for (var one : PLACES.entrySet()) {
      var found = one.getKey().matcher(path);
      if (found.find()) {
        return found.replaceFirst(one.getValue());
      }
    }
    var other = Pattern.compile("^/providers/(\\d+)(/provider|/services)?(.*)$").matcher(path);
    if (!other.matches()) {
      return path;
    }
    var index = Integer.parseInt(other.group(1)) - 1;
    var part = "/services".equals(other.group(2)) ? "/lines" : "";
    return "/coProviders/" + index + part + other.group(3);
  }

  ProblemDetail problem() {
    return problem;
  }
}

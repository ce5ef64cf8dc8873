package org.luer.mappings.core;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A coded thing: system, code and the clinic's own text, with the same thing in other code systems
 * beside it.
 *
 * <p>Either a code with its system, or text, or both; never neither.
 *
 * @param system FHIR system URI of the code; absent together with the code
 * @param code the code; absent when the clinic has only text
 * @param text the clinic's own words
 * @param also the same meaning in other code systems, in order of preference
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Coded(
    @Nullable String system, @Nullable String code, @Nullable String text, List<Coding> also) {

  public Coded {
    also = also == null ? List.of() : List.copyOf(also);
    // what is empty is not written, and would not be there when the record is read again
    system = system == null || system.isEmpty() ? null : system;
    code = code == null || code.isEmpty() ? null : code;
  }

  /** A code with its text. */
  public static Coded of(String system, String code, @Nullable String text) {
    return new Coded(system, code, text, List.of());
  }

  /** Words only. */
  public static Coded text(String text) {
    return new Coded(null, null, text, List.of());
  }

  /** All codings, the first one first. */
  @JsonIgnore
  public List<Coding> codings() {
    return system == null || code == null
        ? also
        : Stream.concat(Stream.of(new Coding(system, code, null)), also.stream()).toList();
  }

  /** The code in this system, if it has one. */
  public Optional<String> codeIn(String wanted) {
    return codings().stream().filter(c -> c.system().equals(wanted)).map(Coding::code).findFirst();
  }

  /** Reports a coded thing without code and text, or a code without its system. */
  public void check(Issues issues, String path) {
    if ((system == null) != (code == null)) {
      issues.error(IssueCode.REQUIRED, path, "a code needs its system, and a system its code");
    } else if (code == null && (text == null || text.isBlank())) {
      issues.error(IssueCode.REQUIRED, path, "needs a code with its system, or text");
    }
  }
}

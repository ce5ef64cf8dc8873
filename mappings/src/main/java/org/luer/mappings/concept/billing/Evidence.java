package org.luer.mappings.concept.billing;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;

/**
 * What in the clinic's records proves a line: the infusion's course for its hours, an adjunct for
 * its push, an assessment for its scoring.
 *
 * @param record kind of the record, for example {@code InfusionSession}; the type of the resource
 *     when another sender names one
 * @param id its id
 * @param pointer JSON pointer into the record, for example {@code /timeline}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Evidence(String record, String id, @Nullable String pointer) {
  private static final Pattern KIND = Pattern.compile("[A-Za-z]{1,64}");
  private static final Pattern POINTER = Pattern.compile("(/[^/#\\s]+)+");
  private static final Pattern WRITTEN =
      Pattern.compile("([A-Za-z]{1,64})/([A-Za-z0-9._~-]{1,64})(?:#(.*))?");

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.id(issues, path + "/id", id);
    if (record == null || !KIND.matcher(record).matches()) {
      issues.error(IssueCode.VALUE, path + "/record", "must be the kind of a record");
    }
    if (pointer != null && !POINTER.matcher(pointer).matches()) {
      issues.error(IssueCode.VALUE, path + "/pointer", "is not a JSON pointer");
    }
  }

  /** The written form: {@code InfusionSession/NV-1#/timeline}. */
  public String written() {
    return record + "/" + id + (pointer == null ? "" : "#" + pointer);
  }

  /** Reads the written form. */
  public static Optional<Evidence> of(String written) {
    var parts = WRITTEN.matcher(written);
    if (!parts.matches()) {
      return Optional.empty();
    }
    var pointer = parts.group(3);
    return pointer != null && !POINTER.matcher(pointer).matches()
        ? Optional.empty()
        : Optional.of(new Evidence(parts.group(1), parts.group(2), pointer));
  }
}

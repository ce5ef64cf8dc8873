package org.luer.mappings.concept.observation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Issues;

/**
 * A whole report as its maker laid it out, for example as PDF.
 *
 * @param content media type with the data, or with where it lies
 * @param title its title
 * @param createdAt when it was made
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReportForm(
    FindingValue.Attachment content, @Nullable String title, @Nullable OffsetDateTime createdAt) {
  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/content", content);
    if (content != null) {
      FindingValue.attachment(content).check(issues, path + "/content");
    }
  }
}

package org.luer.mappings.concept.serviceorder;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.specimen.Specimen;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Issues;

/**
 * Who is to do an ordered service, and on what.
 *
 * @param performers names of the houses or people who are to do it
 * @param specialty what kind of person is to do it, for example a radiologist
 * @param bodySites where on the body
 * @param preparation what the patient must do before, in words
 * @param sample the specimen that was taken already
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Performance(
    List<String> performers,
    @Nullable Coded specialty,
    List<Coded> bodySites,
    @Nullable String preparation,
    @Nullable Specimen sample) {
  public Performance {
    performers = performers == null ? List.of() : List.copyOf(performers);
    bodySites = bodySites == null ? List.of() : List.copyOf(bodySites);
  }

  /** Nothing known. */
  public static Performance none() {
    return new Performance(List.of(), null, List.of(), null, null);
  }

  /** Itself; null when nothing is known. */
  public @Nullable Performance orNull() {
    return equals(none()) ? null : this;
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.optional(issues, path + "/specialty", specialty, Coded::check);
    Check.each(issues, path + "/bodySites", bodySites, Coded::check);
    if (sample != null) {
      sample.check(issues, path + "/sample");
    }
  }
}

package org.luer.mappings.concept.authorization;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Issues;

/**
 * What an insurer asks for before it decides.
 *
 * @param kinds kind of report (X12 755)
 * @param media how it is to be sent
 * @param contents what is asked for: LOINC codes or words
 * @param line the line of the request that it is about; absent = the whole request
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RequestedDocument(
    List<Coded> kinds, List<Coded> media, List<String> contents, @Nullable Integer line) {
  public RequestedDocument {
    kinds = kinds == null ? List.of() : List.copyOf(kinds);
    media = media == null ? List.of() : List.copyOf(media);
    contents = contents == null ? List.of() : List.copyOf(contents);
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.each(issues, path + "/kinds", kinds, Coded::check);
    Check.each(issues, path + "/media", media, Coded::check);
  }
}

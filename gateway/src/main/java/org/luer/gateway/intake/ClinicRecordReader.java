package org.luer.gateway.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.luer.gateway.intake.http.RecordReader;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.IssueCode;
import org.springframework.stereotype.Component;

/**
 * Reads the clinic's records with the clinic model and tells the journal what it must know of them.
 */
@Component
final class ClinicRecordReader implements RecordReader {

  @Override
  public Reading read(String kind, byte[] body) {
    try {
      var tree = ClinicJson.mapper().readTree(body);
      if (!tree.path("kind").asText().equals(kind)) {
        return refused(List.of(Issue.error(IssueCode.STRUCTURE, "/kind", "must be " + kind)));
      }
      return ClinicSchemas.read(tree, "")
          .fold(
              (accepted, warnings) ->
                  new Reading.Accepted(
                      RecordFactsReader.of(accepted, new String(body, StandardCharsets.UTF_8))),
              ClinicRecordReader::refused);
    } catch (JsonProcessingException duplicate) {
      return refused(
          List.of(Issue.error(IssueCode.STRUCTURE, "", "names an element twice or is not JSON")));
    } catch (IOException impossible) {
      throw new IllegalStateException("bytes in memory are always readable", impossible);
    }
  }

  private static Reading refused(List<Issue> issues) {
    return new Reading.Refused(
        issues.stream()
            .filter(Issue::refuses)
            .map(i -> new Fault(i.path(), i.code().code(), i.text()))
            .toList());
  }
}

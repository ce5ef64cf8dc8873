package org.luer.gateway.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.luer.gateway.journal.RecordVersion;
import org.luer.gateway.journal.Records;
import org.luer.gateway.journal.References;

/** The records that another record names by id. */
public final class Companions {
  private Companions() {}

  /** The newest versions of the records that the fields of one name, and those that these name. */
  public static List<RecordVersion> named(RecordVersion about, Records records) {
    var found = new ArrayList<RecordVersion>();
    add(Json.shared(about.content()), records, found);
    for (var one : List.copyOf(found)) {
      add(Json.shared(one.content()), records, found);
    }
    found.removeIf(one -> one.reference().equals(about.reference()));
    return found;
  }

  private static void add(JsonNode content, Records records, List<RecordVersion> found) {
    References.KINDS.forEach(
        (field, kind) -> {
          if (content.hasNonNull(field)) {
            records
                .latest(kind, content.path(field).asText())
                .filter(one -> found.stream().noneMatch(f -> f.reference().equals(one.reference())))
                .ifPresent(found::add);
          }
        });
  }
}

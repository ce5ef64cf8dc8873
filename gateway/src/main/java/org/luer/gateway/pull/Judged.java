package org.luer.gateway.pull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.luer.gateway.access.Disclosure.Subject;
import org.luer.gateway.exchange.Addressed;
import org.luer.gateway.journal.RecordVersion;
import org.luer.gateway.journal.Records;
import org.luer.mappings.concept.disclosure.Sensitivity;

/**
 * What disclosure must know of one record beside its patient; kept with the index, so that a read
 * needs not read the record.
 *
 * @param record kind and id
 * @param origins who wrote it
 * @param references kind and id of the record and of those that it names
 * @param classes codes of how sensitive it is
 */
record Judged(String record, Set<String> origins, Set<String> references, Set<String> classes) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static Judged of(RecordVersion version, Records records) {
    var subject = records.subject(version);
    return new Judged(
        version.reference(),
        subject.origins(),
        Records.references(version),
        subject.classes().stream().map(Sensitivity::code).collect(Collectors.toSet()));
  }

  /** The same, judged also for what it is about. */
  Judged with(Addressed.Bearing bearing) {
    return new Judged(
        record,
        origins,
        Stream.concat(references.stream(), bearing.references().stream())
            .collect(Collectors.toSet()),
        Stream.concat(classes.stream(), bearing.classes().stream().map(Sensitivity::code))
            .collect(Collectors.toSet()));
  }

  /** The patient, and this record of the patient. */
  Subject subject(Subject patient) {
    return patient.about(
        Set.of(),
        origins,
        references,
        classes.stream().flatMap(c -> Sensitivity.of(c).stream()).collect(Collectors.toSet()));
  }

  static String json(List<Judged> all) {
    try {
      return JSON.writeValueAsString(all);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<Judged> read(String json) {
    try {
      return List.of(JSON.readValue(json, Judged[].class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the index holds no JSON", e);
    }
  }
}

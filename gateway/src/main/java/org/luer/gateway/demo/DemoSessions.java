package org.luer.gateway.demo;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.luer.gateway.intake.http.RecordReader;
import org.luer.gateway.intake.http.RecordReader.Reading;
import org.luer.gateway.journal.Journal;
import org.luer.gateway.journal.MessageFilter;
import org.luer.gateway.journal.Messages;
import org.luer.gateway.journal.Reception;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.synthetic.SyntheticClinic;
import org.luer.mappings.synthetic.SyntheticSeries;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;

/** Puts invented patients, orders and sessions into an empty journal, as the clinic would. */
final class DemoSessions {
  private static final Logger LOG = LoggerFactory.getLogger(DemoSessions.class);
  private static final int PATIENTS = 3;

  private final Journal journal;
  private final Messages messages;
  private final RecordReader reader;

  DemoSessions(Journal journal, Messages messages, RecordReader reader) {
    this.journal = journal;
    this.messages = messages;
    this.reader = reader;
  }

  @EventListener
  void ready(ApplicationReadyEvent event) {
    var any = new MessageFilter(null, null, null, null, List.of(), null, null, 1);
    if (!messages.list(any).items().isEmpty()) {
      LOG.info("demo: the data directory holds messages already; nothing is added");
      return;
    }
    var authorities = List.of("LAKEMRN", "RIVERMRN");
    var series =
        LongStream.rangeClosed(1, PATIENTS)
            .mapToObj(seed -> SyntheticClinic.series(seed, authorities))
            .toList();
    series.stream().map(DemoSessions::records).forEach(all -> all.forEach(this::accept));
    int sessions = series.stream().mapToInt(s -> s.sessions().size()).sum();
    LOG.info("demo: {} invented patients with {} sessions accepted", PATIENTS, sessions);
  }

  private static List<ClinicRecord> records(SyntheticSeries series) {
    var records = new ArrayList<ClinicRecord>();
    records.add(series.patient());
    records.add(series.order());
    records.addAll(series.sessions());
    return records;
  }

  private void accept(ClinicRecord one) {
    var kind = one.getClass().getSimpleName();
    var content = ClinicRecords.tree(one).toString().getBytes(StandardCharsets.UTF_8);
    var reading = reader.read(kind, content);
    if (reading instanceof Reading.Accepted accepted) {
      journal.accept(
          new Reception(
              collection(one),
              kind,
              Reception.CLINIC,
              "demo",
              null,
              "application/json",
              content,
              List.of(accepted.facts()),
              null),
          null);
    } else {
      throw new IllegalStateException("the demo's own " + kind + " is not valid");
    }
  }

  private static String collection(ClinicRecord one) {
    return one instanceof Patient
        ? "patients"
        : one instanceof InfusionOrder ? "orders" : "sessions";
  }
}

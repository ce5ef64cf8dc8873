package org.luer.gateway.journal;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.luer.gateway.access.Disclosure;
import org.luer.gateway.access.Disclosure.Circumstances;
import org.luer.gateway.access.Disclosure.Purpose;
import org.luer.gateway.access.Disclosure.Subject;
import org.luer.gateway.access.Disclosure.Verdict;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Partners;

/** Asks {@link Disclosure} about records of the journal, by the settings as they are now. */
public final class Disclosures {
  private final Records records;
  private final Partners partners;
  private final Clock clock;

  /** Decisions about these records. */
  public Disclosures(Records records, Partners partners, Clock clock) {
    this.records = records;
    this.partners = partners;
    this.clock = clock;
  }

  /** Whether this partner may be sent the record. */
  public Verdict delivery(Partner partner, RecordVersion record) {
    return decide(partner, records.subject(record), Purpose.DELIVERY);
  }

  /**
   * The same for records of one patient, in their order.
   *
   * @param all the one that a message is about, then those that travel with it
   */
  public List<Verdict> deliveries(Partner partner, List<RecordVersion> all) {
    var programs = partners.current().part2Programs();
    var first = records.subject(all.get(0));
    var subjects = new ArrayList<Subject>();
    subjects.add(first);
    for (var record : all.subList(1, all.size())) {
      subjects.add(programs.isEmpty() ? records.beside(first, record) : records.subject(record));
    }
    return subjects.stream().map(subject -> decide(partner, subject, Purpose.DELIVERY)).toList();
  }

  /** The same for a record whose subject was looked up before. */
  public Verdict decide(Partner partner, Subject subject, Purpose purpose) {
    return Disclosure.decide(
        partner, subject, Circumstances.of(purpose, clock.instant(), partners.current()));
  }
}

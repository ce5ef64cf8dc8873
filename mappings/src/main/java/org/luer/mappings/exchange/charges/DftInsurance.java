package org.luer.mappings.exchange.charges;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.coverage.CoverageAuthorization;
import org.luer.mappings.concept.coverage.Coverage;
import org.luer.mappings.concept.coverage.CoverageHl7v2;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;

/**
 * The coverages of a charge in IN1, IN2 and IN3. IN1 has no room for the clinic's own number of a
 * coverage: the charge names it in an observation, by the place that IN1-1 counts.
 */
final class DftInsurance {
  private final List<Segment> run;
  private final List<String> own;
  private final String patientId;
  private final Reading reading;
  private @Nullable String authorization;

  DftInsurance(List<Segment> run, List<String> own, String patientId, Reading reading) {
    this.run = run;
    this.own = own;
    this.patientId = patientId;
    this.reading = reading;
  }

  /**
   * The coverages in the order of the message.
   *
   * @param authorizes whether IN1-14 of the first one belongs to the charge
   */
  List<Coverage> coverages(boolean authorizes) {
    var coverages = new ArrayList<Coverage>();
    for (int i = 0; i < run.size(); i++) {
      var in1 = run.get(i);
      if (in1.name().equals("IN1")) {
        var first = coverages.isEmpty();
        CoverageHl7v2.read(in1, behind(i), patientId, reading)
            .map(c -> owned(c, in1, first && authorizes))
            .filter(c -> coverages.stream().noneMatch(other -> other.id().equals(c.id())))
            .ifPresent(coverages::add);
      }
    }
    return List.copyOf(coverages);
  }

  private List<Segment> behind(int in1) {
    var behind = new ArrayList<Segment>();
    for (int i = in1 + 1; i < run.size(); i++) {
      var name = run.get(i).name();
      if (!name.equals("IN2") && !name.equals("IN3")) {
        break;
      }
      behind.add(run.get(i));
    }
    return behind;
  }

  private Coverage owned(Coverage read, Segment in1, boolean authorizes) {
    var given = read.authorization();
    if (authorization == null && given != null) {
      authorization = given.number();
    }
    var place = in1.text(1).strip();
    var number = place.matches("[1-9]\\d?") ? Integer.parseInt(place) : 0;
    var id = number >= 1 && number <= own.size() ? own.get(number - 1) : read.id();
    return with(read, id, authorizes ? null : given);
  }

  private static Coverage with(Coverage c, String id, @Nullable CoverageAuthorization authorization) {
    return new Coverage(
        id,
        c.patientId(),
        c.priority(),
        c.status(),
        c.payer(),
        c.plan(),
        c.type(),
        c.memberId(),
        c.policyNumber(),
        c.patientMemberId(),
        c.medicareNumber(),
        c.medicaidNumber(),
        c.groupNumber(),
        c.groupName(),
        c.startsOn(),
        c.endsOn(),
        authorization,
        c.certifications(),
        c.relationship(),
        c.subscriber(),
        c.assignment(),
        c.terms(),
        c.recordedAt(),
        c.foreign());
  }

  /** The ids of the charge's coverages: what the charge says, else those that were read. */
  List<String> ids(List<Coverage> coverages) {
    var ids = new LinkedHashSet<>(own);
    coverages.stream().map(Coverage::id).forEach(ids::add);
    return List.copyOf(ids);
  }

  /** IN1-14 of the first coverage that has it. */
  @Nullable String authorization() {
    return authorization;
  }
}

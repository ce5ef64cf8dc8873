package org.luer.mappings.exchange.sessionsummary;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.document.DocumentHl7v2;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Systems;
import org.luer.mappings.core.Translation;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Draft;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segments;
import org.luer.mappings.hl7v2.Times;

/**
 * {@link SessionDocument} to and from HL7 v2: MDM^T02 with T06, T08, T10 and T11, or ORU^R01 for
 * partners that take documents as results.
 *
 * <p>Written in the versions 2.3.1, 2.4, 2.5.1 and 2.8; before 2.5 MDM has no ORC and OBR, so that
 * the orderer, the end of the care, the keeper's name and our key do not travel. ORU^R01 has no
 * TXA: number, kind, status, times of the care, first author and content travel.
 */
public final class SessionSummaryHl7v2 {
  /** The messages that are read. */
  static final Set<String> READ =
      Set.of("MDM_T02", "MDM_T04", "MDM_T06", "MDM_T08", "MDM_T10", "MDM_T11", "ORU_R01");

  private static final String KETSUM = "KETSUM";

  private SessionSummaryHl7v2() {}

  /**
   * The message that tells a partner of a document.
   *
   * @param before the version that the partner has
   * @param types MDM_T02 for MDM, ORU_R01 alone for ORU^R01
   */
  public static List<Draft> toHl7v2(
      SessionDocument set, @Nullable SessionDocument before, Dialect dialect, Set<String> types) {
    return List.of(MdmWriter.write(set, before, dialect, types));
  }

  /** Whether a part of a message is a document. */
  static boolean claims(Segments group, Segments message) {
    var type = PreParser.type(message);
    if (!type.equals("ORU_R01")) {
      return READ.contains(type);
    }
    var words =
        group.named("OBX").stream()
            .anyMatch(o -> Set.of("TX", "FT", "ED", "RP").contains(o.text(2)));
    return words
        && group.named("OBR").stream()
            .map(o -> Cwe.read(o.field(4), Dialect.DEFAULT))
            .anyMatch(c -> c != null && isDocument(c));
  }

  private static boolean isDocument(Coded type) {
    return isSummary(type, Dialect.DEFAULT)
        || type.codeIn(Systems.LOINC).filter(DocumentHl7v2::isDocument).isPresent();
  }

  /** Whether a kind of document is our session summary. */
  static boolean isSummary(Coded type, Dialect dialect) {
    return type.codeIn(Systems.own(dialect.base(), "kic-observation"))
        .filter(KETSUM::equals)
        .isPresent();
  }

  /** The documents of the messages of one input. */
  public static Translation<List<SessionDocument>> fromHl7v2(
      List<Segments> messages, Dialect dialect) {
    var issues = new Issues();
    var sets = new ArrayList<SessionDocument>();
    for (var message : messages) {
      var reading = new Reading(dialect, new Times(message, dialect, issues), issues);
      for (var one : parts(message)) {
        try {
          new MdmReader(one, reading).read().ifPresent(sets::add);
        } catch (InvalidRecordException invalid) {
          issues.addAll(invalid.issues());
        }
      }
    }
    return issues.resultOf(() -> List.copyOf(sets));
  }

  /** One part per report: an ORU^R01 may hold several. */
  private static List<Segments> parts(Segments message) {
    if (!PreParser.type(message).equals("ORU_R01")) {
      return List.of(message);
    }
    var parts = new ArrayList<Segments>();
    var head = new ArrayList<org.luer.mappings.hl7v2.Segment>();
    var order = new ArrayList<org.luer.mappings.hl7v2.Segment>();
    @Nullable String last = null;
    for (var segment : message.all()) {
      var name = segment.name();
      if (name.equals("ORC") || (name.equals("OBR") && !"ORC".equals(last))) {
        part(head, order, parts);
        order.clear();
      }
      var ordered = name.equals("ORC") || name.equals("OBR") || !order.isEmpty();
      (ordered ? order : head).add(segment);
      last = name;
    }
    part(head, order, parts);
    return parts;
  }

  private static void part(
      List<org.luer.mappings.hl7v2.Segment> head,
      List<org.luer.mappings.hl7v2.Segment> order,
      List<Segments> parts) {
    if (!order.isEmpty()) {
      var all = new ArrayList<>(head);
      all.addAll(order);
      parts.add(new Segments(all));
    }
  }
}

package org.luer.mappings.exchange.orderintake;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.order.OrderControl;
import org.luer.mappings.concept.order.OrderStatuses;
import org.luer.mappings.concept.order.PlacedOrder;
import org.luer.mappings.concept.order.hl7v2.OrderGroup;
import org.luer.mappings.concept.order.hl7v2.OrderHead;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.hl7v2.Draft;
import org.luer.mappings.hl7v2.Header;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Segments;
import org.luer.mappings.hl7v2.Times;
import org.luer.mappings.hl7v2.Version;
import org.luer.mappings.hl7v2.Wire;

/**
 * Application answers to messages of orders: RRE^O12 to RDE^O11, ORP^O10 to OMP^O09, ORR^O02 to
 * ORM^O01, ORG^O20 to OMG^O19 (reference/hl7v2.md 1.4).
 *
 * <p>MSA, one ERR per issue, and one ORC per order: ORC-1 says what was done with it, ORC-2 to 4
 * name it as the sender did, with the clinic's own number where the filler's was empty, ORC-5 is
 * its status. An order that should be changed and is not known, or a message that was refused, is
 * answered with the code for unable. After AR the orders are not named. Before version 2.5 ERR has
 * one field. Pure: what became of the orders is handed in.
 */
public final class OrderAnswers {
  private static final Map<String, String> ANSWERS =
      Map.of(
          "RDE_O11", "RRE_O12", "RDE_O01", "RRE_O12", "OMP_O09", "ORP_O10", "ORM_O01", "ORR_O02",
          "OMG_O19", "ORG_O20");
  private static final int LONGEST = 250;

  private final Segments request;
  private final OrderOutcome outcome;
  private final Dialect dialect;
  private final Version version;

  private OrderAnswers(Segments request, OrderOutcome outcome, Dialect dialect) {
    this.request = request;
    this.outcome = outcome;
    this.dialect = dialect;
    this.version = Version.of(dialect.version());
  }

  /** Whether a message with this code (MSH-9.1) may be one of orders. */
  public static boolean mayAnswer(String code) {
    return ANSWERS.keySet().stream()
        .anyMatch(type -> type.startsWith(code.strip().toUpperCase(Locale.ROOT) + "_"));
  }

  /**
   * The answer, in the version of the dialect; empty when the message is none of orders, or the
   * version has no such answer. {@code MessageWriter} writes it.
   */
  public static Optional<Draft> answer(Segments request, OrderOutcome outcome, Dialect dialect) {
    var type = ANSWERS.get(PreParser.type(request));
    if (type == null || (type.equals("ORR_O02") && Version.of(dialect.version()) == Version.V28)) {
      return Optional.empty();
    }
    return Optional.of(new OrderAnswers(request, outcome, dialect).draft(type));
  }

  /** The number under which the clinic keeps the order of an ORC; empty when it has none. */
  public static Optional<String> key(Segments request, Segment orc, Dialect dialect) {
    var issues = new Issues();
    var reading = new Reading(dialect, new Times(request, dialect, issues), issues);
    var group = new OrderGroup(List.of(request.header()), List.of(orc), reading);
    return OrderHead.read(group).map(OrderHead::id);
  }

  private Draft draft(String type) {
    var orders = new ArrayList<OutSegment>();
    var errors = new ArrayList<Issue>(outcome.issues());
    var unable = false;
    for (var orc : request.named("ORC")) {
      var done = order(orc, errors);
      if (done != null && outcome.verdict() != OrderOutcome.Verdict.AR) {
        orders.add(done.orc());
        unable |= !done.able();
      }
    }
    var verdict =
        unable && outcome.verdict() == OrderOutcome.Verdict.AA
            ? OrderOutcome.Verdict.AE
            : outcome.verdict();
    var segments = new ArrayList<OutSegment>();
    segments.add(Header.msh(type, outcome.at(), dialect));
    segments.add(
        new OutSegment("MSA").set(1, verdict.name()).set(2, Wire.text(request.header().text(10))));
    segments.addAll(errors(errors));
    segments.addAll(orders);
    return new Draft(type, segments);
  }

  private record Done(OutSegment orc, boolean able) {}

  private @Nullable Done order(Segment orc, List<Issue> errors) {
    var code = orc.text(1);
    var control = code.isEmpty() ? OrderControl.NW : OrderControl.of(code).orElse(null);
    if (control == null) {
      return null; // a code that is not done here: named in ERR by the reader
    }
    if (control.accepted().isEmpty()) {
      return null; // the filler's word: it wants no answer
    }
    var known = key(request, orc, dialect).flatMap(outcome.known());
    var asks = control == OrderControl.SS;
    var missing = known.isEmpty() && (asks || control.changes() || control == OrderControl.XO);
    var taken = outcome.verdict() == OrderOutcome.Verdict.AA;
    if (taken && missing) {
      errors.add(Issue.error(IssueCode.NOT_FOUND, orc.path(2), "is no order that is known here"));
    }
    var able = taken && !missing;
    var answer = able || asks ? control.accepted() : control.refused();
    return new Done(orc(orc, answer.orElse("UA"), known, missing && asks), able);
  }

  private OutSegment orc(
      Segment orc, String answer, Optional<PlacedOrder> known, boolean notFound) {
    var filler = orc.raw(3);
    var own = known.map(o -> o.fillerNumber() == null ? ei(o.id()) : "").orElse("");
    return new OutSegment("ORC")
        .set(1, answer)
        .set(2, orc.raw(2))
        .set(3, filler.isEmpty() ? own : filler)
        .set(4, orc.raw(4))
        .set(5, notFound ? "ER" : known.map(OrderAnswers::status).orElse(orc.raw(5)))
        .set(9, Hl7Timestamp.write(outcome.at()));
  }

  private String ei(String id) {
    return Wire.components(Wire.text(id), Wire.text(dialect.clinic().application()));
  }

  /** HL7 table 0038; a draft waits for the clinic and has no code of its own. */
  private static String status(PlacedOrder order) {
    var draft = order.statusCode().equals(InfusionOrder.Status.DRAFT.code());
    return OrderStatuses.write(draft ? InfusionOrder.Status.ACTIVE.code() : order.statusCode());
  }

  private List<OutSegment> errors(List<Issue> issues) {
    if (!version.before(Version.V251)) {
      return issues.stream().map(OrderAnswers::error).toList();
    }
    var errors = issues.stream().filter(Issue::refuses).map(OrderAnswers::old).toList();
    return errors.isEmpty()
        ? List.of()
        : List.of(new OutSegment("ERR").set(1, Wire.repetitions(errors)));
  }

  private static OutSegment error(Issue issue) {
    var text = issue.text().substring(0, Math.min(LONGEST, issue.text().length()));
    return new OutSegment("ERR")
        .set(2, location(issue.path(), '^'))
        .set(
            3,
            Wire.components(
                issue.code().hl7v2Code(), Wire.text(issue.code().hl7v2Text()), "HL70357"))
        .set(4, severity(issue))
        .set(8, Wire.text(text));
  }

  private static String severity(Issue issue) {
    return switch (issue.severity()) {
      case ERROR -> "E";
      case WARNING -> "W";
      case INFORMATION -> "I";
    };
  }

  /** ERR-1: segment, occurrence, field, and the code in subcomponents. */
  private static String old(Issue issue) {
    var place = (location(issue.path(), '^') + "^^^").split("\\^", -1);
    return Wire.components(
        place[0],
        place[1],
        place[2],
        Wire.subcomponents(
            issue.code().hl7v2Code(), Wire.text(issue.code().hl7v2Text()), "HL70357"));
  }

  /** {@code RXE[1]-25(1).2} as {@code RXE^1^25^1^2}. */
  private static String location(String path, char delimiter) {
    var parts = path.split("[\\[\\]().-]+", -1);
    var out = new StringBuilder();
    for (var part : parts) {
      if (!part.isEmpty()) {
        out.append(out.isEmpty() ? "" : String.valueOf(delimiter)).append(part);
      }
    }
    return out.toString();
  }
}

package org.luer.gateway.exchange.sessionreport;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Receives;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.exchange.sessionreport.Predecessor;
import org.luer.mappings.exchange.sessionreport.SessionReport;
import org.luer.mappings.exchange.sessionreport.SessionReportFhir;
import org.luer.mappings.exchange.sessionreport.SessionReportHl7v2;
import org.luer.mappings.exchange.sessionreport.SessionReportReceipts;
import org.luer.mappings.hl7v2.Hl7v2Message;
import org.luer.mappings.receipt.Comparison.Withheld;
import org.luer.mappings.receipt.Leaf;
import org.luer.mappings.receipt.Measurement;

/**
 * Measures what of a session arrives at a partner and whether anything that must arrive is missing.
 *
 * <p>Judged over all messages of the exchange to that partner together, on the whole report as it
 * is told to somebody who has nothing of it: a correction repeats only what changed.
 */
public final class SessionReportJudge {
  private static final Pattern IDENTIFIER = Pattern.compile("Patient#/identifiers/(\\d+)/.*");

  private final SessionReportReceipts receipts;

  /** A judge with these tables. */
  public SessionReportJudge(SessionReportReceipts receipts) {
    this.receipts = receipts;
  }

  /**
   * What arrives.
   *
   * @param receipt counts and the leaves that do not arrive, as they are kept
   * @param missing paths that must arrive and do not; none = the set may go
   */
  public record Judgement(JsonNode receipt, List<String> missing) {
    public Judgement {
      missing = List.copyOf(missing);
    }
  }

  /** Judges a report to a partner that takes it in this format. */
  public Judgement judge(
      SessionReport report, Partner partner, Receives.Format format, Dialect dialect) {
    var measured = measure(report, partner, format, dialect);
    return new Judgement(
        ClinicJson.mapper().valueToTree(measured.stored()), receipts.missing(report, measured));
  }

  private Measurement<SessionReport> measure(
      SessionReport report, Partner partner, Receives.Format format, Dialect dialect) {
    var withheld = othersNumbers(report, dialect);
    if (format == Receives.Format.FHIR) {
      var bundle = SessionReportFhir.toFhir(report, Predecessor.NONE, dialect);
      return receipts.toFhir(report, bundle, dialect, withheld);
    }
    var messages =
        SessionReportHl7v2.toHl7v2(report, Predecessor.NONE, dialect, types(partner)).stream()
            .map(Hl7v2Message::text)
            .toList();
    return receipts.toHl7v2(report, messages, dialect, withheld);
  }

  /** Numbers that other partners gave to the patient are nobody else's business. */
  private static Withheld othersNumbers(SessionReport report, Dialect dialect) {
    var identifiers = report.patient().identifiers();
    return leaf -> {
      var place = identifier(leaf);
      return place != null && !dialect.peer().gave(identifiers.get(place))
          ? "number of another authority"
          : null;
    };
  }

  private static @Nullable Integer identifier(Leaf leaf) {
    var matcher = IDENTIFIER.matcher(leaf.path());
    return matcher.matches() ? Integer.valueOf(matcher.group(1)) : null;
  }

  private static Set<String> types(Partner partner) {
    var types = new TreeSet<String>();
    partner.receives().stream()
        .filter(r -> r.format() == Receives.Format.HL7V2)
        .filter(r -> r.exchanges().contains(SessionReportRouting.EXCHANGE))
        .forEach(r -> types.addAll(SessionReportRouting.types(r)));
    return new LinkedHashSet<>(types);
  }
}

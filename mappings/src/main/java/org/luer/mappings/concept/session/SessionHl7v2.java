package org.luer.mappings.concept.session;

import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.ClinicianRowsHl7v2;
import org.luer.mappings.concept.order.Series;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.organization.OrganizationHl7v2;
import org.luer.mappings.concept.visit.PlaceRowsHl7v2;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Systems;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.LocalCodes;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.Panel;
import org.luer.mappings.hl7v2.Rows;
import org.luer.mappings.hl7v2.Segment;

/**
 * The session as a whole to and from the panel SESSION of ORU^R01: number, status, series, line,
 * weight, narrative, signature, correction.
 *
 * <p>Mapped: one observation per component. The parts of a session have panels of their own.
 */
public final class SessionHl7v2 {
  private static final LocalCodes CODES = LocalCodes.load(SessionHl7v2.class, "session-hl7v2.csv");

  private SessionHl7v2() {}

  /** The observations of the table. */
  public static LocalCodes codes() {
    return CODES;
  }

  /** Writes the panel. */
  public static Panel write(InfusionSession session, Organization clinic, Dialect dialect) {
    var panel = new Panel(7, "SESSION^Infusion session^99KIC", "NRS");
    var rows = panel.group(CODES, "", dialect);
    rows.text("SES-ID", session.id());
    rows.code("SES-STATUS", session.status().code(), "99KICST");
    rows.coded("SES-NOTDONE", session.notDoneReason());
    rows.text("SES-ORDER", session.orderId());
    var series = session.series();
    if (series != null) {
      rows.number("SES-SERIES-NO", series.number());
      rows.number("SES-SERIES-OF", series.of());
      rows.text("SES-SERIES-INT", series.interval());
    }
    rows.codeds("SES-INDIC", session.indications());
    rows.quantity("WEIGHT", session.weight());
    var line = session.ivAccess();
    if (line != null) {
      rows.coded("IV-SITE", line.site());
      rows.text("IV-GAUGE", line.gauge());
      rows.time("IV-PLACED", line.placedAt());
    }
    rows.time("SES-OBSEND", session.observationEnd());
    rows.text("SES-NARRATIVE", session.narrative());
    var signature = session.signature();
    if (signature != null) {
      rows.time("SES-SIGNED", signature.at());
      ClinicianRowsHl7v2.write(rows, "SES-SIGNER", signature.by());
    }
    var amendment = session.amendment();
    if (amendment != null) {
      rows.time("SES-AMENDED", amendment.at());
      rows.text("SES-AMEND-WHY", amendment.reason());
    }
    rows.time("SES-RECORDED", session.recordedAt());
    OrganizationHl7v2.writeNumbers(rows, clinic);
    told(session.beside(), rows);
    PlaceRowsHl7v2.write(session.visit(), panel, dialect);
    return panel;
  }

  private static void told(Told told, Rows rows) {
    rows.text("SES-RECBY", told.recordedBy());
    rows.coded("SES-SERVICE", told.service());
    var act = told.ofAct();
    rows.coded("ACT-CODE", act.code());
    rows.coded("ACT-OUTCOME", act.outcome());
    rows.text("ACT-NOTE", act.note());
    rows.coded("ACT-DXUSE", act.diagnosisUse());
    rows.coded("ACT-VISIT", act.visitType());
    rows.time("WEIGHT-AT", act.weighedAt());
    rows.text("WEIGHT-BY", act.weighedBy());
    var delivery = told.delivery();
    if (delivery != null) {
      rows.coded("INF-WITH", delivery.device());
      rows.coded("INF-METHOD", delivery.method());
      rows.coded("INF-FORM", delivery.form());
      rows.coded("INF-ORDTYPE", delivery.orderType());
    }
  }

  /** How the drug came into the line; null when the panel does not say it. */
  public static @Nullable Delivery delivery(Found found) {
    return new Delivery(
            found.coded("INF-WITH"),
            found.coded("INF-METHOD"),
            found.coded("INF-FORM"),
            found.coded("INF-ORDTYPE"))
        .orNull();
  }

  /** What the panel says of the infusion as an act; null when nothing. */
  public static @Nullable Act act(Found found) {
    return new Act(
            found.coded("ACT-CODE"),
            found.coded("ACT-OUTCOME"),
            found.text("ACT-NOTE"),
            found.coded("ACT-DXUSE"),
            found.coded("ACT-VISIT"),
            found.time("WEIGHT-AT"),
            found.text("WEIGHT-BY"))
        .orNull();
  }

  /** The service, of the panel before that of PV1-10. */
  public static @Nullable Coded service(Found found, @Nullable Segment pv1) {
    var own = found.coded("SES-SERVICE");
    return own == null ? service(pv1) : own;
  }

  /** The service of PV1-10; null for none. */
  public static @Nullable Coded service(@Nullable Segment pv1) {
    return pv1 == null || !pv1.has(10)
        ? null
        : Coded.of(Systems.V2 + "0069", pv1.field(10).component(1), pv1.field(10).optional(2));
  }

  /** The panel's observations as one group. */
  public static Found found(Observations observations) {
    return observations.single(CODES);
  }

  /** Whether the sender says what session it is; then every part of it is in its panels. */
  public static boolean complete(Found found) {
    return found.has("SES-ID") && found.has("SES-STATUS");
  }

  /** The status; null and an issue when it is none of ours. */
  public static InfusionSession.@Nullable Status status(Found found) {
    var code = found.code("SES-STATUS");
    return found
        .reading()
        .member(
            InfusionSession.Status.values(),
            InfusionSession.Status::code,
            code == null ? "" : code,
            found.path("SES-STATUS"));
  }

  /** The position in the series. */
  public static @Nullable Series series(Found found) {
    return Series.orNull(
        found.integer("SES-SERIES-NO"),
        found.integer("SES-SERIES-OF"),
        found.text("SES-SERIES-INT"));
  }

  /** The intravenous line. */
  public static @Nullable IvAccess line(Found found) {
    return IvAccess.orNull(found.coded("IV-SITE"), found.text("IV-GAUGE"), found.time("IV-PLACED"));
  }

  /** The signature; null when nobody signed. */
  public static @Nullable Signature signature(Found found) {
    var at = found.time("SES-SIGNED");
    if (at == null) {
      return null;
    }
    var by = ClinicianRowsHl7v2.read(found, "SES-SIGNER");
    if (by.isEmpty()) {
      found
          .reading()
          .issues()
          .error(IssueCode.REQUIRED, found.path("SES-SIGNED"), "has no SES-SIGNER beside it");
      return null;
    }
    return new Signature(by.get(), at);
  }

  /** The correction; null when this is not one. */
  public static @Nullable Amendment amendment(Found found) {
    var at = found.time("SES-AMENDED");
    return at == null ? null : new Amendment(at, found.text("SES-AMEND-WHY"));
  }
}

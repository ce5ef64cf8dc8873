package org.luer.mappings.exchange.sessionreport;

import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.session.InfusionSession;

/**
 * What crosses the wire when a session is reported: the session with the patient, the clinic and
 * the order it fills.
 *
 * <p>Of the order only what identifies it and says who asked for it and why travels here (numbers,
 * orderer, order time, status, indications, series); the order itself travels with its own
 * exchange.
 *
 * @param clinic who reports
 * @param patient whose session
 * @param order the order that the session fills, when there is one
 * @param session the session
 */
public record SessionReport(
    Organization clinic, Patient patient, @Nullable InfusionOrder order, InfusionSession session) {}

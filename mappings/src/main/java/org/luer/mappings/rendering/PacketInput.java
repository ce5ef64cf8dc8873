package org.luer.mappings.rendering;

import java.time.OffsetDateTime;
import java.util.List;
import org.luer.mappings.concept.claim.Claim;
import org.luer.mappings.concept.coding.AuthorizationCriteria;
import org.luer.mappings.concept.coverage.Coverage;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.core.ClinicRecord;

/**
 * What a packet for prior authorization is made from.
 *
 * @param clinic who asks: NPI, tax id, address, telephone
 * @param patient for whom
 * @param coverages the coverages of the request, in its order
 * @param request what is asked for
 * @param records what supports it and may be shown: referrals, assessments, orders, sessions,
 *     summaries, documents
 * @param criteria what the insurer wants to see, held against the same records
 * @param at when the packet is made
 */
public record PacketInput(
    Organization clinic,
    Patient patient,
    List<Coverage> coverages,
    Claim request,
    List<ClinicRecord> records,
    AuthorizationCriteria.Result criteria,
    OffsetDateTime at) {
  public PacketInput {
    coverages = List.copyOf(coverages);
    records = List.copyOf(records);
  }

  /** The records of a type, in their order. */
  public <T extends ClinicRecord> List<T> of(Class<T> type) {
    return records.stream().filter(type::isInstance).map(type::cast).toList();
  }
}

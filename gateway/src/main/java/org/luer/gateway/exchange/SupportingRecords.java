package org.luer.gateway.exchange;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.luer.gateway.journal.Reception;
import org.luer.gateway.journal.RecordVersion;
import org.luer.gateway.journal.Records;
import org.luer.mappings.concept.claim.Claim;
import org.luer.mappings.concept.claim.ClaimAttachment;

/**
 * The clinic's records that support a request for prior authorization, for the packet and for the
 * request itself. Whether the insurer may have them is decided later, for each.
 */
public final class SupportingRecords {
  private static final String SUMMARY = "SessionSummary";
  private static final String ERROR = "entered-in-error";

  private SupportingRecords() {}

  /**
   * Those of some kinds that stand, by kind and id; of summaries those that the request names, the
   * newest when it names none.
   */
  public static List<RecordVersion> of(Claim request, Set<String> kinds, Records records) {
    var others = kinds.stream().filter(k -> !k.equals(SUMMARY)).collect(Collectors.toSet());
    var found =
        new ArrayList<>(
            records.about(request.patientId(), Reception.CLINIC, others).stream()
                .filter(v -> !ERROR.equals(v.status()))
                .toList());
    var named = request.attachments().stream().map(ClaimAttachment::documentId).toList();
    if (!kinds.contains(SUMMARY) && named.isEmpty()) {
      return found;
    }
    var summaries = records.about(request.patientId(), Reception.CLINIC, Set.of(SUMMARY));
    if (named.isEmpty()) {
      summaries.stream()
          .filter(v -> !ERROR.equals(v.status()))
          .max(Comparator.comparing(RecordVersion::recordedAt))
          .ifPresent(found::add);
    } else {
      summaries.stream().filter(v -> named.contains(v.id())).forEach(found::add);
    }
    return found;
  }
}

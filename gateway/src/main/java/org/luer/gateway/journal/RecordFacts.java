package org.luer.gateway.journal;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the journal must know of an accepted record without reading its content.
 *
 * @param kind {@code Patient}, {@code InfusionOrder}, {@code InfusionSession} …
 * @param id the clinic's id, or the derived id of a partner's record
 * @param patientId the patient it is about; its own id for a Patient
 * @param orderId the order it belongs to; its own id for an InfusionOrder
 * @param visitId the visit it belongs to
 * @param status the record's status word
 * @param npis clinicians that a referral names, else empty
 * @param identifiers of a Patient, else empty
 * @param content the exact JSON
 * @param aside whether a message about something else merely mentions it: it is kept, and nobody
 *     has to be told
 */
public record RecordFacts(
    String kind,
    String id,
    String patientId,
    @Nullable String orderId,
    @Nullable String visitId,
    @Nullable String status,
    List<String> npis,
    List<PatientIdentifier> identifiers,
    String content,
    boolean aside) {

  public RecordFacts {
    npis = List.copyOf(npis);
    identifiers = List.copyOf(identifiers);
  }

  /** What a message is about. */
  public RecordFacts(
      String kind,
      String id,
      String patientId,
      @Nullable String orderId,
      @Nullable String visitId,
      @Nullable String status,
      List<String> npis,
      List<PatientIdentifier> identifiers,
      String content) {
    this(kind, id, patientId, orderId, visitId, status, npis, identifiers, content, false);
  }

  /** The same, as what is merely mentioned. */
  public RecordFacts mentioned() {
    return new RecordFacts(
        kind, id, patientId, orderId, visitId, status, npis, identifiers, content, true);
  }

  /** Kind and id, {@code InfusionSession/s-1}. */
  public String reference() {
    return kind + "/" + id;
  }

  /** One identifier of a patient: the authority as a name, an OID, or both. */
  public record PatientIdentifier(
      @Nullable String namespace, @Nullable String oid, @Nullable String type, String value) {
    /** One part of each, as an array of the database. */
    public static @Nullable String[] column(
        List<PatientIdentifier> identifiers, Function<PatientIdentifier, @Nullable String> of) {
      return identifiers.stream().map(of).toArray(String[]::new);
    }
  }
}

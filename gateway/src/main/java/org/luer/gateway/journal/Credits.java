package org.luer.gateway.journal;

import java.util.List;

/** Credits an acknowledgement that came by itself to the delivery that it is about. */
@FunctionalInterface
public interface Credits {
  /** Nobody's: what comes is kept and means nothing. */
  Credits NONE = answer -> {};

  /** Called in the transaction that keeps the acknowledgement, after its row was written. */
  void credit(Acknowledged answer);

  /**
   * An acknowledgement.
   *
   * @param message id of its own row
   * @param partner who sent it
   * @param bytes HL7 v2 with an MSA; of an answer to a whole file, FHS or BHS, MSA and ERR
   * @param files what the frame around it says it answers (FHS-12, BHS-12); empty = nothing
   */
  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  record Acknowledged(String message, String partner, byte[] bytes, List<String> files) {
    public Acknowledged {
      files = List.copyOf(files);
    }
  }
}

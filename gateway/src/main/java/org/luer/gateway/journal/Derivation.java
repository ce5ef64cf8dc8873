package org.luer.gateway.journal;

import java.util.List;

/**
 * Makes records of the clinic that follow from another one of its records, such as the summary of a
 * signed session. Called inside the intake transaction; deterministic, so that the same record has
 * the same consequences.
 */
public interface Derivation {
  /** What follows from this version; empty when nothing does. */
  List<RecordFacts> of(RecordVersion version);
}

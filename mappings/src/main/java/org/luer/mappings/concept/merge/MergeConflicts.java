package org.luer.mappings.concept.merge;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Identifier;

/** Finds what a person has to decide before a merge is followed. */
public final class MergeConflicts {
  private MergeConflicts() {}

  /** The conflicts that the numbers alone show. */
  static List<PatientMerge.Conflict> of(
      PatientMerge.Event kind,
      List<Identifier> surviving,
      List<Identifier> retired,
      @Nullable Identifier account,
      @Nullable Identifier visit,
      Dialect dialect) {
    var conflicts = new ArrayList<PatientMerge.Conflict>();
    if (kind.retiresPatients()) {
      if (retired.stream().anyMatch(dialect.clinic()::gave)) {
        conflicts.add(PatientMerge.Conflict.OWN_PATIENTS);
      }
      if (retired.stream().anyMatch(r -> surviving.stream().noneMatch(s -> alike(r, s)))) {
        conflicts.add(PatientMerge.Conflict.AUTHORITIES_DIFFER);
      }
      if (retired.stream().anyMatch(r -> surviving.stream().anyMatch(r::sameAs))) {
        conflicts.add(PatientMerge.Conflict.SAME_NUMBER);
      }
    }
    var needsAccount =
        kind == PatientMerge.Event.ACCOUNT || kind == PatientMerge.Event.ACCOUNT_NUMBER;
    var needsVisit = kind == PatientMerge.Event.VISIT || kind == PatientMerge.Event.MOVE_VISIT;
    if ((needsAccount && account == null) || (needsVisit && visit == null)) {
      conflicts.add(PatientMerge.Conflict.NUMBER_MISSING);
    }
    return List.copyOf(conflicts);
  }

  private static boolean alike(Identifier one, Identifier other) {
    return one.authority().equals(other.authority())
        || (one.oid() != null && one.oid().equals(other.oid()));
  }
}

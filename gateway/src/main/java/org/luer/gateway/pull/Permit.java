package org.luer.gateway.pull;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.luer.mappings.concept.disclosure.Sensitivity;

/**
 * A resource that a reader may have, and what of its record.
 *
 * @param clearance what disclosure decided about the record
 */
record Permit(Row row, Clearance clearance) {

  /**
   * What disclosure decided about a record and those that travel with it.
   *
   * @param stamp of the record as it is in the index
   * @param withheld those that travel with it for others, {@code Condition/c-1}
   * @param classes how sensitive what is given is
   * @param redisclosure whether the reader may pass it on under the rules for everybody
   */
  record Clearance(
      long stamp, Set<String> withheld, Set<Sensitivity> classes, boolean redisclosure) {
    Clearance {
      withheld = Set.copyOf(withheld);
      classes = Set.copyOf(classes);
    }

    /** What is rendered depends on it. */
    String text() {
      return stamp
          + "/"
          + Resources.hash(
              new TreeSet<>(withheld)
                  + " "
                  + classes.stream()
                      .map(Sensitivity::code)
                      .collect(Collectors.toCollection(TreeSet::new))
                  + " "
                  + redisclosure);
    }
  }
}

package org.luer.mappings.core;

/**
 * A record of the clinic model that stands alone in a file or a request and says what it is by its
 * {@code kind}.
 */
public interface ClinicRecord {

  /** The clinic's own key of this record; letters, digits, {@code -._~}, at most 64. */
  String id();
}

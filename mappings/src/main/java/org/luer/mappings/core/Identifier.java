package org.luer.mappings.core;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A number that somebody gave to something, with the authority that gave it.
 *
 * @param value the number as written; leading zeros count
 * @param authority namespace of the assigning authority, for example {@code RGHMRN}
 * @param oid object identifier of the authority, when it has one
 * @param type HL7 table 0203 code, for example MR, PI, VN, AN, PLAC, FILL
 * @param facility facility where the number was given, when the sender names it beside the
 *     authority
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Identifier(
    String value,
    String authority,
    @Nullable String oid,
    @Nullable String type,
    @Nullable String facility) {

  /** A number without facility. */
  public Identifier(String value, String authority, @Nullable String oid, @Nullable String type) {
    this(value, authority, oid, type, null);
  }

  /**
   * Whether both are the same number of the same authority (by namespace or by object identifier).
   */
  public boolean sameAs(Identifier other) {
    return value.equals(other.value)
        && (authority.equals(other.authority) || (oid != null && oid.equals(other.oid)));
  }
}

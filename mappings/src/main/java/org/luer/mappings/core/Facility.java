package org.luer.mappings.core;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A facility as a sender names it (HL7 v2 HD).
 *
 * @param name its namespace, for example {@code RGH}
 * @param oid its object identifier, when it has one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Facility(String name, @Nullable String oid) {}

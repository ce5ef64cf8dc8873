package org.luer.mappings.core;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One code of one code system.
 *
 * @param system FHIR system URI
 * @param code the code
 * @param display the system's own words for the code, when known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Coding(String system, String code, @Nullable String display) {}

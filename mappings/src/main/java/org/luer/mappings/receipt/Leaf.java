package org.luer.mappings.receipt;

/**
 * One populated primitive of a document: a JSON scalar of the clinic model, a FHIR primitive, an
 * HL7 v2 subcomponent.
 *
 * @param path where it stands: JSON pointer, FHIRPath with indices, or {@code OBX[3]-5(1).1.1}
 * @param pattern the path without positions, as the path tables write it, with an asterisk for a
 *     list element of the clinic model: {@code InfusionSession/weight/value}, {@code
 *     Observation.valueQuantity.value}, {@code ORU_R01:OBX-5.1}
 * @param key the path with natural keys instead of positions; the same fact has the same key in
 *     another rendering
 * @param container path of the closest list element, Bundle entry or segment around it
 * @param value the written value, unescaped; numbers keep their scale
 * @param envelope whether it only wraps the content: delimiters, set ids, control ids, message
 *     time, full URLs, resource ids, narrative
 */
public record Leaf(
    String path, String pattern, String key, String container, String value, boolean envelope) {}

/** Handing out much at once: FHIR Bulk Data {@code $export}. */
@org.jspecify.annotations.NullMarked
package org.luer.gateway.bulk;

/**
 * The FHIR interface for readers: the clinic's records, translated for who reads, found by an index
 * that is written with them.
 */
@org.jspecify.annotations.NullMarked
package org.luer.gateway.pull;

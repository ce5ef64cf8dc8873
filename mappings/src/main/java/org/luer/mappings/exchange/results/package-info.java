/**
 * The exchange {@code results}: general findings and medication given elsewhere, everything that a
 * supported message says of a patient and no more particular exchange claims.
 */
package org.luer.mappings.exchange.results;

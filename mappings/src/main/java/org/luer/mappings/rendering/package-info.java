/**
 * Readable documents: the session summary as HTML and PDF out of one template, with charts.
 *
 * <p>The named exception of this library: it lays out pages and runs a PDF engine. Clock, numbers
 * and fonts are passed in all the same, and the same input gives the same bytes. The engine is
 * loaded only when a document is rendered.
 */
@org.jspecify.annotations.NullMarked
package org.luer.mappings.rendering;

/** Questions to insurers about what a coverage pays, and what they answer. */
package org.luer.mappings.concept.eligibility;

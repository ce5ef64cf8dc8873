/**
 * Orders in HL7 v2: what RDE^O11, OMP^O09, ORM^O01 and OMG^O19 say alike, and the order for an
 * infusion.
 */
package org.luer.mappings.concept.order.hl7v2;

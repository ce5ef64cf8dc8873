/**
 * HL7 v2 as such: reading bytes into flat segments, time stamps, data types both ways, and writing
 * messages of the versions 2.3.1, 2.4, 2.5.1 and 2.8. Knows nothing of infusions.
 */
package org.luer.mappings.hl7v2;

/** What partners send to the FHIR interface: read, examined and handed to the journal. */
@NullMarked
package org.luer.gateway.intake.fhir;

import org.jspecify.annotations.NullMarked;

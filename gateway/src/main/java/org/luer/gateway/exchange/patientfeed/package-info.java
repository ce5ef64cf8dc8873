/**
 * The exchange patientfeed in the service: who is told of a patient, and whose a partner's patient
 * is.
 */
@NullMarked
package org.luer.gateway.exchange.patientfeed;

import org.jspecify.annotations.NullMarked;

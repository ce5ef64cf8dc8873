/** The words of SMART on FHIR: scopes and public keys. Knows nothing of partners or requests. */
@NullMarked
package org.luer.gateway.smart;

import org.jspecify.annotations.NullMarked;

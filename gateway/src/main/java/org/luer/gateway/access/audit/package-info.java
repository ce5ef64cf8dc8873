/** Seals over the audit, their verification, and the audit as FHIR AuditEvents. */
@NullMarked
package org.luer.gateway.access.audit;

import org.jspecify.annotations.NullMarked;

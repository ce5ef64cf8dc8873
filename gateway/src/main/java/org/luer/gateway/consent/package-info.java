/** What of a patient's directives is told: to each partner the permissions that it has. */
@org.jspecify.annotations.NullMarked
package org.luer.gateway.consent;

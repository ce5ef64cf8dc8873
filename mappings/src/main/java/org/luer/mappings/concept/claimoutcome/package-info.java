/** What insurers answer to claims: money per line, what was adjusted and why, and its balance. */
package org.luer.mappings.concept.claimoutcome;

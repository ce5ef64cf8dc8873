/** Whether a patient is covered: asked of insurers, and what they answered. */
@NullMarked
package org.luer.gateway.eligibility;

import org.jspecify.annotations.NullMarked;

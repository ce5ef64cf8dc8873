/**
 * What patients who pay get from the clinic's billers: superbills and good-faith estimates, kept as
 * they were handed out.
 */
@NullMarked
package org.luer.gateway.selfpay;

import org.jspecify.annotations.NullMarked;

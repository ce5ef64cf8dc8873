/**
 * What a patient who pays gets: the good-faith estimate before a series, the superbill after a
 * visit, and whether the one kept what the other promised.
 */
@NullMarked
package org.luer.mappings.concept.selfpay;

import org.jspecify.annotations.NullMarked;

/**
 * What every exchange of the library has in common: {@link org.luer.mappings.translation.Exchange},
 * and translating an input that may concern several of them at once.
 */
package org.luer.mappings.translation;

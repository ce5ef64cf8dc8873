/** The exchanges, one package each, and the list of them. */
package org.luer.mappings.exchange;

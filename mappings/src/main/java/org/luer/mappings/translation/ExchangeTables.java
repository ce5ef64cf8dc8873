package org.luer.mappings.translation;

import org.luer.mappings.receipt.MustCarry;
import org.luer.mappings.receipt.PathTable;

/**
 * The published tables of an exchange.
 *
 * @param paths where each leaf belongs, both formats
 * @param mustCarry what has to arrive
 */
public record ExchangeTables(PathTable paths, MustCarry mustCarry) {}

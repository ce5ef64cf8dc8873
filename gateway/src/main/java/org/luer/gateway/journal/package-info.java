/**
 * The journal: every message, every version of a record and every delivery, written in one
 * transaction.
 *
 * <p>What returns from {@link org.luer.gateway.journal.Journal#accept} is committed.
 */
@NullMarked
package org.luer.gateway.journal;

import org.jspecify.annotations.NullMarked;

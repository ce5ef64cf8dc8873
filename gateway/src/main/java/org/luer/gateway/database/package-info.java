/**
 * The one stateful part: PostgreSQL, embedded below the data directory or external by URL.
 *
 * <p>The embedded server is made durable and private here, and every start proves it.
 */
@NullMarked
package org.luer.gateway.database;

import org.jspecify.annotations.NullMarked;

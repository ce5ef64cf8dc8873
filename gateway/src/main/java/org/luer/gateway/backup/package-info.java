/**
 * Backups of everything the gateway keeps: made while it runs, restored into an empty database.
 * Tables that its migrations did not make are not its own and are left out.
 *
 * <p>A backup is one ZIP file: {@code tables/<name>.copy} in PostgreSQL's text COPY format, all of
 * one snapshot, and {@code manifest.json} with the schema version, row counts and SHA-256 sums.
 */
@NullMarked
package org.luer.gateway.backup;

import org.jspecify.annotations.NullMarked;

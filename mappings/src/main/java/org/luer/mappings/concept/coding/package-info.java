/**
 * From what was done to what may be billed: proposes the lines of a session, line by line with its
 * reason and its proof. Nothing here sends anything, and nothing is claimed that the records do not
 * show.
 */
@NullMarked
package org.luer.mappings.concept.coding;

import org.jspecify.annotations.NullMarked;

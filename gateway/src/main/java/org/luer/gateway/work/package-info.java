/** Threads of the service that look for work that stands in the database. */
@NullMarked
package org.luer.gateway.work;

import org.jspecify.annotations.NullMarked;

@NullMarked
package org.luer.gateway.database;

import org.jspecify.annotations.NullMarked;

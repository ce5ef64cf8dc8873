@NullMarked
package org.luer.gateway.people;

import org.jspecify.annotations.NullMarked;

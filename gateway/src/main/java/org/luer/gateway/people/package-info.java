/** People with a login of their own: invitation, password, second factor, sessions. */
@NullMarked
package org.luer.gateway.people;

import org.jspecify.annotations.NullMarked;

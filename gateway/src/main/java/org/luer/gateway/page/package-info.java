/** The page that a referring psychiatrist reads in a browser, and the login in front of it. */
@NullMarked
package org.luer.gateway.page;

import org.jspecify.annotations.NullMarked;

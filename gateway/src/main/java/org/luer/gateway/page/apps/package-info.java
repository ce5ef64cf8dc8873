/** Where people let apps in: the question, which patient, and the answer to the app. */
@NullMarked
package org.luer.gateway.page.apps;

import org.jspecify.annotations.NullMarked;

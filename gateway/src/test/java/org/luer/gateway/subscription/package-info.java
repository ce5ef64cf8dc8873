@org.jspecify.annotations.NullMarked
package org.luer.gateway.subscription;

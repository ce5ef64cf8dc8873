package org.luer.gateway.partner;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a settings key means; the key itself is the record component's name in kebab case.
 *
 * <p>A component that is neither nullable nor has a default is required.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Key {
  /** One sentence for the operator. */
  String value();

  /**
   * The value that stands when the key is left out, as it would be written; lists are
   * comma-separated.
   */
  String otherwise() default "";
}

package org.luer.mappings.hl7v2;

import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Identifier;

/**
 * Numbers of type EI as strangers write them: a number without a namespace is one of the sender's.
 */
public final class EntityNumbers {
  private EntityNumbers() {}

  /**
   * The number; null when there is none.
   *
   * @param type what it is, HL7 table 0203; EI itself cannot say it
   * @param sender namespace of the sender's own numbers
   */
  public static @Nullable Identifier read(Part part, @Nullable String type, String sender) {
    return part.sub(1, 2).isEmpty()
        ? of(part.component(1), part.component(2), part.component(3), type, sender)
        : of(part.sub(1, 1), part.sub(1, 2), part.sub(1, 3), type, sender); // EIP of ORC-4 in 2.8
  }

  /** The number in one component of a pair (EIP). */
  public static @Nullable Identifier readHalf(Part part, int component, String sender) {
    return of(part.sub(component, 1), part.sub(component, 2), part.sub(component, 3), null, sender);
  }

  private static @Nullable Identifier of(
      String value, String namespace, String oid, @Nullable String type, String sender) {
    var authority = !namespace.isBlank() ? namespace : !oid.isBlank() ? oid : sender;
    return value.isBlank() || authority.isBlank()
        ? null
        : new Identifier(value, authority, Identifier.oid(oid), type);
  }

  /** Namespace of the numbers that the sender of a message gives: MSH-3, else MSH-4. */
  public static String sender(Segment msh) {
    var application = msh.field(3).component(1);
    return application.isBlank() ? msh.field(4).component(1) : application;
  }
}

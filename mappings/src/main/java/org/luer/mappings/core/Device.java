package org.luer.mappings.core;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A device that measured or infused, as far as others describe it.
 *
 * @param id by which readings and pump name it
 * @param number its number, where somebody else than the clinic gave one
 * @param name its name
 * @param type kind of device
 * @param manufacturer who made it
 * @param model model number
 * @param serial serial number
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Device(
    String id,
    @Nullable Identifier number,
    @Nullable String name,
    @Nullable Coded type,
    @Nullable String manufacturer,
    @Nullable String model,
    @Nullable String serial) {

  /** A device of which only the number is known. */
  public static Device of(Identifier number) {
    return new Device(number.value(), number, null, null, null, null, null);
  }

  /** Whether more is known of it than its number. */
  public boolean described() {
    return name != null || type != null || manufacturer != null || model != null || serial != null;
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/id", id);
    Check.optional(issues, path + "/type", type, Coded::check);
  }
}

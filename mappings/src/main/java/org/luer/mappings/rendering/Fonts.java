package org.luer.mappings.rendering;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;

/**
 * The fonts that a document is set in; no font of the machine is used.
 *
 * @param family name of the family in the style sheet
 * @param regular TrueType file of the regular weight
 * @param semibold TrueType file of the weight 600
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Fonts(String family, byte[] regular, byte[] semibold) {

  /** Source Sans 3 (SIL Open Font License 1.1), which lies beside this class. */
  public static Fonts shipped() {
    return Shipped.FONTS;
  }

  private static final class Shipped {
    static final Fonts FONTS =
        new Fonts(
            "Source Sans 3", read("SourceSans3-Regular.ttf"), read("SourceSans3-Semibold.ttf"));

    private static byte[] read(String file) {
      try (var in = Objects.requireNonNull(Fonts.class.getResourceAsStream(file), file)) {
        return in.readAllBytes();
      } catch (IOException unreadable) {
        throw new UncheckedIOException(file, unreadable);
      }
    }
  }
}

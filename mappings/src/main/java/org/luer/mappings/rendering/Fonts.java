package org.luer.mappings.rendering;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
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
  private static final int TABLES = 4;
  private static final int DIRECTORY = 12;
  private static final int ENTRY = 16;
  private static final int GSUB = 0x47535542;
  private static final int IGNORED = 0x6e6f6e65;

  /** Source Sans 3 (SIL Open Font License 1.1), which lies beside this class. */
  public static Fonts shipped() {
    return Shipped.FONTS;
  }

  /**
   * The fonts without their tables of substitutions. The PDF engine would print a ligature such as
   * "ft" as one glyph that stands for no text: who copies, searches or hears the page misses it.
   */
  Fonts withoutLigatures() {
    return new Fonts(family, plain(regular), plain(semibold));
  }

  private static byte[] plain(byte[] font) {
    var copy = font.clone();
    var table = ByteBuffer.wrap(copy);
    for (int i = 0; i < table.getShort(TABLES); i++) {
      var at = DIRECTORY + i * ENTRY;
      if (table.getInt(at) == GSUB) {
        table.putInt(at, IGNORED);
      }
    }
    return copy;
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

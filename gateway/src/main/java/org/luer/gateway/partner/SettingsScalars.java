package org.luer.gateway.partner;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads single values; a fault is an IllegalArgumentException whose message completes the sentence
 * "this key …".
 */
final class SettingsScalars {
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})(ms|s|m|h|d)");
  private final Path base;

  /**
   * @param base the directory that relative names of files start from
   */
  SettingsScalars(Path base) {
    this.base = base;
  }

  Object read(Class<?> type, String text, String path) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("is empty");
    }
    if (type == String.class) {
      return text;
    }
    if (type == int.class) {
      return number(text);
    }
    if (type == double.class) {
      return part(text);
    }
    if (type == boolean.class) {
      return truth(text);
    }
    if (type == Path.class) {
      return path(text, path);
    }
    if (type == Duration.class) {
      return duration(text);
    }
    if (type.isEnum()) {
      return constant(type, text);
    }
    return named(type, text, path);
  }

  private static int number(String text) {
    if (!text.matches("[0-9]{1,9}")) {
      throw new IllegalArgumentException("must be a whole number, not '" + text + "'");
    }
    return Integer.parseInt(text);
  }

  private static double part(String text) {
    if (!text.matches("0(\\.[0-9]{1,6})?|1(\\.0{1,6})?")) {
      throw new IllegalArgumentException("must be a number from 0 to 1, not '" + text + "'");
    }
    return Double.parseDouble(text);
  }

  private static boolean truth(String text) {
    if (!List.of("true", "false").contains(text)) {
      throw new IllegalArgumentException("must be true or false, not '" + text + "'");
    }
    return text.equals("true");
  }

  private Path path(String text, String path) {
    try {
      if (!path.endsWith("-file")) {
        return Path.of(text);
      }
      var file = base.resolve(text);
      if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
        throw new IllegalArgumentException("names a file that cannot be read: " + file);
      }
      return file;
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("is not the name of a file", e);
    }
  }

  private static Duration duration(String text) {
    var match = DURATION.matcher(text);
    if (!match.matches()) {
      throw new IllegalArgumentException(
          "must be a duration such as 500ms, 30s, 5m, 2h or 1d, not '" + text + "'");
    }
    var number = Long.parseLong(match.group(1));
    return switch (match.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  private static Object constant(Class<?> type, String text) {
    var constants = type.getEnumConstants();
    return Stream.of(constants)
        .filter(constant -> constant.toString().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "must be one of "
                        + Stream.of(constants)
                            .map(constant -> written(constant.toString()))
                            .collect(Collectors.joining(", "))
                        + ", not '"
                        + text
                        + "'"));
  }

  /** Words are written small; codes of one letter as they are. */
  private static String written(String constant) {
    return constant.length() == 1 ? constant : constant.toLowerCase(Locale.ROOT);
  }

  private static Object named(Class<?> type, String text, String path) {
    try {
      if (type == URI.class) {
        var uri = new URI(text);
        var folder =
            (path.endsWith(".transport") || path.endsWith(".folder"))
                && "file".equalsIgnoreCase(uri.getScheme());
        if (uri.getScheme() == null || (uri.getHost() == null && !folder)) {
          throw new IllegalArgumentException("must be an address with scheme and host");
        }
        if (uri.getUserInfo() != null) {
          throw new IllegalArgumentException("must not hold a user or a password");
        }
        return uri;
      }
      if (type == ZoneId.class) {
        return ZoneId.of(text);
      }
      if (type == Charset.class) {
        return Charset.forName(text);
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("is not an address", e);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "is not a time zone such as America/Chicago: '" + text + "'", e);
    } catch (UnsupportedCharsetException e) {
      throw new IllegalArgumentException("is not a character set known here: '" + text + "'", e);
    }
    throw new IllegalStateException("no reader for " + type);
  }

  /** A harmless value that lets the examination go on after a problem. */
  static Object standIn(Class<?> type) {
    if (type == String.class) {
      return "";
    }
    if (type == int.class) {
      return 0;
    }
    if (type == double.class) {
      return 0.0;
    }
    if (type == boolean.class) {
      return false;
    }
    if (type == Path.class) {
      return Path.of("");
    }
    if (type == Duration.class) {
      return Duration.ofSeconds(1);
    }
    if (type == URI.class) {
      return URI.create("unset://localhost");
    }
    if (type == ZoneId.class) {
      return ZoneOffset.UTC;
    }
    if (type == Charset.class) {
      return StandardCharsets.UTF_8;
    }
    return type.isEnum() ? type.getEnumConstants()[0] : List.of();
  }
}

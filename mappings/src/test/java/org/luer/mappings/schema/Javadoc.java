package org.luer.mappings.schema;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The Javadoc of a record, read from its source; of a nested one from that of its owner.
 *
 * @param summary the text before the first tag, one line
 * @param parameters what each component is
 */
record Javadoc(String summary, Map<String, String> parameters) {
  private static final Map<Class<?>, Javadoc> READ = new ConcurrentHashMap<>();
  private static final String COMMENT =
      "/\\*\\*((?:(?!\\*/).)*)\\s\\*/\\s*(?:@\\w+(?:\\([^)]*\\))?\\s*)*public record ";

  static Javadoc of(Class<?> type) {
    return READ.computeIfAbsent(type, Javadoc::read);
  }

  @Nullable String parameter(String name) {
    return parameters.get(name);
  }

  private static Javadoc read(Class<?> type) {
    var file =
        Path.of(System.getProperty("basedir", "."), "src/main/java")
            .resolve(type.getName().replaceFirst("\\$.*", "").replace('.', '/') + ".java");
    try {
      var comment =
          Pattern.compile(COMMENT + type.getSimpleName() + "\\b", Pattern.DOTALL)
              .matcher(Files.readString(file));
      if (!comment.find()) {
        throw new IllegalStateException(type + " has no Javadoc before its record");
      }
      return parse(comment.group(1));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Javadoc parse(String comment) {
    var text =
        comment
            .replaceAll("\\n\\s*\\*\\s?", " ")
            .replaceAll("\\{@(?:code|link) ([^}]*)}", "$1")
            .replaceAll("<[^>]*>", "")
            .replaceAll("\\s+", " ");
    var tags = text.split(" @", -1);
    var parameters = new LinkedHashMap<String, String>();
    for (int i = 1; i < tags.length; i++) {
      var words = tags[i].split(" ", 3);
      if (words[0].equals("param") && words.length == 3) {
        parameters.put(words[1], words[2].replaceAll("[\\s*]+$", "").strip());
      }
    }
    return new Javadoc(tags[0].replaceAll("[\\s*]+$", "").strip(), parameters);
  }
}

package org.luer.gateway.partner;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * src/docs/settings.md lists every key, from the records; {@code -Dluer.docs=write} writes it anew.
 */
class SettingsPageTest {
  private static final Path PAGE = Path.of("..", "src", "docs", "settings.md");
  private static final String HEAD =
      """
      # Settings

      Written from the records in `org.luer.gateway.partner`; `mvn test -pl gateway -am -Dtest=SettingsPageTest -Dluer.docs=write
      -Dsurefire.failIfNoSpecifiedTests=false` writes it anew.

      Settings stand in `luer.yaml` below the root key `luer` (`--luer.config=FILE` or `LUER_CONFIG` names another file). Every key is also an
      environment variable and an argument: `luer.http.port` is `LUER_HTTP_PORT` and `--luer.http.port=8081`; an item of a list is
      `LUER_PARTNERS_0_NAME` and `--luer.partners[0].name=…`; several texts are separated by commas. Arguments win over variables, variables over
      the file. An unknown key, a bad value or a missing file is an error; all errors are reported together, with file and line. A variable that
      begins with `LUER_` and names no key is ignored with a warning at the start: it may be another program's.

      Secrets are never written here: a `…-file` key names a file that holds the secret; a relative name starts from the directory of `luer.yaml`.
      Durations are written as `500ms`, `30s`, `5m`, `2h`, `1d`. A change below `partners` takes effect within seconds, everything else at the next start; while a changed
      file is invalid the earlier settings stay, and `/actuator/health` says `DEGRADED`.

      | key | meaning | when left out |
      |---|---|---|
      """;

  @Test
  void pageIsCurrent() throws Exception {
    var page = new StringBuilder(HEAD);
    rows(Settings.class, "luer", page);
    if ("write".equals(System.getProperty("luer.docs"))) {
      Files.createDirectories(PAGE.resolveSibling("."));
      Files.writeString(PAGE, page, StandardCharsets.UTF_8);
    }
    assertThat(PAGE).hasContent(page.toString());
  }

  private static void rows(Class<?> type, String path, StringBuilder page) {
    for (var component : type.getRecordComponents()) {
      var key = Objects.requireNonNull(component.getAnnotation(Key.class), component::toString);
      var list = component.getGenericType() instanceof ParameterizedType;
      var element = element(component);
      var at = path + "." + SettingsBinder.key(component) + (list ? "[]" : "");
      page.append("| `%s` | %s | %s |\n".formatted(at, key.value(), otherwise(component, key)));
      if (element.isRecord()) {
        rows(element, at, page);
      }
    }
  }

  private static Class<?> element(RecordComponent component) {
    return component.getGenericType() instanceof ParameterizedType list
        ? (Class<?>) list.getActualTypeArguments()[0]
        : component.getType();
  }

  private static String otherwise(RecordComponent component, Key key) {
    if (SettingsBinder.nullable(component)) {
      return "not set";
    }
    if (component.getType().isRecord()) {
      return "the defaults below";
    }
    if (key.otherwise().equals("[]")) {
      return "none";
    }
    return key.otherwise().isEmpty() ? "**required**" : "`" + key.otherwise() + "`";
  }
}

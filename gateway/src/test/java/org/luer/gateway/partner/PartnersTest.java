package org.luer.gateway.partner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Partners change without a restart; a bad file changes nothing. */
class PartnersTest {
  @SuppressWarnings("NullAway.Init") // by JUnit
  @TempDir
  Path directory;

  @Test
  void followsTheFileAndKeepsTheOldWhenItIsInvalid() throws Exception {
    var file = directory.resolve("luer.yaml");
    var source = new SettingsSource(file, Map.of(), List.of());
    write(file, "luer: {partners: [{id: one, kind: hospital, name: One}]}");
    try (var partners = new Partners(source, source.read())) {
      var heard = new ArrayList<Partners.Snapshot>();
      partners.onChange(heard::add);

      write(
          file,
          "luer: {partners: [{id: one, kind: hospital, name: One}, {id: two, kind: insurer, name: Two}]}");
      partners.reload();
      assertThat(heard).as("a file is only read once it stands still").isEmpty();
      partners.reload();
      assertThat(partners.current().byId()).containsOnlyKeys("one", "two");
      assertThat(heard).hasSize(1);
      assertThat(partners.problems()).isEmpty();

      write(file, "luer: {partners: [{id: two, kind: insuror, name: Two}]}");
      twice(partners);
      assertThat(partners.current().byId()).containsOnlyKeys("one", "two");
      assertThat(partners.problems()).singleElement().asString().contains("luer.partners[0].kind");

      write(file, "luer: {http: {port: 9}, partners: [{id: two, kind: insurer, name: Two}]}");
      twice(partners);
      assertThat(partners.current().byId()).containsOnlyKeys("two");
      assertThat(partners.problems()).singleElement().asString().contains("next start");

      Files.delete(file);
      twice(partners);
      assertThat(partners.current().byId()).containsOnlyKeys("two");
      assertThat(partners.problems()).singleElement().asString().contains("cannot be read");
    }
  }

  private static void twice(Partners partners) {
    partners.reload();
    partners.reload();
  }

  private static void write(Path file, String text) throws Exception {
    Files.writeString(file, text, StandardCharsets.UTF_8);
  }
}

package org.luer.gateway.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The style of the page, and its one script. */
@RestController
class Assets {
  private final String style = read("page.css");
  private final String script = read("join.js");

  @GetMapping("/my/assets/page.css")
  ResponseEntity<String> style() {
    return answer("text/css;charset=UTF-8", style);
  }

  @GetMapping("/my/assets/join.js")
  ResponseEntity<String> script() {
    return answer("text/javascript;charset=UTF-8", script);
  }

  private static ResponseEntity<String> answer(String type, String text) {
    return ResponseEntity.ok()
        .header("Content-Type", type)
        .header("Cache-Control", "max-age=300")
        .body(text);
  }

  private static String read(String name) {
    try (var in = Assets.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package org.luer.gateway.page;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.people.Person;
import org.luer.mappings.rendering.Markup;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.web.csrf.CsrfToken;

/** What every page has: head, landmarks, the way out. */
public final class Layout {
  private Layout() {}

  /** What a page is made of. */
  public interface Body {
    void write(Markup out);
  }

  /** A page that only says something. */
  public static String message(String title, String text) {
    return page(title, null, null, out -> out.text("h1", "", title).text("p", "", text));
  }

  public static ResponseEntity<String> answer(HttpStatus status, String page) {
    return ResponseEntity.status(status)
        .header("Content-Type", "text/html;charset=UTF-8")
        .body(page);
  }

  /**
   * A page.
   *
   * @param title what it is, first in the window's title
   * @param request null where there is no form on it
   * @param person who reads; null before the login
   */
  public static String page(
      String title, @Nullable HttpServletRequest request, @Nullable Person person, Body body) {
    var out = new Markup();
    out.raw("<!DOCTYPE html>\n");
    out.with(
        "html",
        "lang=\"en\"",
        () -> {
          out.in(
              "head",
              "",
              () ->
                  out.raw("<meta charset=\"utf-8\"/>\n")
                      .raw(
                          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n")
                      .text("title", "", title + " · Luer")
                      .raw("<link rel=\"icon\" href=\"data:,\"/>\n")
                      .raw("<link rel=\"stylesheet\" href=\"/my/assets/page.css\"/>\n"));
          out.in(
              "body",
              "",
              () -> {
                out.raw("<a class=\"skip\" href=\"#main\">Skip to the content</a>\n");
                out.in("header", "top", () -> top(out, request, person));
                out.with("main", "id=\"main\"", () -> body.write(out));
              });
        });
    return out.toString();
  }

  private static void top(
      Markup out, @Nullable HttpServletRequest request, @Nullable Person person) {
    if (person == null || request == null) {
      out.text("p", "brand", "Luer");
      return;
    }
    out.with(
        "nav",
        "aria-label=\"Main\"",
        () ->
            out.raw("<a class=\"brand\" href=\"/my\">Luer</a>\n")
                .raw("<a href=\"/my\">My patients</a>\n")
                .raw("<a href=\"/my/apps\">Apps</a>\n")
                .raw("<a href=\"/my/settings\">Settings</a>\n"));
    out.with(
        "form",
        "method=\"post\" action=\"/my/logout\"",
        () -> {
          token(out, request);
          out.text("span", "who", person.name());
          out.raw("<button class=\"quiet\">Log out</button>\n");
        });
  }

  /** The hidden field that every form has. */
  public static void token(Markup out, HttpServletRequest request) {
    var token = (CsrfToken) request.getAttribute(CsrfToken.class.getName());
    hidden(out, token.getParameterName(), token.getToken());
  }

  public static void hidden(Markup out, String name, String value) {
    out.raw(
        "<input type=\"hidden\" name=\"" + name + "\" value=\"" + Markup.escaped(value) + "\"/>");
  }

  /** A labelled field; further attributes as they stand. */
  public static void field(Markup out, String name, String label, String type, String more) {
    out.raw("<p class=\"field\"><label for=\"" + name + "\">" + Markup.escaped(label) + "</label>");
    out.raw(
        "<input id=\""
            + name
            + "\" name=\""
            + name
            + "\" type=\""
            + type
            + "\" required "
            + more
            + "/></p>\n");
  }

  /** What went wrong, told at once to who listens. */
  public static void problems(Markup out, Iterable<String> reasons) {
    out.with(
        "div",
        "class=\"problem\" role=\"alert\"",
        () -> reasons.forEach(reason -> out.text("p", "", reason)));
  }

  /** Answers with a page that only says something, where no controller does. */
  public static void tell(
      HttpServletResponse response, HttpStatus status, String title, String text)
      throws IOException {
    response.setStatus(status.value());
    response.setContentType("text/html;charset=UTF-8");
    response.getOutputStream().write(message(title, text).getBytes(StandardCharsets.UTF_8));
  }
}

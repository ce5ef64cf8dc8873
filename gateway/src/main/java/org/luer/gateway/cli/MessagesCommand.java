package org.luer.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Finds messages at the running gateway and repairs their delivery. */
@Command(
    name = "messages",
    mixinStandardHelpOptions = true,
    description = "Finds messages and holds, releases, cancels, edits, redirects or replays them.",
    subcommands = {
      MessagesCommand.Search.class,
      MessagesCommand.Show.class,
      MessagesCommand.Hold.class,
      MessagesCommand.Release.class,
      MessagesCommand.Cancel.class,
      MessagesCommand.Edit.class,
      MessagesCommand.Redirect.class,
      MessagesCommand.Replay.class,
      MessagesCommand.Corrections.class,
      ExpectedCommands.OfRecord.class
    })
public final class MessagesCommand {
  private static final String PATH = "/api/v1/messages";

  /** What is searched by. */
  static final class Criteria {
    @Option(names = "--patient", description = "Id of the patient.")
    private @Nullable String patient;

    @Option(names = "--order", description = "Id of the order.")
    private @Nullable String order;

    @Option(names = "--visit", description = "Id of the visit.")
    private @Nullable String visit;

    @Option(names = "--control-id", description = "MSH-10.")
    private @Nullable String controlId;

    @Option(names = "--partner", description = "The partner's id in the settings.")
    private @Nullable String partner;

    @Option(names = "--state", split = ",", description = "One or more states.")
    private @Nullable List<String> states;

    @Option(names = "--text", description = "Words that the reason holds, all of them.")
    private @Nullable String text;

    @Option(names = "--since", description = "Changed at or after this time, with offset.")
    private @Nullable String since;

    private Map<String, Object> asMap() {
      var map = new LinkedHashMap<String, Object>();
      put(map, "patient", patient);
      put(map, "order", order);
      put(map, "visit", visit);
      put(map, "control-id", controlId);
      put(map, "partner", partner);
      put(map, "state", states);
      put(map, "text", text);
      put(map, "since", since);
      return map;
    }

    private static void put(Map<String, Object> map, String name, @Nullable Object value) {
      if (value != null) {
        map.put(name, value);
      }
    }
  }

  /** Prints one message a line, newest first. */
  @Command(
      name = "search",
      mixinStandardHelpOptions = true,
      description =
          "Prints id, direction, partner, type, record, version, state, attempts, reason.")
  static final class Search extends GatewayCall {
    @ArgGroup(exclusive = false, heading = "Search by:%n")
    private Criteria criteria = new Criteria();

    @Option(
        names = "--limit",
        defaultValue = "100",
        description = "Most messages printed (default: ${DEFAULT-VALUE}).")
    private int limit = 100;

    @Override
    void act(PrintWriter out) throws Failure, IOException, InterruptedException {
      int left = limit;
      var path = PATH + "?limit=" + Math.max(1, Math.min(limit, 500)) + query();
      while (left > 0 && !path.isEmpty()) {
        var page = send("GET", path, null);
        for (var item : page.path("items")) {
          if (left-- > 0) {
            print(out, item);
          }
        }
        path = page.path("next").asText("");
      }
    }

    private String query() {
      var query = new StringBuilder();
      criteria
          .asMap()
          .forEach(
              (name, value) -> {
                var text =
                    value instanceof List<?> list
                        ? String.join(",", list.stream().map(String::valueOf).toList())
                        : value.toString();
                query.append('&').append(name).append('=').append(encoded(text));
              });
      return query.toString();
    }
  }

  private static void print(PrintWriter out, JsonNode item) {
    out.printf(
        "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s%n",
        item.path("id").asText(),
        item.path("direction").asText(),
        item.path("partner").asText(),
        item.path("type").asText(),
        item.path("record").asText("-"),
        item.path("version").asText("-"),
        item.path("state").asText(),
        item.path("attempts").asText(),
        item.path("reason").path("text").asText(""));
  }

  /** A command about one message. */
  abstract static class One extends GatewayCall {
    @SuppressWarnings("NullAway.Init") // by picocli
    @Parameters(paramLabel = "ID", description = "The message's id.")
    private String id;

    final String path(String rest) {
      return PATH + "/" + encoded(id) + rest;
    }
  }

  /** Prints one message and every attempt at it, as JSON. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Prints a message with its history of attempts, as JSON.")
  static final class Show extends One {
    @Override
    void act(PrintWriter out) throws Failure, IOException, InterruptedException {
      out.println(send("GET", path(""), null).toPrettyString());
    }
  }

  /** A command that changes one message, with the reason. */
  abstract static class Change extends One {
    @SuppressWarnings("NullAway.Init") // by picocli
    @Option(
        names = "--reason",
        required = true,
        description = "Why; it is kept in the audit. No patient data.")
    private String reason;

    final void change(PrintWriter out, String verb, Map<String, Object> more)
        throws Failure, IOException, InterruptedException {
      var body = new LinkedHashMap<String, Object>(more);
      body.put("reason", reason);
      for (var made : send("POST", path("/" + verb), body).path("messages")) {
        out.println(made.asText());
      }
    }
  }

  /** Keeps a delivery back. */
  @Command(
      name = "hold",
      mixinStandardHelpOptions = true,
      description = "Keeps a delivery back that was not sent.")
  static final class Hold extends Change {
    @Override
    void act(PrintWriter out) throws Failure, IOException, InterruptedException {
      change(out, "hold", Map.of());
    }
  }

  /** Lets a held delivery go. */
  @Command(
      name = "release",
      mixinStandardHelpOptions = true,
      description = "Lets a held delivery go, in its turn; prints its id.")
  static final class Release extends Change {
    @Override
    void act(PrintWriter out) throws Failure, IOException, InterruptedException {
      change(out, "release", Map.of());
    }
  }

  /** Gives a delivery up. */
  @Command(
      name = "cancel",
      mixinStandardHelpOptions = true,
      description = "Gives a delivery up for good; later versions of the record go on.")
  static final class Cancel extends Change {
    @Override
    void act(PrintWriter out) throws Failure, IOException, InterruptedException {
      change(out, "cancel", Map.of());
    }
  }

  /** Sends other bytes instead. */
  @Command(
      name = "edit",
      mixinStandardHelpOptions = true,
      description = {
        "Sends the content of a file instead; the original stays as it was. Prints the new id.",
        "Line ends of an HL7 v2 file may be those of an editor."
      })
  static final class Edit extends Change {
    @SuppressWarnings("NullAway.Init") // by picocli
    @Option(names = "--file", required = true, description = "The whole message, UTF-8.")
    private Path file;

    @Override
    void act(PrintWriter out) throws Failure, IOException, InterruptedException {
      if (!Files.isReadable(file)) {
        throw new Failure("The file cannot be read: " + file);
      }
      var text = Files.readString(file, StandardCharsets.UTF_8);
      if (text.startsWith("MSH")) {
        text = text.strip().replaceAll("\r\n|\n", "\r") + "\r";
      }
      change(out, "edit", Map.of("text", text));
    }
  }

  /** Sends it to another partner. */
  @Command(
      name = "redirect",
      mixinStandardHelpOptions = true,
      description = "Sends the record to another partner, in that one's way; prints the new ids.")
  static final class Redirect extends Change {
    @SuppressWarnings("NullAway.Init") // by picocli
    @Option(names = "--to", required = true, description = "The partner's id in the settings.")
    private String to;

    @Override
    void act(PrintWriter out) throws Failure, IOException, InterruptedException {
      change(out, "redirect", Map.of("to", to));
    }
  }

  /** Replays one delivery, or what a search finds. */
  @Command(
      name = "replay",
      mixinStandardHelpOptions = true,
      description = {
        "Sends again: one delivery by its id, or all that a search finds.",
        "A search without --yes is a preview: it prints what would be sent, and why some would not."
      })
  static final class Replay extends GatewayCall {
    @Parameters(paramLabel = "ID", arity = "0..1", description = "One message's id.")
    private @Nullable String id;

    @ArgGroup(exclusive = false, heading = "Or search by:%n")
    private Criteria criteria = new Criteria();

    @Option(names = "--as-new", description = "Render anew instead of sending identical bytes.")
    private boolean asNew;

    @Option(names = "--to", split = ",", description = "Partners, for a received message.")
    private List<String> to = List.of();

    @Option(names = "--reason", description = "Why; it is kept in the audit. No patient data.")
    private @Nullable String reason;

    @Option(names = "--yes", description = "Send what the search finds.")
    private boolean yes;

    @Option(names = "--expected", description = "How many the preview found; else nothing is sent.")
    private @Nullable Integer expected;

    @Override
    void act(PrintWriter out) throws Failure, IOException, InterruptedException {
      if ((id != null || yes) && reason == null) {
        throw new Failure("Say why: --reason.");
      }
      if (id != null) {
        var body = new LinkedHashMap<String, Object>();
        body.put("asNew", asNew);
        body.put("to", to);
        body.put("reason", reason);
        var made = send("POST", PATH + "/" + encoded(id) + "/replay", body);
        made.path("messages").forEach(message -> out.println(message.asText()));
        return;
      }
      var body = new LinkedHashMap<String, Object>();
      body.put("search", criteria.asMap());
      body.put("asNew", asNew);
      body.put("dryRun", !yes);
      body.put("expected", expected);
      body.put("reason", reason);
      print(out, patiently("POST", PATH + "/replay", body));
    }

    private static void print(PrintWriter out, JsonNode answer) {
      for (var line : answer.path("items")) {
        out.printf(
            "%s\t%s\t%s\t%s\t%s\t%s\t%s%n",
            line.path("id").asText(),
            line.path("partner").asText(),
            line.path("type").asText(),
            line.path("record").asText("-"),
            line.path("version").asText("-"),
            line.path("state").asText(),
            line.path("refused").isNull()
                ? line.path("made").asText("would be sent, " + line.path("sends").asText())
                : "not: " + line.path("refused").asText());
      }
      out.printf(
          "%d found, %d %s, %d refused%n",
          answer.path("found").asInt(),
          answer.path("replayed").asInt(),
          answer.path("dryRun").asBoolean() ? "would be replayed" : "replayed",
          answer.path("refused").asInt());
    }
  }

  /** Prints how far a correction has come. */
  @Command(
      name = "corrections",
      mixinStandardHelpOptions = true,
      description = {
        "Prints how many of the partners that took an earlier version of a record have the newest one,",
        "and one line for each kind of message of each of them."
      })
  static final class Corrections extends RecordCall {
    @Override
    void act(PrintWriter out) throws Failure, IOException, InterruptedException {
      var answer = send("GET", path("/corrections"), null);
      out.println(answer.path("record").asText() + ": " + answer.path("summary").asText());
      for (var partner : answer.path("partners")) {
        for (var part : partner.path("parts")) {
          out.printf(
              "%s\t%s\thas version %d\t%s\t%s%n",
              partner.path("partner").asText(),
              part.path("exchange").asText(),
              part.path("had").asInt(),
              part.path("state").asText("-"),
              part.path("reason").path("text").asText(""));
        }
      }
    }
  }
}

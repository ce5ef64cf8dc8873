package org.luer.gateway.alert;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.LinkedHashMap;
import org.luer.gateway.alert.Alerts.Notice;
import org.luer.gateway.partner.AlertSettings.Webhook;

/**
 * Posts each change as JSON: {@code id, change, kind, partner, text, at}. Told is what was answered
 * 2xx; {@code Idempotency-Key} is the same when it is told again.
 */
public final class WebhookWay implements Alerts.Way {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Webhook settings;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  /** A webhook. */
  public WebhookWay(Webhook settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "webhook";
  }

  @Override
  public void tell(Notice notice) throws IOException, InterruptedException {
    var alert = notice.alert();
    var body = new LinkedHashMap<String, Object>();
    body.put("id", alert.id());
    body.put("change", notice.change());
    body.put("kind", alert.kind());
    body.put("partner", alert.partner());
    body.put("text", alert.text());
    var ended = alert.endedAt();
    var at = notice.change().equals("ended") && ended != null ? ended : alert.beganAt();
    body.put("at", at.toString());
    var request =
        HttpRequest.newBuilder(settings.url())
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", alert.id() + "-" + notice.change())
            .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
    if (settings.tokenFile() != null) {
      request.header("Authorization", "Bearer " + Files.readString(settings.tokenFile()).strip());
    }
    var answer = http.send(request.build(), HttpResponse.BodyHandlers.discarding());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException("HTTP " + answer.statusCode());
    }
  }
}

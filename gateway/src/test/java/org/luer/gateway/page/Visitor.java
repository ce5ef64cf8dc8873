package org.luer.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.luer.gateway.pull.PullGateway;

/** A browser with its cookies and no scripts, and a telephone that shows codes. */
@SuppressWarnings("NullAway.Init") // nothing was seen before the first page
public final class Visitor {
  static final String PASSWORD = "violet kettle under snow";
  private static final String ROUNDS = "people.password-rounds";
  private static final Pattern FORM = Pattern.compile("name=\"form\" value=\"([^\"]+)\"");
  private static final Pattern NEXT = Pattern.compile("name=\"next\" value=\"([^\"]+)\"");
  private static final Pattern KEY = Pattern.compile("secret=([A-Z2-7]+)");
  private static final Pattern RECOVERY = Pattern.compile("<li>([a-z2-7-]{19})</li>");

  private final String address;
  private final CookieManager cookies = new CookieManager();
  private final HttpClient http = HttpClient.newBuilder().cookieHandler(cookies).build();
  private String key = "";
  String joinedWith = "";
  private HttpResponse<String> last;
  final List<String> recovery = new ArrayList<>();

  Visitor(PullGateway gateway) {
    this(gateway.address);
  }

  /** Somebody who opens a gateway's address. */
  public Visitor(String address) {
    this.address = address;
  }

  /** A gateway whose passwords cost little. */
  static PullGateway gateway(Path home) throws Exception {
    return gateway(home, "");
  }

  /** The same with further settings. */
  static PullGateway gateway(Path home, String more) throws Exception {
    System.setProperty(ROUNDS, "10");
    try {
      return more.isEmpty() ? new PullGateway(home) : new PullGateway(home, more);
    } finally {
      System.clearProperty(ROUNDS);
    }
  }

  /** Somebody of a partner who was invited, has joined and is logged in. */
  static Visitor of(PullGateway gateway, String partner, String email) {
    return joined(gateway, invite(gateway, partner, email));
  }

  /** A clinician with a number of his own. */
  static Visitor of(PullGateway gateway, String partner, String email, String npi) {
    return joined(gateway, invite(gateway, partner, email + "\",\"npi\":\"" + npi));
  }

  private static Visitor joined(PullGateway gateway, String invitation) {
    var visitor = new Visitor(gateway);
    assertThat(visitor.join(invitation).statusCode()).isEqualTo(200);
    return visitor;
  }

  /** The code of a new invitation. */
  static String invite(PullGateway gateway, String partner, String email) {
    var answer =
        gateway.call(
            "POST",
            "/api/v1/people",
            "{\"partner\":\"%s\",\"name\":\"Dr. Anna Lee\",\"email\":\"%s\"}"
                .formatted(partner, email),
            gateway.clinic,
            "Content-Type",
            "application/json");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    var link = find(Pattern.compile("\"link\":\"([^\"]+)\""), answer.body());
    return link.substring(link.indexOf('#') + 1);
  }

  public HttpResponse<String> join(String invitation) {
    get("/my/join");
    post("/my/join", Map.of("invitation", invitation));
    if (last.statusCode() != 200) {
      return last;
    }
    key = find(KEY, last.body());
    joinedWith = code(0);
    post(
        "/my/join/finish",
        Map.of(
            "invitation", invitation, "password", PASSWORD, "again", PASSWORD, "code", joinedWith));
    var codes = RECOVERY.matcher(last.body());
    while (codes.find()) {
      recovery.add(codes.group(1));
    }
    return last;
  }

  public HttpResponse<String> login(String email, String password, String code) {
    return login("/my/login", email, password, code);
  }

  /** Logs in where the login page was told how to go on. */
  HttpResponse<String> login(String page, String email, String password, String code) {
    get(page);
    var next = NEXT.matcher(last.body());
    if (next.find()) {
      return post(
          "/my/login",
          Map.of(
              "email",
              email,
              "password",
              password,
              "code",
              code,
              "next",
              next.group(1).replace("&amp;", "&")));
    }
    return post("/my/login", Map.of("email", email, "password", password, "code", code));
  }

  /** What the telephone shows, or shows that many half minutes later. */
  String code(int later) {
    return code(key, later);
  }

  /** What a telephone shows that holds this key, or shows that many half minutes later. */
  static String code(String key, int later) {
    try {
      var mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(decoded(key), "HmacSHA1"));
      var step = Instant.now().getEpochSecond() / 30 + later;
      var hash = mac.doFinal(ByteBuffer.allocate(8).putLong(step).array());
      var number = ByteBuffer.wrap(hash, hash[19] & 15, 4).getInt() & 0x7fffffff;
      return String.format(java.util.Locale.ROOT, "%06d", number % 1_000_000);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] decoded(String base32) {
    var bits = new StringBuilder();
    for (int i = 0; i < base32.length(); i++) {
      var value = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(base32.charAt(i));
      bits.append(Integer.toBinaryString(32 + value).substring(1));
    }
    var bytes = new byte[bits.length() / 8];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Integer.parseInt(bits.substring(8 * i, 8 * i + 8), 2);
    }
    return bytes;
  }

  public HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(URI.create(address + path)));
  }

  /** Goes to an address of another site, or back from one. */
  HttpResponse<String> open(URI address) {
    return send(HttpRequest.newBuilder(address));
  }

  /** Sends a form with the token of the page that was seen last. */
  public HttpResponse<String> post(String path, Map<String, String> fields) {
    var all = new java.util.HashMap<>(fields);
    all.put("form", find(FORM, last.body()));
    return forged(path, all);
  }

  /** Sends a form as another site would have it sent. */
  HttpResponse<String> forged(String path, Map<String, String> fields) {
    var body = new ArrayList<String>();
    fields.forEach(
        (name, value) -> body.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
    return raw(path, String.join("&", body));
  }

  /** The same with the body as it stands. */
  HttpResponse<String> raw(String path, String body) {
    return send(
        HttpRequest.newBuilder(URI.create(address + path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      last = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return last;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static String find(Pattern pattern, String text) {
    var match = pattern.matcher(text);
    assertThat(match.find()).as(pattern + " in " + text).isTrue();
    return match.group(1);
  }
}

package org.luer.gateway.partner;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.partner.InvalidSettings.Problem;
import org.luer.gateway.smart.ClientId;
import org.luer.gateway.smart.Jwks;
import org.luer.gateway.smart.Scope;
import org.springframework.scheduling.support.CronExpression;

/** What must hold between keys. Stand-ins for values that were already refused are passed over. */
final class SettingsRules {
  private static final Set<String> EXCHANGES =
      Set.of(
          "patientfeed",
          "orderintake",
          "sessionreport",
          "sessionsummary",
          "assessment",
          "charges",
          "claim",
          "eligibility",
          "authorization",
          "referral",
          "appointment",
          "results",
          "acknowledgement");
  private static final Set<String> VERSIONS = Set.of("2.3.1", "2.4", "2.5.1", "2.8");
  private static final Set<String> PAS = Set.of("2.0.1", "2.2.1");
  static final String NEEDS_TLS =
      "would send patient data unencrypted beyond this machine; set tls, or allow-plaintext: true";

  private final SettingsBinder binder;
  private final List<Problem> problems;
  private boolean openId;

  SettingsRules(SettingsBinder binder, List<Problem> problems) {
    this.binder = binder;
    this.problems = problems;
  }

  /** A password among the parameters, or before the host: drivers repeat such an address. */
  private static boolean secret(String url) {
    return url.contains("password=") || url.matches("[^/?]*//[^/?]*@.*");
  }

  void check(Settings settings) {
    var database = settings.database();
    if (database.url() != null && !database.url().startsWith("jdbc:postgresql:")) {
      refuse("luer.database.url", "must begin with jdbc:postgresql:");
    }
    if (database.url() != null && secret(database.url())) {
      refuse(
          "luer.database.url", "a secret is never written here; name its file with password-file");
    }
    if (database.url() == null
        && (database.username() != null || database.passwordFile() != null)) {
      refuse("luer.database", "username and password-file are of no use without url");
    }
    var http = settings.http();
    listener("luer.http", http.address(), http.port(), http.allowPlaintext() || http.tls() != null);
    if (http.maxRequests() < 1) {
      refuse("luer.http.max-requests", "must be 1 or more");
    }
    for (var limit :
        Map.of("per-client", http.perClient(), "per-stranger", http.perStranger()).entrySet()) {
      if (limit.getValue() < 1) {
        refuse("luer.http." + limit.getKey(), "must be 1 or more");
      }
    }
    openId = http.openidIssuer() != null;
    if (http.openidIssuer() != null
        && !http.openidIssuer().getScheme().equals("unset")
        && !Jwks.fetchable(http.openidIssuer())) {
      refuse("luer.http.openid-issuer", "must begin with https, or with http on this machine");
    }
    var provider = settings.people().openid();
    if (provider != null
        && !provider.issuer().getScheme().equals("unset")
        && !Jwks.fetchable(provider.issuer())) {
      refuse("luer.people.openid.issuer", "must begin with https, or with http on this machine");
    }
    new ListenerRules(settings, this::refuse).check();
    alerts(settings.alerts());
    tracing(settings.tracing());
    subscriptions(settings.subscriptions());
    if (settings.bulk().perClient() < 1) {
      refuse("luer.bulk.per-client", "must be 1 or more");
    }
    if (settings.bulk().keep().toMillis() < 1) {
      refuse("luer.bulk.keep", "must be longer than nothing");
    }
    var retention = settings.retention();
    ages("luer.retention", retention.ofClinic());
    if (retention.every().toMillis() < 1) {
      refuse("luer.retention.every", "must be longer than nothing");
    }
    for (int i = 0; i < settings.partners().size(); i++) {
      ages("luer.partners[" + i + "].retention", retention.of(settings.partners().get(i)));
    }
    if (settings.billing().inquiriesEvery().toMillis() < 1) {
      refuse("luer.billing.inquiries-every", "must be longer than nothing");
    }
    for (int i = 0; i < settings.partners().size(); i++) {
      insurer("luer.partners[" + i + "].insurer", settings.partners().get(i).insurer());
    }
    partners(settings);
  }

  private void insurer(String path, Insurer insurer) {
    if (!PAS.contains(insurer.pas())) {
      refuse(path + ".pas", "must be one of " + String.join(", ", PAS.stream().sorted().toList()));
    }
    if (insurer.inquireEvery().toMillis() < 1) {
      refuse(path + ".inquire-every", "must be longer than nothing");
    }
  }

  private void ages(String path, RetentionSettings.Ages ages) {
    for (var age : new Duration[] {ages.payloadAge(), ages.metadataAge()}) {
      if (age != null && (age.toDays() < 1 || age.toDays() > 36_500)) {
        refuse(path, "needs ages from 1d to 36500d");
        return;
      }
    }
    if (ages.metadataAge() != null
        && ages.payloadAge() != null
        && ages.metadataAge().compareTo(ages.payloadAge()) < 0) {
      refuse(path, "needs a metadata-age that is not shorter than payload-age");
    }
  }

  private void subscriptions(SubscriptionSettings subscriptions) {
    var times =
        Map.of(
            "answer-within", subscriptions.answerWithin(),
            "heartbeat-least", subscriptions.heartbeatLeast(),
            "retry-first", subscriptions.retryFirst(),
            "retry-most", subscriptions.retryMost(),
            "keep", subscriptions.keep());
    times.forEach(
        (key, time) -> {
          if (time.toMillis() < 1) {
            refuse("luer.subscriptions." + key, "must be longer than nothing");
          }
        });
    if (subscriptions.perClient() < 1) {
      refuse("luer.subscriptions.per-client", "must be 1 or more");
    }
  }

  private void alerts(AlertSettings alerts) {
    var webhook = alerts.webhook();
    if (webhook != null && !webhook.url().getScheme().equals("unset")) {
      var scheme = webhook.url().getScheme().toLowerCase(Locale.ROOT);
      if (!scheme.equals("https") && !(scheme.equals("http") && loopback(host(webhook.url())))) {
        refuse("luer.alerts.webhook.url", "must begin with https, or with http on this machine");
      }
    }
    var mail = alerts.mail();
    if (mail != null && mail.to().isEmpty()) {
      refuse("luer.alerts.mail.to", "needs at least one receiver");
    }
    if (mail != null && !mail.startTls() && !mail.host().isEmpty() && !loopback(mail.host())) {
      refuse("luer.alerts.mail.start-tls", "may be false only for a server on this machine");
    }
  }

  private void tracing(@Nullable TracingSettings tracing) {
    if (tracing == null || tracing.endpoint().getScheme().equals("unset")) {
      return;
    }
    var scheme = tracing.endpoint().getScheme().toLowerCase(Locale.ROOT);
    if (!Set.of("http", "https").contains(scheme)) {
      refuse("luer.tracing.endpoint", "must begin with https or http");
    } else if (scheme.equals("http")
        && !tracing.allowPlaintext()
        && !loopback(host(tracing.endpoint()))) {
      refuse(
          "luer.tracing.endpoint",
          "is unencrypted beyond this machine; use https, or set allow-plaintext: true");
    }
  }

  private void listener(String path, String address, int port, boolean safe) {
    if (port > 65_535) {
      refuse(path + ".port", "must be 0 to 65535");
    }
    if (!address.isEmpty() && !safe && !loopback(address)) {
      refuse(path + ".address", NEEDS_TLS);
    }
  }

  private void partners(Settings settings) {
    var ids = new HashSet<String>();
    var senders = new HashMap<Object, String>();
    var clients = new HashSet<String>();
    var folders = new HashMap<Object, String>();
    settings.partners().forEach(partner -> ids.add(partner.id()));
    ids.add("clinic");
    var seen = new HashSet<>(Set.of("clinic"));
    for (int i = 0; i < settings.partners().size(); i++) {
      var partner = settings.partners().get(i);
      var path = "luer.partners[" + i + "]";
      if (!partner.id().isEmpty() && !partner.id().matches("[a-z0-9][a-z0-9-]{0,39}")) {
        refuse(path + ".id", "must be lower-case letters, digits and hyphens, at most 40");
      } else if (!partner.id().isEmpty() && !seen.add(partner.id())) {
        refuse(path + ".id", "is used twice: " + partner.id());
      }
      if (partner.identify() != null) {
        var other = senders.putIfAbsent(partner.identify(), path);
        if (other != null) {
          refuse(path + ".identify", "is the same as " + other + ".identify");
        }
      }
      if (partner.client() != null && !clients.add(partner.client().id())) {
        refuse(path + ".client.id", "is used twice: " + partner.client().id());
      }
      var place = place(partner.sends().files());
      if (place != null) {
        folder(path + ".sends.files", place, path, folders);
      }
      for (int j = 0; j < partner.receives().size(); j++) {
        var at = path + ".receives[" + j + "].batch.answers";
        answers(at, partner, partner.receives().get(j), folders);
      }
      one(path, partner, ids);
    }
  }

  private void answers(
      String path, Partner partner, Receives receives, Map<Object, String> folders) {
    var batch = receives.batch();
    if (batch == null || batch.answers() == null) {
      return;
    }
    var folder = batch.answers().folder();
    if (batch.answers().within().isNegative() || batch.answers().within().isZero()) {
      refuse(path + ".within", "must be longer than nothing");
    }
    if (batch.answers().every().toMillis() < 1) {
      refuse(path + ".every", "must be longer than nothing");
    }
    if (folder == null) {
      if (partner.sends().files() == null) {
        refuse(path, "needs folder, or the partner sends.files");
      }
      return;
    }
    if (folder.getScheme().equals("unset")) {
      return;
    }
    if (!folder.getScheme().equalsIgnoreCase(receives.transport().getScheme())) {
      refuse(path + ".folder", "must begin as the transport does");
    } else if (folder.equals(receives.transport())) {
      refuse(path + ".folder", "must be another folder than that of the files");
    } else if (folder.getScheme().equalsIgnoreCase("file")
        && (folder.getAuthority() != null || folder.getPath() == null)) {
      refuse(path + ".folder", "must be file:///folder");
    } else {
      var place =
          folder.getScheme().equalsIgnoreCase("file")
              ? Path.of(folder).toAbsolutePath().normalize()
              : List.of(folder, Objects.requireNonNullElse(batch.user(), ""));
      folder(path + ".folder", place, path, folders);
    }
  }

  private void folder(String path, Object place, String owner, Map<Object, String> folders) {
    var same = folders.putIfAbsent(place, owner);
    if (same != null) {
      refuse(path, "is the folder of " + same + ", too");
    }
  }

  private void one(String path, Partner partner, Set<String> ids) {
    exchanges(path + ".sends.exchanges", partner.sends().exchanges());
    files(path + ".sends.files", partner.sends().files());
    var authority = partner.authority();
    if (authority != null && authority.namespace() == null && authority.oid() == null) {
      refuse(path + ".authority", "needs namespace or oid");
    }
    client(path + ".client", partner.client());
    var identify = partner.identify();
    if (identify != null
        && identify.application() == null
        && identify.facility() == null
        && identify.certificate().isEmpty()
        && identify.listener() == null) {
      refuse(path + ".identify", "needs application, facility, certificate or listener");
    }
    if (identify != null) {
      for (var print : identify.certificate()) {
        if (!print.replace(":", "").matches("[0-9A-Fa-f]{64}")) {
          refuse(path + ".identify.certificate", "must be 64 hexadecimal digits, SHA-256");
        }
      }
    }
    if (!VERSIONS.contains(partner.dialect().version())) {
      refuse(path + ".dialect.version", "must be one of 2.3.1, 2.4, 2.5.1, 2.8");
    }
    var delivery = partner.delivery();
    if (delivery.maximumAttempts() < 0 || delivery.circuitAfter() < 0 || delivery.perMinute() < 0) {
      refuse(path + ".delivery", "needs numbers from 0 on");
    }
    for (int i = 0; i < partner.receives().size(); i++) {
      var batch = partner.receives().get(i).batch();
      if (batch != null && batch.zone() == null && partner.zone() == null) {
        refuse(path + ".receives[" + i + "].batch.zone", "is needed where the partner has no zone");
      }
      var receives = partner.receives().get(i);
      var at = path + ".receives[" + i + "]";
      exchanges(at + ".exchanges", receives.exchanges());
      for (var from : receives.from()) {
        if (!ids.contains(from)) {
          refuse(at + ".from", "names no partner: '" + from + "'");
        } else if (from.equals(partner.id())) {
          refuse(at + ".from", "names the partner itself");
        }
      }
      if (receives.connections() < 1) {
        refuse(at + ".connections", "must be 1 or more");
      }
      endpoint(at, receives);
    }
  }

  private static @Nullable Object place(Partner.@Nullable Files files) {
    if (files == null || files.sftp() == null) {
      return files == null || files.folder() == null
          ? null
          : files.folder().toAbsolutePath().normalize();
    }
    return List.of(files.sftp().address(), files.sftp().user());
  }

  private void files(String path, Partner.@Nullable Files files) {
    if (files == null) {
      return;
    }
    if ((files.folder() == null) == (files.sftp() == null)) {
      refuse(path, "needs exactly one of folder, sftp");
    }
    if (files.every().toMillis() < 1) {
      refuse(path + ".every", "must be longer than nothing");
    }
    if (files.maxFile() < 1) {
      refuse(path + ".max-file", "must be 1 or more");
    }
    var sftp = files.sftp();
    if (sftp == null) {
      return;
    }
    var scheme = sftp.address().getScheme();
    if (!Set.of("sftp", "unset").contains(scheme)) {
      refuse(path + ".sftp.address", "must begin with sftp");
    }
    if ((sftp.keyFile() == null) == (sftp.passwordFile() == null)) {
      refuse(path + ".sftp", "needs exactly one of key-file, password-file");
    }
  }

  private void client(String path, Partner.@Nullable Client client) {
    if (client == null) {
      return;
    }
    if (!client.id().isEmpty() && !ClientId.valid(client.id())) {
      refuse(path + ".id", "must be " + ClientId.FORM);
    }
    var none = client.jwksFile() == null && client.jwksUrl() == null;
    if ((client.jwksFile() == null) == (client.jwksUrl() == null) && !(none && openId)) {
      refuse(path, "needs exactly one of jwks-file, jwks-url");
    }
    if (client.jwksFile() != null && Files.isRegularFile(client.jwksFile())) {
      keys(path + ".jwks-file", client.jwksFile());
    }
    if (client.jwksUrl() != null
        && !client.jwksUrl().getScheme().equals("unset")
        && !Jwks.fetchable(client.jwksUrl())) {
      refuse(path + ".jwks-url", "must begin with https, or with http on this machine");
    }
    if (client.scopes().isEmpty()) {
      refuse(path + ".scopes", "needs at least one scope, such as system/*.cu");
    }
    for (var scope : client.scopes()) {
      if (Scope.of(scope).isEmpty()) {
        refuse(path + ".scopes", "'" + scope + "' is no scope of the form system/Type.cruds");
      }
    }
  }

  private void keys(String path, Path file) {
    try {
      Jwks.problems(Files.readString(file)).forEach(problem -> refuse(path, problem));
    } catch (IOException e) {
      refuse(path, "cannot be read");
    }
  }

  private void exchanges(String path, List<String> exchanges) {
    for (var exchange : exchanges) {
      if (!exchange.isEmpty() && !EXCHANGES.contains(exchange)) {
        refuse(
            path,
            "unknown exchange '%s'; known: %s"
                .formatted(exchange, String.join(", ", EXCHANGES.stream().sorted().toList())));
      }
    }
  }

  private void endpoint(String path, Receives receives) {
    var scheme = receives.transport().getScheme().toLowerCase(Locale.ROOT);
    var expected =
        receives.format() == Receives.Format.HL7V2
            ? Set.of("mllp", "mllps", "file", "sftp")
            : Set.of("http", "https");
    if (!scheme.equals("unset") && !expected.contains(scheme)) {
      refuse(
          path + ".transport",
          "must begin with %s for this format"
              .formatted(String.join(" or ", expected.stream().sorted().toList())));
    }
    if (Set.of("mllp", "mllps").contains(scheme) && receives.transport().getPort() < 1) {
      refuse(path + ".transport", "needs a port");
    }
    if (Set.of("mllp", "http").contains(scheme)
        && !receives.allowPlaintext()
        && !loopback(host(receives.transport()))) {
      refuse(path + ".transport", NEEDS_TLS);
    }
    authentication(path + ".auth", receives.auth());
    batch(path, receives, scheme);
  }

  private void batch(String path, Receives receives, String scheme) {
    var batch = receives.batch();
    var files = Set.of("file", "sftp").contains(scheme);
    if (batch == null || !files) {
      if (files || (batch != null && !scheme.equals("unset"))) {
        refuse(path + ".batch", "goes with a transport of file: or sftp:, and these with it");
      }
      return;
    }
    if (!batch.schedule().isEmpty() && !CronExpression.isValidExpression(batch.schedule())) {
      refuse(path + ".batch.schedule", "must be: second minute hour day month weekday");
    }
    if (scheme.equals("file")
        && (receives.transport().getAuthority() != null
            || receives.transport().getPath() == null)) {
      refuse(path + ".transport", "must be file:///folder");
    }
    if (batch.most() < 1) {
      refuse(path + ".batch.most", "must be 1 or more");
    }
    if (scheme.equals("sftp")
        && (batch.user() == null
            || batch.knownHostsFile() == null
            || (batch.keyFile() == null) == (batch.passwordFile() == null))) {
      refuse(
          path + ".batch",
          "needs user, known-hosts-file and one of key-file, password-file for sftp");
    }
  }

  private void authentication(String path, Receives.@Nullable Auth auth) {
    if (auth == null) {
      return;
    }
    if ((auth.certFile() == null) != (auth.keyFile() == null)) {
      refuse(path, "needs cert-file and key-file together");
    }
    var ways =
        (auth.smart() == null ? 0 : 1)
            + (auth.tokenFile() == null ? 0 : 1)
            + (auth.certFile() == null ? 0 : 1)
            + (auth.storeFile() == null ? 0 : 1);
    if (ways != 1) {
      refuse(path, "needs exactly one of smart, token-file, cert-file, store-file");
    }
  }

  /** Whether an address names this machine only; names are not looked up. */
  static boolean loopback(String address) {
    return address.equalsIgnoreCase("localhost")
        || address.matches("127(\\.[0-9]{1,3}){3}")
        || address.equals("::1")
        || address.equals("[::1]");
  }

  private static String host(URI uri) {
    return uri.getHost() == null ? "" : uri.getHost();
  }

  private void refuse(String path, String text) {
    problems.add(new Problem(binder.origin(path), path, text));
  }
}

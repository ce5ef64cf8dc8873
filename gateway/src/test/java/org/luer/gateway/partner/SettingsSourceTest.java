package org.luer.gateway.partner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** luer.yaml, environment and arguments: strict, and everything that is wrong at once. */
class SettingsSourceTest {
  @SuppressWarnings("NullAway.Init") // by JUnit
  @TempDir
  Path directory;

  private Settings read(String yaml) throws Exception {
    return new SettingsSource(write(yaml), Map.of(), List.of()).read();
  }

  private Path write(String yaml) throws Exception {
    return Files.writeString(directory.resolve("luer.yaml"), yaml, StandardCharsets.UTF_8);
  }

  private List<String> problems(String yaml) throws Exception {
    var source = new SettingsSource(write(yaml), Map.of(), List.of());
    var thrown = catchThrowableOfType(InvalidSettings.class, source::read);
    assertThat(thrown).isNotNull();
    return thrown.problems().stream()
        .map(problem -> problem.toString().replace(directory.toString() + "/", ""))
        .toList();
  }

  @Test
  void nothingSetMeansTheDocumentedDefaults() throws Exception {
    var settings = new SettingsSource(null, Map.of(), List.of()).read();
    assertThat(settings.dataDir()).isEqualTo(Path.of("./luer-data"));
    assertThat(settings.database().url()).isNull();
    assertThat(settings.http().address()).isEqualTo("127.0.0.1");
    assertThat(settings.http().port()).isEqualTo(8080);
    assertThat(settings.mllp().port()).isEqualTo(2575);
    assertThat(settings.clinic().processing()).isEqualTo(ClinicSettings.Processing.P);
    assertThat(settings.partners()).isEmpty();
  }

  @Test
  void readsAPartnerWithItsDefaults() throws Exception {
    var partner =
        read("""
                luer:
                  clinic: {id: northlake, zone: America/Chicago}
                  partners:
                    - id: rgh
                      kind: hospital
                      name: Regional General
                      authority: {namespace: RGHMRN, oid: 2.16.840.1.113883.19.5}
                      npi: ["1234567893"]
                      identify: {application: EPIC, facility: RGH}
                      sends: {exchanges: [patientfeed]}
                      receives:
                        transport: "mllp://127.0.0.1:2600"
                        format: hl7v2
                        to: {application: EPIC, facility: RGH}
                        exchanges: sessionreport
                        messages: [ORU_R01, RAS_O17]
                      dialect: {ack-timeout: 5s, layout: B, charset: ISO-8859-1, unsigned: send}
                """)
            .partners()
            .get(0);
    assertThat(partner.kind()).isEqualTo(Partner.Kind.HOSPITAL);
    assertThat(partner.patients()).isEqualTo(Partner.Patients.OWN);
    var receives = partner.receives().get(0);
    assertThat(receives.exchanges()).containsExactly("sessionreport");
    assertThat(receives.from()).containsExactly("clinic");
    assertThat(receives.connections()).isEqualTo(1);
    assertThat(receives.mode()).isEqualTo(Receives.Mode.TRANSACTION);
    assertThat(partner.dialect().version()).isEqualTo("2.5.1");
    assertThat(partner.dialect().ackTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(partner.dialect().layout()).isEqualTo(Dialect.Layout.B);
    assertThat(partner.dialect().charset()).isEqualTo(StandardCharsets.ISO_8859_1);
    assertThat(partner.dialect().ambiguous()).isEqualTo(Dialect.Ambiguous.RESEND);
    assertThat(partner.dialect().live()).isFalse();
  }

  @Test
  void namesEveryFaultWithItsLine() throws Exception {
    assertThat(
            problems(
                """
                luer:
                  http:
                    prot: 8081
                    address: 0.0.0.0
                  mllp: {port: many}
                  database:
                    url: "jdbc:postgresql://db/luer"
                    password: hunter2
                    password-file: nowhere.txt
                  partners:
                    - id: rgh
                      kind: clinicc
                      name: One
                      receives: {transport: "mllp://10.0.0.1:2600", format: hl7v2, exchanges: [sesionreport]}
                    - id: rgh
                      kind: hospital
                      zone: Mars/Olympus
                      zone: Europe/Berlin
                      receives: {transport: "https://h.example.org/fhir", format: fhir, from: [ward], exchanges: [sessionreport]}
                other: 1
                """))
        .satisfiesExactlyInAnyOrder(
            p ->
                assertThat(p)
                    .isEqualTo(
                        "luer.yaml line 3: luer.http.prot: unknown key; known here: address, port, public-url, allow-plaintext, max-body, max-requests, max-pending, per-client, per-stranger, openid-issuer, tls"),
            p ->
                assertThat(p)
                    .startsWith(
                        "luer.yaml line 4: luer.http.address: would send patient data unencrypted"),
            p ->
                assertThat(p)
                    .isEqualTo(
                        "luer.yaml line 5: luer.mllp.port: must be a whole number, not 'many'"),
            p ->
                assertThat(p)
                    .startsWith(
                        "luer.yaml line 8: luer.database.password: a secret is never written here")
                    .doesNotContain("hunter2"),
            p ->
                assertThat(p)
                    .contains(
                        "line 9: luer.database.password-file: names a file that cannot be read"),
            p ->
                assertThat(p)
                    .isEqualTo(
                        "luer.yaml line 12: luer.partners[0].kind: must be one of hospital, insurer, psychiatrist, pharmacy, not 'clinicc'"),
            p ->
                assertThat(p)
                    .startsWith(
                        "luer.yaml line 14: luer.partners[0].receives[0].transport: would send patient data unencrypted"),
            p ->
                assertThat(p)
                    .startsWith(
                        "luer.yaml line 14: luer.partners[0].receives[0].exchanges: unknown exchange 'sesionreport'"),
            p ->
                assertThat(p)
                    .isEqualTo("luer.yaml line 15: luer.partners[1].id: is used twice: rgh"),
            p -> assertThat(p).isEqualTo("luer.yaml line 15: luer.partners[1].name: is missing"),
            p -> assertThat(p).contains("line 17: luer.partners[1].zone: is not a time zone"),
            p ->
                assertThat(p)
                    .isEqualTo("luer.yaml line 18: luer.partners[1].zone: is written twice"),
            p ->
                assertThat(p)
                    .isEqualTo(
                        "luer.yaml line 19: luer.partners[1].receives[0].from: names no partner: 'ward'"),
            p ->
                assertThat(p)
                    .isEqualTo(
                        "luer.yaml line 20: other: unknown key; everything stands below luer"));
  }

  @Test
  void aFolderOfFilesIsOnePlaceOfOnePartner() throws Exception {
    write("");
    var file = directory.resolve("luer.yaml");
    var problems =
        problems(
            """
            luer:
              partners:
                - {id: a, kind: hospital, name: A, sends: {files: {folder: /in}}}
                - {id: b, kind: hospital, name: B, sends: {files: {folder: /x/../in, max-file: 0}}}
                - {id: c, kind: hospital, name: C, sends: {files: {every: 1m}}}
                - id: d
                  kind: hospital
                  name: D
                  sends: {files: {sftp: {address: "http://h/x", user: u, known-hosts-file: %s}}}
            """
                .formatted(file));
    assertThat(problems)
        .anyMatch(p -> p.contains("partners[1].sends.files") && p.contains("partners[0], too"))
        .anyMatch(p -> p.contains("max-file") && p.contains("1 or more"))
        .anyMatch(p -> p.contains("partners[2]") && p.contains("exactly one of folder, sftp"))
        .anyMatch(p -> p.contains("sftp.address") && p.contains("begin with sftp"))
        .anyMatch(p -> p.contains("exactly one of key-file, password-file"))
        .hasSize(5);
  }

  @Test
  void namesTheLineOfBrokenYaml() throws Exception {
    assertThat(problems("luer:\n  http: {port: 1\n  mllp: x\n"))
        .singleElement()
        .asString()
        .contains("line 3")
        .contains("is not YAML");
  }

  @Test
  void aMissingFileIsAProblem() {
    var source =
        SettingsSource.of(
            List.of("--luer.config=" + directory.resolve("none.yaml")), Map.of(), null);
    assertThat(catchThrowableOfType(InvalidSettings.class, source::read))
        .hasMessageContaining("none.yaml");
  }

  @Test
  void plaintextOffLoopbackNeedsAWord() throws Exception {
    assertThat(
            read("luer: {http: {address: 0.0.0.0, allow-plaintext: true}, mllp: {address: \"::1\"}}")
                .http()
                .allowPlaintext())
        .isTrue();
    assertThat(problems("luer: {mllp: {address: 192.168.1.4}}"))
        .singleElement()
        .asString()
        .contains("allow-plaintext");
  }

  @Test
  void withTlsThePlaintextListenerStaysOnLoopback() throws Exception {
    var pem = Files.writeString(directory.resolve("x.pem"), "x");
    var mllp =
        read("luer: {mllp: {address: 0.0.0.0, tls: {cert-file: x.pem, key-file: x.pem}}}").mllp();
    assertThat(mllp.plaintextAddress()).isEqualTo("127.0.0.1");
    assertThat(mllp.tls()).isNotNull();
    assertThat(mllp.tls().port()).isEqualTo(2576);
    assertThat(mllp.tls().certFile()).isEqualTo(pem);
  }

  @Test
  void aPasswordInTheAddressOfTheDatabaseIsRefusedAndNotRepeated() {
    for (var url :
        List.of(
            "jdbc:postgresql://u:hunter2@127.0.0.1/x", "jdbc:postgresql://h/x?password=hunter2")) {
      var source = new SettingsSource(null, Map.of("LUER_DATABASE_URL", url), List.of());
      assertThatThrownBy(source::read)
          .hasMessageContaining("name its file with password-file")
          .hasMessageNotContaining("hunter2");
    }
  }

  @Test
  void argumentsWinOverEnvironmentOverFile() throws Exception {
    var file =
        write(
            "luer: {http: {port: 1}, mllp: {port: 1}, clinic: {id: a}, partners: [{id: one, kind: hospital, name: One}]}");
    var environment =
        Map.of(
            "LUER_HTTP_PORT", "2",
            "LUER_MLLP_PORT", "2",
            "LUER_DATA_DIR", "elsewhere",
            "LUER_PARTNERS_0_NAME", "Uno",
            "LUER_PARTNERS_0_NPI", "1,2",
            "LUER_PARTNERS_0_RECEIVES_0_TRANSPORT", "mllp://localhost:1",
            "LUER_PARTNERS_0_RECEIVES_0_FORMAT", "hl7v2",
            "LUER_PARTNERS_0_RECEIVES_0_EXCHANGES", "sessionreport,sessionsummary",
            "LUER_PORT", "tcp://10.0.0.1:80");
    var settings =
        new SettingsSource(
                file, environment, List.of("--luer.http.port=3", "--luer.partners[0].name=Eins"))
            .read();
    assertThat(settings.http().port()).isEqualTo(3);
    assertThat(settings.mllp().port()).isEqualTo(2);
    assertThat(settings.clinic().id()).isEqualTo("a");
    assertThat(settings.dataDir()).isEqualTo(Path.of("elsewhere"));
    assertThat(settings.partners().get(0).name()).isEqualTo("Eins");
    assertThat(settings.partners().get(0).npi()).containsExactly("1", "2");
    assertThat(settings.partners().get(0).receives().get(0).exchanges())
        .containsExactly("sessionreport", "sessionsummary");
  }

  @Test
  void agesAndFilesOfMessagesMustMakeSense() throws Exception {
    assertThat(
            problems(
                """
                luer:
                  retention: {payload-age: 12h}
                  partners:
                    - id: rgh
                      kind: hospital
                      name: General
                      retention: {payload-age: 90d, metadata-age: 30d}
                      receives:
                        - {transport: "file:///srv/in", format: hl7v2, exchanges: [results]}
                        - {transport: "mllp://127.0.0.1:1", format: hl7v2, exchanges: [results], batch: {schedule: "0 0 2 * * *", zone: UTC}}
                        - {transport: "file://host/in", format: hl7v2, exchanges: [results], batch: {schedule: "daily"}}
                        - {transport: "sftp://host/in", format: hl7v2, exchanges: [results], batch: {schedule: "0 0 2 * * *", zone: UTC}}
                """))
        .anySatisfy(p -> assertThat(p).contains("luer.retention: needs ages from 1d"))
        .anySatisfy(p -> assertThat(p).contains("partners[0].retention: needs a metadata-age"))
        .anySatisfy(p -> assertThat(p).contains("receives[0].batch: goes with"))
        .anySatisfy(p -> assertThat(p).contains("receives[1].batch: goes with"))
        .anySatisfy(p -> assertThat(p).contains("receives[2].batch.schedule: must be"))
        .anySatisfy(p -> assertThat(p).contains("receives[2].batch.zone: is needed"))
        .anySatisfy(p -> assertThat(p).contains("receives[2].transport: must be file:///folder"))
        .anySatisfy(p -> assertThat(p).contains("receives[3].batch: needs user"));
  }

  @Test
  void answersToFilesTracesAndCertificatesMustMakeSense() throws Exception {
    assertThat(
            problems(
                """
                luer:
                  http: {tls: {cert-file: luer.yaml}}
                  tracing: {endpoint: "http://collector.example:4318/v1/traces", sample: 1.5, headers: x}
                  partners:
                    - id: rgh
                      kind: hospital
                      name: General
                      zone: UTC
                      receives:
                        - {transport: "file:///out1", format: hl7v2, exchanges: [results], batch: {schedule: "0 0 2 * * *", answers: {}}}
                        - {transport: "file:///out2", format: hl7v2, exchanges: [results], batch: {schedule: "0 0 2 * * *", answers: {folder: "file:///out2"}}}
                        - {transport: "file:///out3", format: hl7v2, exchanges: [results], batch: {schedule: "0 0 2 * * *", answers: {folder: "sftp://host/x", every: 0s}}}
                        - {transport: "file:///out4", format: hl7v2, exchanges: [results], batch: {schedule: "0 0 2 * * *", answers: {folder: "file:///acks"}}}
                        - {transport: "file:///out5", format: hl7v2, exchanges: [results], batch: {schedule: "0 0 2 * * *", answers: {folder: "file:///acks", within: 0s}}}
                """))
        .anySatisfy(p -> assertThat(p).contains("luer.http.tls: needs cert-file and key-file"))
        .anySatisfy(p -> assertThat(p).contains("luer.tracing.endpoint: is unencrypted"))
        .anySatisfy(p -> assertThat(p).contains("luer.tracing.sample: must be a number from 0"))
        .anySatisfy(p -> assertThat(p).contains("luer.tracing.headers: unknown key"))
        .anySatisfy(p -> assertThat(p).contains("receives[0].batch.answers: needs folder"))
        .anySatisfy(
            p -> assertThat(p).contains("receives[1].batch.answers.folder: must be another"))
        .anySatisfy(p -> assertThat(p).contains("receives[2].batch.answers.folder: must begin as"))
        .anySatisfy(p -> assertThat(p).contains("receives[2].batch.answers.every: must be longer"))
        .anySatisfy(p -> assertThat(p).contains("receives[4].batch.answers.folder: is the folder"))
        .anySatisfy(
            p -> assertThat(p).contains("receives[4].batch.answers.within: must be longer"));
    var named =
        write("luer: {tracing: {endpoint: \"http://c.example/v1\", allow-plaintext: true}}");
    assertThat(new SettingsSource(named, Map.of(), List.of()).read().tracing()).isNotNull();
  }

  @Test
  void saysWhichVariableOrArgumentIsWrong() {
    var source =
        new SettingsSource(null, Map.of("LUER_HTTP_PORT", "x"), List.of("--luer.mlp.port=3"));
    assertThat(catchThrowableOfType(InvalidSettings.class, source::read).problems())
        .extracting(Object::toString)
        .containsExactlyInAnyOrder(
            "environment LUER_HTTP_PORT: luer.http.port: must be a whole number, not 'x'",
            "argument --luer.mlp.port: luer.mlp: unknown key; known here: data-dir, database, http, mllp, clinic, alerts, retention, people, billing, subscriptions, bulk, tracing, partners");
  }
}

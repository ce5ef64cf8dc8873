package org.luer.gateway.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where notifications may go. */
class EndpointRulesTest {
  private static final Map<String, String> NAMES =
      Map.of(
          "ehr.example.org", "93.184.215.14",
          "inside.example.org", "10.1.2.3",
          "v6.example.org", "2606:2800:21f:cb07:6820:80da:af6b:8b2c");

  private static InetAddress[] resolve(String host) throws UnknownHostException {
    var known = NAMES.getOrDefault(host, host);
    if (!known.matches("[0-9.]+|[0-9a-f:.]*:[0-9a-f:.]*")) {
      throw new UnknownHostException(host);
    }
    return new InetAddress[] {InetAddress.getByName(known)};
  }

  private static boolean open(List<String> hosts, String endpoint) {
    return new EndpointRules(hosts, EndpointRulesTest::resolve)
        .against(URI.create(endpoint))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://ehr.example.org/hook",
        "https://v6.example.org:8443/",
        "https://93.184.215.14/"
      })
  void whatIsPublicIsOpen(String endpoint) {
    assertThat(open(List.of(), endpoint)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://ehr.example.org/hook",
        "ftp://ehr.example.org/hook",
        "https://user:word@ehr.example.org/hook",
        "https://ehr.example.org/hook#part",
        "https:/hook",
        "https://unknown.example.org/",
        "https://inside.example.org/",
        "https://127.0.0.1/",
        "http://127.0.0.1/",
        "http://localhost/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[fd00::1]/",
        "https://[fe80::1]/",
        "https://[64:ff9b::a00:1]/",
        "https://[2002:a00:1::]/",
        "https://0.0.0.0/",
        "https://10.0.0.1/",
        "https://172.16.0.1/",
        "https://192.168.1.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://100.64.0.1/",
        "https://192.0.0.1/",
        "https://198.18.0.1/",
        "https://224.0.0.1/",
        "https://255.255.255.255/"
      })
  void whatIsNotPublicIsClosed(String endpoint) {
    assertThat(open(List.of(), endpoint)).isFalse();
  }

  @Test
  void onlyWhatIsListedIsOpenWhereThereIsAList() {
    var hosts = List.of("10.1.2.3", "*.example.org", "127.0.0.1");
    assertThat(open(hosts, "https://10.1.2.3/")).isTrue();
    assertThat(open(hosts, "https://inside.example.org/")).isTrue();
    assertThat(open(hosts, "https://INSIDE.example.org./")).isTrue();
    assertThat(open(hosts, "http://127.0.0.1:8080/")).isTrue();
    assertThat(open(hosts, "https://example.org/")).isFalse();
    assertThat(open(hosts, "https://badexample.org/")).isFalse();
    assertThat(open(hosts, "https://93.184.215.14/")).isFalse();
    assertThat(open(hosts, "http://10.1.2.3/")).isFalse();
    assertThat(open(hosts, "http://localhost/")).isFalse();
  }
}

package org.luer.gateway.people;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PasswordsTest {
  private final Passwords passwords = new Passwords(1000);

  @Test
  void onlyTheSamePasswordMatches() {
    var hash = passwords.encode("correct horse");
    assertThat(passwords.matches("correct horse", hash)).isTrue();
    assertThat(passwords.matches("correct Horse", hash)).isFalse();
    assertThat(passwords.encode("correct horse")).isNotEqualTo(hash);
  }

  /** A comparison ends early with what has another form: it would tell who has a login. */
  @Test
  void whatStandsForNobodyHasTheFormOfAHashAndMatchesNothing() {
    var nobodys = Passwords.nobodys();
    assertThat(form(nobodys)).isEqualTo(form(passwords.encode("correct horse")));
    assertThat(passwords.matches("correct horse", nobodys)).isFalse();
    assertThat(Passwords.nobodys()).isNotEqualTo(nobodys);
  }

  private static String form(String hash) {
    return hash.replaceAll("(?<=})[0-9a-f]{96}$", "hash of 48 bytes");
  }
}

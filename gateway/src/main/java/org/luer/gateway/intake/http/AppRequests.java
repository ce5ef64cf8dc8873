package org.luer.gateway.intake.http;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.oauth.Client;
import org.luer.gateway.intake.http.ClientsApi.ClientRequest;
import org.luer.gateway.intake.http.RecordReader.Fault;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.smart.Jwks;
import org.luer.gateway.smart.Scope;

/** Reads what a request to add a client says of an app. */
final class AppRequests {
  private static final int LONGEST_NAME = 80;

  private AppRequests() {}

  /** The app; null where the client is to be a machine. */
  static Client.@Nullable App app(ClientRequest request, Partners partners, List<Fault> faults) {
    if (request.app() == null) {
      if (request.redirects() != null) {
        faults.add(new Fault("/redirects", "value", "Only an app, which has a name, takes back."));
      }
      return null;
    }
    if (request.app().isBlank() || request.app().length() > LONGEST_NAME) {
      faults.add(new Fault("/app", "value", "The name has 1 to " + LONGEST_NAME + " characters."));
    }
    partners
        .current()
        .find(Objects.requireNonNullElse(request.partner(), ""))
        .filter(partner -> partner.kind() != Partner.Kind.PSYCHIATRIST)
        .ifPresent(
            partner ->
                faults.add(
                    new Fault(
                        "/partner", "value", "Only people of a psychiatrist log in to use apps.")));
    var redirects = new ArrayList<URI>();
    for (var text : Objects.requireNonNullElse(request.redirects(), List.<String>of())) {
      redirect(text).ifPresentOrElse(redirects::add, () -> faults.add(unfit()));
    }
    if (redirects.isEmpty() && faults.isEmpty()) {
      faults.add(
          new Fault("/redirects", "required", "At least one address to take people back to."));
    }
    var offline =
        Objects.requireNonNullElse(request.scopes(), List.<String>of()).stream()
            .anyMatch(text -> Scope.split(text).contains(Client.OFFLINE));
    return new Client.App(request.app().strip(), redirects, offline);
  }

  private static Fault unfit() {
    return new Fault(
        "/redirects",
        "value",
        "Each must begin with https, or with http on this machine, and have neither # nor *.");
  }

  private static Optional<URI> redirect(String text) {
    try {
      var address = URI.create(text);
      var fits =
          Jwks.fetchable(address)
              && address.getRawFragment() == null
              && address.getUserInfo() == null
              && !text.contains("*");
      return fits ? Optional.of(address) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** An app's scopes without the one that is no scope of data. */
  static List<Scope> scopes(List<String> texts, List<Fault> faults) {
    var data = texts.stream().filter(text -> !text.equals(Client.OFFLINE)).toList();
    var scopes = data.stream().flatMap(text -> Scope.ofPatient(text).stream()).toList();
    if (scopes.size() < data.size() || scopes.isEmpty()) {
      faults.add(
          new Fault(
              "/scopes",
              "value",
              "An app's scopes have the form patient/Type.rs, and offline_access beside them."));
    }
    return scopes;
  }
}

package org.luer.gateway.intake.http;

import java.util.Optional;
import java.util.stream.Stream;

/** The collections of the API and the record kinds that they hold. */
enum Collection {
  PATIENTS("patients", "Patient"),
  ORDERS("orders", "InfusionOrder"),
  SESSIONS("sessions", "InfusionSession");

  private final String path;
  private final String kind;

  Collection(String path, String kind) {
    this.path = path;
    this.kind = kind;
  }

  String path() {
    return path;
  }

  String kind() {
    return kind;
  }

  static Optional<Collection> of(String path) {
    return Stream.of(values()).filter(collection -> collection.path.equals(path)).findFirst();
  }
}

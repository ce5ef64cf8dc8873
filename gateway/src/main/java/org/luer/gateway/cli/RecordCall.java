package org.luer.gateway.cli;

import picocli.CommandLine.Parameters;

/** A command about one record. */
abstract class RecordCall extends GatewayCall {
  @SuppressWarnings("NullAway.Init") // by picocli
  @Parameters(paramLabel = "COLLECTION", description = "Such as sessions or assessments.")
  private String collection;

  @SuppressWarnings("NullAway.Init") // by picocli
  @Parameters(paramLabel = "ID", description = "The record's id.")
  private String id;

  final String path(String rest) {
    return "/api/v1/" + encoded(collection) + "/" + encoded(id) + rest;
  }
}

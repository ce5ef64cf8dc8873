package org.luer.gateway.bulk;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An export as it is kept.
 *
 * @param client who may look and fetch
 * @param scopes of the token that it was asked with, separated by blanks
 * @param request the address that was asked
 * @param types of resources, in the order in which they are written
 * @param since only what changed after it; null = all
 * @param asOf what was committed before it is in it
 * @param state working, done or failed
 * @param resources written so far
 * @param type that is being written
 * @param expiresAt when the files go; null until it is done
 */
record Export(
    String id,
    String client,
    String partner,
    String scopes,
    String request,
    List<String> types,
    @Nullable Instant since,
    Instant asOf,
    String state,
    long resources,
    @Nullable String type,
    @Nullable Instant expiresAt) {
  static final String WORKING = "working";
  static final String DONE = "done";

  Export {
    types = List.copyOf(types);
  }

  /** A file of resources of one type. */
  record File(String type, long resources) {}
}

package org.luer.gateway.subscription;

import java.util.List;
import org.luer.gateway.journal.RecordVersion;

/**
 * What a new version of a record means to those who subscribed.
 *
 * @param about types of the resources that it is about, the best first
 * @param codes of those that it is about; empty = any
 * @param context types of the resources that belong to it
 * @param created whether what it is about is new
 */
record Happening(
    Topic topic,
    RecordVersion version,
    List<String> about,
    List<String> codes,
    List<String> context,
    boolean created) {
  Happening {
    about = List.copyOf(about);
    codes = List.copyOf(codes);
    context = List.copyOf(context);
  }
}

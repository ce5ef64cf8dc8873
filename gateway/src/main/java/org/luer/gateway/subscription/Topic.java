package org.luer.gateway.subscription;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a client can subscribe to. */
enum Topic {
  /** A summary of a session was signed. */
  SESSION_SUMMARY_AVAILABLE("DocumentReference"),
  /** An assessment was completed that has a score. */
  NEW_SCORE("Observation"),
  /** An assessment says that the patient may be in danger. */
  SAFETY_SIGNAL("Observation"),
  /** What was told was amended, or taken back. */
  CORRECTION("Encounter", "QuestionnaireResponse", "DocumentReference"),
  /** A referral came to another status. */
  REFERRAL_STATUS("Task");

  @SuppressWarnings("ImmutableEnumChecker") // List.of
  private final List<String> focuses;

  Topic(String... focuses) {
    this.focuses = List.of(focuses);
  }

  /** Types of the resources that its events are about. */
  List<String> focuses() {
    return focuses;
  }

  /** As its canonical URL ends. */
  String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Its canonical URL at a clinic. */
  String url(String base) {
    return base + "/SubscriptionTopic/" + code();
  }

  /** The topic of this canonical URL, with or without a version. */
  static Optional<Topic> of(String url, String base) {
    var unversioned = url.replaceFirst("\\|.*$", "");
    return Stream.of(values()).filter(t -> t.url(base).equals(unversioned)).findFirst();
  }
}

package org.luer.gateway.subscription;

/** Names of HL7's Subscriptions R5 Backport guide, 1.1.0, as far as R4 needs them. */
final class Backport {
  private static final String DEFINITIONS =
      "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/";

  static final String SUBSCRIPTION = DEFINITIONS + "backport-subscription";
  static final String NOTIFICATION = DEFINITIONS + "backport-subscription-notification-r4";
  static final String STATUS = DEFINITIONS + "backport-subscription-status-r4";
  static final String FILTER = DEFINITIONS + "backport-filter-criteria";
  static final String HEARTBEAT = DEFINITIONS + "backport-heartbeat-period";
  static final String TIMEOUT = DEFINITIONS + "backport-timeout";
  static final String MOST = DEFINITIONS + "backport-max-count";
  static final String CONTENT = DEFINITIONS + "backport-payload-content";
  static final String TOPIC_OF_SERVER =
      DEFINITIONS + "capabilitystatement-subscriptiontopic-canonical";

  private static final String OPERATIONS =
      "http://hl7.org/fhir/uv/subscriptions-backport/OperationDefinition/";
  static final String STATUS_OPERATION = OPERATIONS + "backport-subscription-status";
  static final String EVENTS_OPERATION = OPERATIONS + "backport-subscription-events";

  private Backport() {}
}

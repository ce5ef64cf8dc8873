package org.luer.gateway.subscription;

import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CapabilityStatement.ResourceVersionPolicy;
import org.hl7.fhir.r4.model.CapabilityStatement.TypeRestfulInteraction;
import org.hl7.fhir.r4.model.Enumerations.SearchParamType;
import org.luer.gateway.intake.fhir.CapabilityPart;

/** What can be subscribed to. */
final class SubscriptionCapability implements CapabilityPart {
  private final String base;

  /**
   * A part.
   *
   * @param base of the canonical URLs of the clinic's topics
   */
  SubscriptionCapability(String base) {
    this.base = base;
  }

  @Override
  public void describe(CapabilityStatement statement) {
    var resource = statement.getRestFirstRep().addResource().setType("Subscription");
    resource.addSupportedProfile(Backport.SUBSCRIPTION);
    resource.setVersioning(ResourceVersionPolicy.VERSIONED);
    Stream.of(
            TypeRestfulInteraction.CREATE,
            TypeRestfulInteraction.READ,
            TypeRestfulInteraction.UPDATE,
            TypeRestfulInteraction.DELETE,
            TypeRestfulInteraction.SEARCHTYPE)
        .forEach(i -> resource.addInteraction().setCode(i));
    resource.addSearchParam().setName("_id").setType(SearchParamType.TOKEN);
    resource.addSearchParam().setName("status").setType(SearchParamType.TOKEN);
    resource.addOperation().setName("status").setDefinition(Backport.STATUS_OPERATION);
    resource.addOperation().setName("events").setDefinition(Backport.EVENTS_OPERATION);
    Stream.of(Topic.values())
        .forEach(
            topic ->
                resource.addExtension(
                    Backport.TOPIC_OF_SERVER, new CanonicalType(topic.url(base))));
  }
}

package org.luer.gateway.partner;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long the journal keeps messages; records of patients are not touched by it. */
public record RetentionSettings(
    @Key("Age from which the bytes of a settled message are removed, in days; left out = never")
        @Nullable Duration payloadAge,
    @Key("Age from which a settled message is removed altogether, in days; left out = never")
        @Nullable Duration metadataAge,
    @Key(value = "How often it is looked for what is over", otherwise = "1h") Duration every) {

  /** A partner's own ages, in place of those for all. */
  public record Ages(
      @Key("Age from which the bytes of its settled messages are removed, in days")
          @Nullable Duration payloadAge,
      @Key("Age from which its settled messages are removed altogether, in days")
          @Nullable Duration metadataAge) {}

  /** The ages of a partner: its own where it has them. */
  public Ages of(Partner partner) {
    var own = partner.retention();
    return new Ages(
        own.payloadAge() == null ? payloadAge : own.payloadAge(),
        own.metadataAge() == null ? metadataAge : own.metadataAge());
  }

  /** The ages of what the clinic's system sent. */
  public Ages ofClinic() {
    return new Ages(payloadAge, metadataAge);
  }
}

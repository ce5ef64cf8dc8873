package org.luer.gateway.intake.http;

import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.Caller;
import org.luer.gateway.journal.DeliveryFlow;
import org.luer.gateway.journal.DeliveryFlow.Circuit;
import org.luer.gateway.journal.PartnerControls;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Partners;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** How delivery to each partner stands, and how it is paused, resumed and slowed down. */
@RestController
@RequestMapping(path = "/api/v1/partners", produces = MediaType.APPLICATION_JSON_VALUE)
class PartnersApi {
  private static final int MOST_PER_MINUTE = 60_000;

  private final Partners partners;
  private final PartnerControls controls;
  private final ObjectProvider<DeliveryFlow> flow;

  /**
   * A partner.
   *
   * @param perMinute messages a minute at most; 0 = no limit
   * @param actor who paused, resumed or slowed it last, and why, and when
   * @param circuits endpoints that fail and are only probed, as this node sees them
   */
  record State(
      String id,
      String name,
      String kind,
      boolean paused,
      int perMinute,
      @Nullable String actor,
      @Nullable String reason,
      @Nullable Instant changedAt,
      List<Circuit> circuits) {}

  /** All partners of the settings. */
  record Page(List<State> items) {}

  /** Why. */
  record Why(@Nullable String reason) {}

  /**
   * A pace.
   *
   * @param perMinute messages a minute at most; null returns to what the settings say
   */
  record Pace(@Nullable Integer perMinute, @Nullable String reason) {}

  PartnersApi(Partners partners, PartnerControls controls, ObjectProvider<DeliveryFlow> flow) {
    this.partners = partners;
    this.controls = controls;
    this.flow = flow;
  }

  @GetMapping
  @Operation(operationId = "listPartners", summary = "How delivery to each partner stands")
  Page list() {
    return new Page(partners.current().all().stream().map(this::state).toList());
  }

  @GetMapping("/{id}")
  @Operation(operationId = "getPartner", summary = "How delivery to this partner stands")
  State one(@PathVariable String id) {
    return state(find(id));
  }

  @PostMapping(path = "/{id}/pause", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "pausePartner",
      summary = "Sends nothing more to this partner; an answer that is outstanding is still taken")
  State pause(@PathVariable String id, @RequestBody Why request, Caller caller) {
    return paused(id, true, request, caller);
  }

  @PostMapping(path = "/{id}/resume", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(operationId = "resumePartner", summary = "Sends again what waited, in order")
  State resume(@PathVariable String id, @RequestBody Why request, Caller caller) {
    return paused(id, false, request, caller);
  }

  private State paused(String id, boolean paused, Why request, Caller caller) {
    find(id);
    controls.paused(id, paused, caller.actor(), Reasons.needed(request.reason()));
    return changed(id);
  }

  @PostMapping(path = "/{id}/throttle", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "throttlePartner",
      summary = "Sends so many messages a minute at most; without perMinute, what the settings say")
  State throttle(@PathVariable String id, @RequestBody Pace request, Caller caller) {
    find(id);
    var pace = request.perMinute();
    if (pace != null && (pace < 1 || pace > MOST_PER_MINUTE)) {
      throw Reasons.fault("/perMinute", "Messages a minute, 1 to " + MOST_PER_MINUTE + ".");
    }
    controls.pace(id, pace, caller.actor(), Reasons.needed(request.reason()));
    return changed(id);
  }

  private State changed(String id) {
    flow.ifAvailable(f -> f.controlsChanged(id));
    return state(find(id));
  }

  private Partner find(String id) {
    return partners
        .current()
        .find(id)
        .orElseThrow(() -> new Refusal(HttpStatus.NOT_FOUND, "There is no such partner."));
  }

  private State state(Partner partner) {
    var control = controls.find(partner.id());
    var known = flow.getIfAvailable();
    var circuits =
        known == null
            ? List.<Circuit>of()
            : known.circuits().stream().filter(c -> c.partner().equals(partner.id())).toList();
    return new State(
        partner.id(),
        partner.name(),
        partner.kind().name().toLowerCase(Locale.ROOT),
        control.paused(),
        control.perMinute().orElse(partner.delivery().perMinute()),
        control.actor(),
        control.reason(),
        control.changedAt(),
        circuits);
  }
}

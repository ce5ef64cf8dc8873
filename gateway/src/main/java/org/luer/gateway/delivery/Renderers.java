package org.luer.gateway.delivery;

import java.util.List;

/** All renderers of the service, one for each exchange that is sent. */
public record Renderers(List<Renderer> all) {
  public Renderers {
    all = List.copyOf(all);
  }
}

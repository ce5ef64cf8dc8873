package org.luer.mappings.concept.coding;

import java.util.Locale;
import org.luer.mappings.core.CodeTable;
import org.luer.mappings.core.Systems;

/** Which routes are injections: route-ways.csv. */
final class RouteWays {
  static final CodeTable<String, Row> TABLE =
      CodeTable.load(
          RouteWays.class,
          "route-ways.csv",
          l ->
              new Row(
                  l.getField("system").equals("sct")
                      ? Systems.SNOMED_CT
                      : Systems.V2 + l.getField("system"),
                  l.getField("code"),
                  Administration.Way.valueOf(l.getField("way").toUpperCase(Locale.ROOT))),
          r -> r.system() + "|" + r.code());

  private RouteWays() {}

  /** One route. */
  record Row(String system, String code, Administration.Way way) {}
}

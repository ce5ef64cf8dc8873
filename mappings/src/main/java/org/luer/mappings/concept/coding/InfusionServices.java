package org.luer.mappings.concept.coding;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.luer.mappings.concept.billing.InfusionUnits;

/**
 * The services that giving drugs comes to (reference/codes.md 8 and 8.1).
 *
 * <p>For each vascular access one initial service: an infusion before a push. The main drug's
 * infusion is the initial one wherever it ran; what else ran is sequential (another drug: 96367,
 * its further hours 96366), more of the same drug (its minutes are added up) or concurrent (96368,
 * once a day). Further pushes of another drug are 96375 each; of the same drug 96376, in a facility
 * only. Injections are 96372 each.
 */
public final class InfusionServices {
  private static final String SEQUENTIAL = "96367";
  private static final String CONCURRENT = "96368";
  private static final String ANOTHER_PUSH = "96375";
  private static final String SAME_PUSH = "96376";
  private static final String INJECTION = "96372";

  private final String main;
  private final boolean facility;
  private final List<Service> services = new ArrayList<>();
  private final List<Unbilled> unbilled = new ArrayList<>();
  private boolean concurrent;

  private InfusionServices(String main, boolean facility) {
    this.main = main;
    this.facility = facility;
  }

  /**
   * One service.
   *
   * @param code CPT code
   * @param units how many
   * @param of what it stands for
   * @param secondAccess whether it is the initial service at a further access
   * @param why in plain words
   */
  public record Service(
      String code, int units, Administration of, boolean secondAccess, String why) {}

  /** What was given and is not billed as a service, and why. */
  public record Unbilled(Administration of, String why) {}

  /** What was found. */
  public record Found(List<Service> services, List<Unbilled> unbilled) {
    public Found {
      services = List.copyOf(services);
      unbilled = List.copyOf(unbilled);
    }
  }

  /**
   * The services of one visit.
   *
   * @param all what was given; the first one is the main drug
   * @param facility whether another push of the same drug is billed where it was given
   */
  public static Found of(List<Administration> all, boolean facility) {
    var found = new InfusionServices(all.isEmpty() ? "" : all.get(0).drug(), facility);
    var byAccess = new LinkedHashMap<String, List<Administration>>();
    for (var one : all) {
      if (one.way() == Administration.Way.INJECTION) {
        found.services.add(
            new Service(
                INJECTION, 1, one, false, "Under the skin or into a muscle: one injection."));
      } else {
        byAccess.computeIfAbsent(one.access(), a -> new ArrayList<>()).add(one);
      }
    }
    boolean second = false;
    for (var given : byAccess.values()) {
      found.access(given, second);
      second = true;
    }
    return new Found(found.services, found.unbilled);
  }

  private void access(List<Administration> given, boolean second) {
    var infused = new LinkedHashMap<String, List<Administration>>();
    given.stream()
        .filter(Administration::infused)
        .forEach(a -> infused.computeIfAbsent(a.drug(), d -> new ArrayList<>()).add(a));
    boolean initial = infusions(infused, second);
    var known = new HashSet<>(infused.keySet());
    var pushes =
        given.stream()
            .filter(Administration::pushed)
            .sorted(
                Comparator.<Administration, Boolean>comparing(a -> !a.drug().equals(main))
                    .thenComparing(a -> a.start().toInstant()))
            .toList();
    for (var push : pushes) {
      push(push, initial, known, second);
      initial = true;
    }
  }

  /** The infusions at one access; true when there was one. */
  private boolean infusions(Map<String, List<Administration>> byDrug, boolean second) {
    var billed = new ArrayList<Administration>();
    for (var runs : byDrug.values()) {
      var first = runs.get(0);
      int minutes = runs.stream().mapToInt(Administration::minutes).sum();
      if (billed.isEmpty()) {
        services.add(new Service(InfusionUnits.FIRST_HOUR, 1, first, second, hours(minutes)));
        further(first, minutes);
        billed.addAll(runs);
      } else if (runs.stream().anyMatch(r -> billed.stream().anyMatch(r::overlaps))) {
        concurrent(first);
      } else {
        services.add(
            new Service(
                SEQUENTIAL,
                1,
                first,
                false,
                "Another drug after the first one ran " + minutes + " minutes."));
        further(first, minutes);
        billed.addAll(runs);
      }
    }
    return !billed.isEmpty();
  }

  private void further(Administration of, int minutes) {
    int units = InfusionUnits.of(BigDecimal.valueOf(minutes)).further();
    if (units > 0) {
      services.add(
          new Service(
              InfusionUnits.FURTHER_HOUR,
              units,
              of,
              false,
              "From minute 91 on, each further hour of which more than 30 minutes ran: "
                  + minutes
                  + " minutes."));
    }
  }

  private void concurrent(Administration of) {
    if (concurrent) {
      unbilled.add(new Unbilled(of, "A concurrent infusion is billed once a day."));
      return;
    }
    concurrent = true;
    services.add(new Service(CONCURRENT, 1, of, false, "Ran while another infusion ran."));
  }

  private void push(Administration push, boolean initialGiven, Set<String> known, boolean second) {
    if (!initialGiven) {
      services.add(new Service(InfusionUnits.PUSH, 1, push, second, pushed(push)));
    } else if (!known.contains(push.drug())) {
      services.add(
          new Service(ANOTHER_PUSH, 1, push, false, "Another drug, pushed: " + pushed(push)));
    } else if (facility) {
      services.add(new Service(SAME_PUSH, 1, push, false, "The same drug, pushed again."));
    } else {
      unbilled.add(
          new Unbilled(push, "Another push of the same drug is billed by facilities only."));
    }
    known.add(push.drug());
  }

  private static String hours(int minutes) {
    return "Ran " + minutes + " minutes, pauses not counted: from 16 on an infusion's first hour.";
  }

  private static String pushed(Administration push) {
    return switch (push.way()) {
      case INFUSION ->
          push.stop() == null
              ? "No end is documented: billed as a push."
              : "Ran " + push.minutes() + " minutes: 15 or less are a push.";
      case PUSH, INJECTION -> "Given at once.";
    };
  }
}

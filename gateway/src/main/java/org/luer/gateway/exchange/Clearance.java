package org.luer.gateway.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.luer.gateway.access.Disclosure.Verdict;
import org.luer.gateway.journal.RecordVersion;
import org.luer.gateway.partner.Partner;
import org.luer.mappings.concept.disclosure.Sensitivity;

/**
 * Asks for a record and each of those that travel with it whether a partner may have it, when the
 * message is made: since it was planned the patient may have said otherwise.
 *
 * <p>Only what a record is or what the patient said counts here. Whose patient it is was decided
 * when the delivery was planned, for all records of the set alike.
 */
public final class Clearance {
  private final BiFunction<Partner, List<RecordVersion>, List<Verdict>> asked;

  /** Clearance by this decision. */
  public Clearance(BiFunction<Partner, List<RecordVersion>, List<Verdict>> asked) {
    this.asked = asked;
  }

  /**
   * What may go.
   *
   * @param about the decision about the record itself
   * @param companions those that may travel with it
   * @param told rule by reference of each that may go, the record itself among them
   * @param withheld rule by reference of each that may not go, the record itself among them
   * @param classes how sensitive what goes is, all of it together
   */
  public record Cleared(
      Verdict about,
      List<RecordVersion> companions,
      Map<String, String> told,
      Map<String, String> withheld,
      Set<Sensitivity> classes) {
    public Cleared {
      companions = List.copyOf(companions);
      classes = Set.copyOf(classes);
    }

    /** The rules by which something is withheld. */
    public String rules() {
      return String.join(", ", new TreeSet<>(withheld.values()));
    }

    /** The receipt with the rule by which this was disclosed, and what was withheld by which. */
    public JsonNode noted(JsonNode receipt) {
      var noted = (ObjectNode) receipt.deepCopy();
      var disclosure = noted.putObject("disclosure").put("rule", about.rule());
      if (about.directive() != null) {
        disclosure.put("directive", about.directive());
      }
      var labels = disclosure.putArray("classes");
      classes.stream().map(Sensitivity::code).sorted().forEach(labels::add);
      if (!withheld.isEmpty()) {
        var left = disclosure.putArray("withheld");
        withheld.forEach(
            (record, rule) -> left.addObject().put("record", record).put("rule", rule));
      }
      return noted;
    }
  }

  /** Asks for a record and those that travel with it. */
  public Cleared of(Partner partner, RecordVersion about, List<RecordVersion> companions) {
    var told = new LinkedHashMap<String, String>();
    var withheld = new LinkedHashMap<String, String>();
    var classes = EnumSet.noneOf(Sensitivity.class);
    var permitted = new ArrayList<RecordVersion>();
    var all = new ArrayList<>(companions);
    all.add(0, about);
    var verdicts = asked.apply(partner, all);
    for (int i = 0; i < all.size(); i++) {
      var one = all.get(i);
      var verdict = verdicts.get(i);
      if (verdict.judged()) {
        withheld.put(one.reference(), verdict.named());
      } else {
        told.put(one.reference(), verdict.named());
        classes.addAll(verdict.classes());
        if (i > 0) {
          permitted.add(one);
        }
      }
    }
    return new Cleared(verdicts.get(0), permitted, told, withheld, classes);
  }
}

package org.luer.mappings.concept.order.hl7v2;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.LocalCodes;
import org.luer.mappings.hl7v2.OutObx;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Panel;
import org.luer.mappings.hl7v2.Rows;
import org.luer.mappings.hl7v2.Wire;

/** The segments of one order while it is written, and the observations behind them. */
public final class OrderSegments {
  private final OrderLayout layout;
  private final Dialect dialect;
  private final OutSegment orc = new OutSegment("ORC");
  private final OutSegment detail;
  private final List<OutSegment> notes = new ArrayList<>();
  private final List<OutSegment> components = new ArrayList<>();
  private final List<OutSegment> foreign = new ArrayList<>();
  private final Panel panel = new Panel(0, "", "");
  private @Nullable OutSegment tq1;
  private @Nullable OutSegment rxr;
  private @Nullable OutSegment specimen;

  /** An empty order. */
  public OrderSegments(OrderLayout layout, boolean drug, Dialect dialect) {
    this.layout = layout;
    this.dialect = dialect;
    this.detail = new OutSegment(layout.detail(drug));
  }

  /** The message that it travels in. */
  public OrderLayout layout() {
    return layout;
  }

  /** How the receiver speaks. */
  public Dialect dialect() {
    return dialect;
  }

  /** ORC. */
  public OutSegment orc() {
    return orc;
  }

  /** RXE, RXO or OBR. */
  public OutSegment detail() {
    return detail;
  }

  /** Whether what is ordered stands in RXE. */
  public boolean encoded() {
    return detail.name().equals("RXE");
  }

  /** TQ1, made on first use. */
  OutSegment tq1() {
    if (tq1 == null) {
      tq1 = new OutSegment("TQ1").set(1, "1");
    }
    return tq1;
  }

  /** Sets RXR. */
  void rxr(OutSegment segment) {
    rxr = segment;
  }

  /** Adds an RXC. */
  public void component(OutSegment segment) {
    components.add(segment);
  }

  /** Sets the specimen, which stands behind everything else. */
  public void specimen(OutSegment segment) {
    specimen = segment;
  }

  /** Adds an observation that somebody else made. */
  void finding(OutSegment segment) {
    foreign.add(segment);
  }

  /** Adds a note, or an observation where the layout has no place for notes. */
  public void note(String text) {
    if (layout.notes()) {
      notes.add(
          new OutSegment("NTE")
              .set(1, String.valueOf(notes.size() + 1))
              .set(2, "P")
              .set(3, Wire.text(text)));
    } else {
      rows(OrderCodes.PLAN, "").raw("ORD-NOTE", Wire.text(text));
    }
  }

  /** Adds an observation. */
  void copy(OutObx row) {
    panel.add(row);
  }

  /** A group of observations; empty for those that stand alone. */
  public Rows rows(LocalCodes codes, String group) {
    return panel.group(codes, group, dialect);
  }

  /** The observations of {@link OrderCodes#PLAN} that stand alone. */
  public Rows plan() {
    return rows(OrderCodes.PLAN, "");
  }

  /** Sets a coded field; what has more than two codings stands in an observation as well. */
  public void coded(OutSegment segment, int field, @Nullable Coded coded, String code) {
    if (coded == null) {
      return;
    }
    var there = layout.has(segment.name(), field);
    if (there) {
      segment.set(field, Cwe.write(coded, dialect));
    }
    if (!there || !fits(coded)) {
      plan().coded(code, coded);
    }
  }

  /** Whether the two triplets of CE and CWE hold the concept. */
  public static boolean fits(Coded coded) {
    return coded.also().size() <= 1;
  }

  /** All segments in the order of the layout. */
  public List<OutSegment> list() {
    var all = new ArrayList<OutSegment>();
    all.add(orc);
    var timing = tq1 == null ? List.<OutSegment>of() : List.of(tq1);
    if (!encoded()) {
      all.addAll(timing);
    }
    all.add(detail);
    all.addAll(notes);
    if (encoded()) {
      all.addAll(timing);
    }
    if (rxr != null) {
      all.add(rxr);
    }
    all.addAll(components);
    var observations = new ArrayList<OutSegment>();
    panel.write(observations, "F");
    observations.addAll(foreign);
    for (int i = 0, number = 1; i < observations.size(); i++) {
      if (observations.get(i).name().equals("OBX")) {
        observations.get(i).set(1, String.valueOf(number++));
      }
    }
    all.addAll(observations);
    if (specimen != null) {
      all.add(specimen);
    }
    return all;
  }
}

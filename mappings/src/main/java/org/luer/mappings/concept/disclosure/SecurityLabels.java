package org.luer.mappings.concept.disclosure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.luer.mappings.core.CodeTable;
import org.luer.mappings.fhir.FhirJson;

/**
 * {@link Sensitivity} as security labels (FHIR R4 6.1.1.4): {@code meta.security} of what goes out,
 * from security-labels.csv. Nothing of it is read back: what a label says of a received record is
 * found by its codes.
 *
 * <p>Psychiatric, Part 2 and self-paid are said of every clinical resource that tells of the
 * record; substance use and violence only of those whose own codes say so, so that a blood pressure
 * does not bear the label of a diagnosis. Administrative resources (who, where) bear none. Labels
 * that a resource bears already stay.
 */
public final class SecurityLabels {
  /** Goes with every disclosure of Part 2 records (42 CFR 2.32(a)(2)). */
  public static final String NOTICE =
      "42 CFR part 2 prohibits unauthorized use or disclosure of these records.";

  private static final String CONFIDENTIALITY =
      "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
  private static final String ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
  private static final String RENDERED = "http://hl7.org/fhir/StructureDefinition/rendered-value";
  private static final Coding NOT_FURTHER =
      new Coding(ACT_CODE, "NORDSCLCD", "no redisclosure without consent directive");
  private static final String NORMAL = "N";
  private static final List<String> HEIGHT = List.of(NORMAL, "R", "V");
  private static final List<Sensitivity> PARTICULAR =
      List.of(
          Sensitivity.PSYCHIATRIC,
          Sensitivity.SELF_PAID,
          Sensitivity.VIOLENCE,
          Sensitivity.SUBSTANCE_USE,
          Sensitivity.PART_2,
          Sensitivity.PSYCHOTHERAPY_NOTES);
  private static final Set<Sensitivity> OF_THE_RESOURCE =
      EnumSet.of(Sensitivity.SUBSTANCE_USE, Sensitivity.VIOLENCE);
  private static final Set<String> ADMINISTRATIVE =
      Set.of(
          "Patient",
          "RelatedPerson",
          "Practitioner",
          "PractitionerRole",
          "Organization",
          "Location",
          "Device",
          "Questionnaire",
          "Provenance",
          "OperationOutcome",
          "CapabilityStatement");

  private static final CodeTable<Sensitivity, Label> TABLE =
      CodeTable.load(
          SecurityLabels.class,
          "security-labels.csv",
          line ->
              new Label(
                  Sensitivity.of(line.getField("class")).orElseThrow(),
                  line.getField("confidentiality"),
                  line.getField("code"),
                  line.getField("display"),
                  line.getField("v2")),
          Label::sensitivity);

  private SecurityLabels() {}

  /**
   * What is said of one class.
   *
   * @param confidentiality code of v3-Confidentiality
   * @param code of v3-ActCode
   * @param v2 code of HL7 table 0177
   */
  record Label(
      Sensitivity sensitivity, String confidentiality, String code, String display, String v2) {}

  /**
   * The code of HL7 table 0177 (ORC-28) for the most particular of the classes; empty without any.
   */
  public static String hl7v2(Set<Sensitivity> classes) {
    return classes.stream()
        .max(Comparator.comparing(PARTICULAR::indexOf))
        .map(c -> TABLE.row(c).v2())
        .orElse("");
  }

  /**
   * Labels every resource of a Bundle, and the Bundle with the highest of them.
   *
   * @param classes of the records that the Bundle tells of, all of them together
   * @param redisclosure whether the recipient may pass it on under the rules for everybody
   */
  public static void label(Bundle bundle, Set<Sensitivity> classes, boolean redisclosure) {
    if (classes.isEmpty()) {
      return;
    }
    var all = EnumSet.noneOf(Sensitivity.class);
    for (var entry : bundle.getEntry()) {
      if (entry.hasResource()) {
        all.addAll(label(entry.getResource(), classes, redisclosure));
      }
    }
    add(bundle.getMeta(), all, redisclosure);
  }

  /**
   * Labels one resource.
   *
   * @param classes of the records that it tells of
   * @return those that it was labelled with
   */
  public static Set<Sensitivity> label(
      Resource resource, Set<Sensitivity> classes, boolean redisclosure) {
    var own = EnumSet.noneOf(Sensitivity.class);
    if (ADMINISTRATIVE.contains(resource.fhirType()) || classes.isEmpty()) {
      return own;
    }
    own.addAll(classes);
    if (own.removeAll(OF_THE_RESOURCE)) {
      Sensitivities.of(FhirJson.encode(resource)).stream()
          .filter(OF_THE_RESOURCE::contains)
          .filter(classes::contains)
          .forEach(own::add);
    }
    add(resource.getMeta(), own, redisclosure);
    return own;
  }

  /** Beside the labels that are there; only the highest confidentiality stays. */
  private static void add(Meta meta, Set<Sensitivity> classes, boolean redisclosure) {
    if (classes.isEmpty()) {
      return;
    }
    var labels = new ArrayList<Coding>();
    labels.add(confidentiality(meta, classes));
    meta.getSecurity().stream()
        .filter(c -> !CONFIDENTIALITY.equals(c.getSystem()))
        .forEach(labels::add);
    for (var one : classes) {
      var label = TABLE.row(one);
      if (labels.stream().noneMatch(c -> label.code().equals(c.getCode()))) {
        labels.add(coding(one, label));
      }
    }
    if (classes.contains(Sensitivity.PART_2) && !redisclosure) {
      labels.add(NOT_FURTHER.copy());
    }
    meta.setSecurity(labels);
  }

  private static Coding confidentiality(Meta meta, Set<Sensitivity> classes) {
    var highest =
        Stream.concat(
                classes.stream().map(c -> TABLE.row(c).confidentiality()),
                meta.getSecurity().stream()
                    .filter(c -> CONFIDENTIALITY.equals(c.getSystem()))
                    .map(Coding::getCode))
            .max(Comparator.comparing(HEIGHT::indexOf))
            .orElse(NORMAL);
    return new Coding(
        CONFIDENTIALITY, highest, highest.equals("V") ? "very restricted" : "restricted");
  }

  /** The label of one class. */
  static Coding coding(Sensitivity sensitivity) {
    return coding(sensitivity, TABLE.row(sensitivity));
  }

  private static Coding coding(Sensitivity sensitivity, Label label) {
    var coding = new Coding(ACT_CODE, label.code(), label.display());
    if (sensitivity == Sensitivity.PART_2) {
      // on the display: FHIR does not allow it on a Coding as a whole
      coding.getDisplayElement().addExtension(RENDERED, new StringType(NOTICE));
    }
    return coding;
  }
}

package org.luer.mappings.terminology;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.ConceptMap;
import org.hl7.fhir.r4.model.Enumerations;
import org.hl7.fhir.r4.model.Enumerations.ConceptMapEquivalence;
import org.luer.mappings.concept.order.OrderControl;
import org.luer.mappings.core.Systems;

/**
 * The code tables that the mappings load, as ConceptMaps: one for each direction that a table
 * serves. A row is equivalent when it is read back as it was written and shares its target with no
 * other; wider when others have the same target; inexact when it goes one way only.
 */
final class ConceptMaps {
  private static final String RESOURCES = "/org/luer/mappings/";
  private static final String FHIR = "http://hl7.org/fhir/";
  private static final String TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/";
  private static final String PRIORITY = FHIR + "request-priority";
  private static final Set<String> SERVICE =
      Set.of("active", "on-hold", "completed", "revoked", "entered-in-error");

  /** Codes of HL7 v2 that its code systems in R4 do not have; senders use them all the same. */
  private static final Set<String> UNKNOWN_TO_R4 =
      Set.of(
          "0123 K",
          "0017 CR",
          "0485 U",
          "0485 ROUTINE",
          "0485 ASAP",
          "0485 STAT",
          "0485 URGENT",
          "0278 accepted",
          "0278 declined",
          "0278 tentative",
          "0278 needs-action",
          "0278 BOOKED",
          "0278 PENDING",
          "0278 Confirmed");

  private ConceptMaps() {}

  /** A pair of codes. */
  private record Row(String left, String right, boolean forward, boolean backward) {}

  /**
   * One table.
   *
   * @param name of the maps, with {@code -to-hl7v2} and the like behind
   * @param left system of the first codes
   * @param right system of the others
   */
  private record Table(
      String name,
      String source,
      String comment,
      Side left,
      Side right,
      boolean passes,
      List<Row> rows) {}

  /** One side: the code system and the word for it in the names of maps. */
  private record Side(String word, String system) {}

  /** A published map and the table that it was made of. */
  record Published(ConceptMap map, String table) {
    String file() {
      return "terminology/ConceptMap-" + map.getIdElement().getIdPart() + ".json";
    }
  }

  /** Every map, by name. */
  static List<Published> all() {
    return tables()
        .flatMap(t -> Stream.of(map(t, true), map(t, false)))
        .filter(p -> p.map().getGroupFirstRep().hasElement())
        .toList();
  }

  private static Side fhir(String system) {
    return new Side("fhir", system);
  }

  private static Side hl7v2(String table) {
    return new Side("hl7v2", Systems.V2 + table);
  }

  private static Side own(String name) {
    return new Side("clinic", Systems.own(Systems.DEFAULT_BASE, name));
  }

  private static Stream<Table> tables() {
    return Stream.of(
        pairs(
            "sex", "concept/patient/sex.csv", fhir(FHIR + "administrative-gender"), "0001", false),
        pairs("name-use", "hl7v2/name-use.csv", fhir(FHIR + "name-use"), "0200", false),
        pairs(
            "address-use",
            "hl7v2/address-use.csv",
            fhir(FHIR + "address-use"),
            "0190",
            false,
            code -> !code.equals("mailing")), // a type of address in FHIR, not a use
        pairs(
            "telecom-use",
            "hl7v2/telecom-use.csv",
            fhir(FHIR + "contact-point-use"),
            "0201",
            false),
        pairs(
            "finding-status",
            "concept/observation/finding-status.csv",
            fhir(FHIR + "observation-status"),
            "0085",
            false),
        pairs(
            "report-status",
            "concept/observation/report-status.csv",
            fhir(FHIR + "diagnostic-report-status"),
            "0123",
            false),
        pairs(
            "report-order-status",
            "concept/observation/report-order-status.csv",
            fhir(FHIR + "diagnostic-report-status"),
            "0038",
            false),
        pairs(
            "completion-status",
            "concept/administration/completion-status.csv",
            fhir(TERMINOLOGY + "medication-admin-status"),
            "0322",
            false),
        pairs(
            "medication-order-status",
            "concept/order/order-status.csv",
            fhir(FHIR + "CodeSystem/medicationrequest-status"),
            "0038",
            false,
            code -> !code.equals("revoked")),
        pairs(
            "service-order-status",
            "concept/order/order-status.csv",
            fhir(FHIR + "request-status"),
            "0038",
            false,
            SERVICE::contains),
        pairs("priority", "concept/order/priority.csv", fhir(PRIORITY), "0485", false),
        columns(
            "order-type",
            "concept/order/order-type.csv",
            "fhir",
            fhir(Systems.V3_ROLE_CODE),
            "v2",
            hl7v2("0482"),
            row -> true,
            false),
        pairs(
            "referral-form-status",
            "exchange/referral/rf1-status.csv",
            own("kic-referral-status"),
            "0283",
            false),
        pairs(
            "referral-form-priority",
            "exchange/referral/rf1-priority.csv",
            fhir(PRIORITY),
            "0280",
            true),
        columns(
            "referral-form-type",
            "exchange/referral/rf1-setting.csv",
            "fhir",
            fhir(Systems.V3_ROLE_CODE),
            "v2",
            hl7v2("0284"),
            row -> true,
            false),
        through(
            "document-confidentiality",
            "concept/document/document-confidentiality-fhir.csv",
            TERMINOLOGY + "v3-Confidentiality",
            "concept/document/document-confidentiality.csv",
            "0272"),
        pairs(
            "document-completion",
            "concept/document/document-completion.csv",
            fhir(FHIR + "composition-status"),
            "0271",
            false),
        pairs(
            "document-availability",
            "concept/document/document-availability.csv",
            fhir(FHIR + "document-reference-status"),
            "0273",
            false),
        pairs(
            "document-result-status",
            "concept/document/document-result-status.csv",
            fhir(FHIR + "composition-status"),
            "0085",
            false),
        pairs(
            "transaction-type",
            "concept/charge/transaction-type.csv",
            own("kic-charge-type"),
            "0017",
            false),
        columns(
            "billed-diagnosis-type",
            "concept/billing/diagnosis-type.csv",
            "fhir",
            fhir(TERMINOLOGY + "diagnosis-role"),
            "v2",
            hl7v2("0052"),
            row -> true,
            false),
        columns(
            "allergy-category",
            "concept/allergy/allergy-category.csv",
            "v2",
            hl7v2("0127"),
            "fhir",
            fhir(FHIR + "allergy-intolerance-category"),
            row -> row.getField("read").equals("yes"),
            false),
        pairs(
            "allergy-severity",
            "concept/allergy/allergy-severity.csv",
            fhir(FHIR + "reaction-event-severity"),
            "0128",
            false,
            code -> !code.equals("unknown")),
        pairs(
            "participant-response",
            "concept/appointment/participant-response.csv",
            fhir(FHIR + "participationstatus"),
            "0278",
            false),
        pairs(
            "assessment-order-status",
            "exchange/assessment/order-status.csv",
            fhir(FHIR + "questionnaire-answers-status"),
            "0038",
            false),
        pairs(
            "assessment-result-status",
            "exchange/assessment/result-status.csv",
            fhir(FHIR + "questionnaire-answers-status"),
            "0123",
            false),
        pairs(
            "session-order-status",
            "exchange/sessionreport/order-status.csv",
            fhir(FHIR + "event-status"),
            "0038",
            false,
            code -> !code.equals("planned")), // event-status has preparation for it
        pairs(
            "session-report-status",
            "exchange/sessionreport/report-status.csv",
            fhir(FHIR + "diagnostic-report-status"),
            "0123",
            false),
        through(
            "visit-class",
            "concept/visit/patient-class-fhir.csv",
            TERMINOLOGY + "v3-ActCode",
            "concept/visit/patient-class.csv",
            "0004"),
        orderControl(),
        columns(
            "marital-status",
            "concept/patient/marital-status.csv",
            "v3",
            fhir(Systems.V3_MARITAL_STATUS),
            "v2",
            hl7v2("0002"),
            row -> true,
            true),
        columns(
            "relationship",
            "concept/patient/relationships.csv",
            "v3",
            fhir(Systems.V3_ROLE_CODE),
            "v2",
            hl7v2("0063"),
            row -> true,
            true),
        columns(
            "subscriber-relationship",
            "concept/coverage/coverage-relationships.csv",
            "fhir",
            fhir(TERMINOLOGY + "subscriber-relationship"),
            "v2",
            hl7v2("0063"),
            row -> true,
            true),
        columns(
            "interpretation",
            "concept/observation/interpretations.csv",
            "code",
            fhir("http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"),
            "code",
            hl7v2("0078"),
            row -> true,
            true),
        pairs(
            "appointment-status",
            "concept/appointment/appointment-status.csv",
            fhir(FHIR + "appointmentstatus"),
            "0278",
            false),
        columns(
            "document-type",
            "concept/document/document-types.csv",
            "loinc",
            fhir(Systems.LOINC),
            "hl7v2",
            hl7v2("0270"),
            row -> true,
            true),
        columns(
            "diagnostic-section",
            "concept/observation/diagnostic-sections.csv",
            "code",
            hl7v2("0074"),
            "category",
            fhir(TERMINOLOGY + "observation-category"),
            row -> row.getField("usual").equals("yes"),
            true),
        columns(
            "staff-role",
            "concept/clinician/staff-roles.csv",
            "role",
            own("kic-staff-role"),
            "participation",
            fhir(TERMINOLOGY + "v3-ParticipationType"),
            row -> row.getField("read").equals("yes"),
            false),
        columns(
            "referral-request-status",
            "concept/referral/referral-status.csv",
            "status",
            own("kic-referral-status"),
            "request",
            fhir(FHIR + "request-status"),
            row -> false,
            false),
        columns(
            "referral-task-status",
            "concept/referral/referral-status.csv",
            "status",
            own("kic-referral-status"),
            "task",
            fhir(FHIR + "task-status"),
            row -> false,
            false),
        columns(
            "vital-sign",
            "concept/vitals/vital-signs.csv",
            "kind",
            own("kic-hold-parameter"),
            "loinc",
            fhir(Systems.LOINC),
            row -> true,
            true));
  }

  private static Table pairs(String name, String file, Side clinic, String v2, boolean passes) {
    return pairs(name, file, clinic, v2, passes, code -> true);
  }

  /** A table of {@link org.luer.mappings.core.CodePairs}. */
  private static Table pairs(
      String name,
      String file,
      Side clinic,
      String v2,
      boolean passes,
      Predicate<String> standard) {
    var rows =
        rows(file).stream()
            .filter(r -> standard.test(r.getField("clinic")))
            .filter(r -> !UNKNOWN_TO_R4.contains(v2 + " " + r.getField("v2")))
            .filter(ConceptMaps::isCode)
            .map(
                r ->
                    new Row(
                        r.getField("clinic"),
                        r.getField("v2"),
                        !r.getField("way").equals("read"),
                        !r.getField("way").equals("write")))
            .toList();
    return new Table(name, file, comment(file), clinic, hl7v2(v2), passes, rows);
  }

  /** Whether a row is about a code of the standard, not about a word that stands in for one. */
  private static boolean isCode(NamedCsvRecord row) {
    return !row.getField("way").equals("word");
  }

  /** A table with other columns; every row is good from the first to the second of them. */
  private static Table columns(
      String name,
      String file,
      String left,
      Side one,
      String right,
      Side other,
      Predicate<NamedCsvRecord> backward,
      boolean passes) {
    var rows =
        rows(file).stream()
            .filter(r -> !r.getField(left).isEmpty() && !r.getField(right).isEmpty())
            .map(r -> new Row(r.getField(left), r.getField(right), true, backward.test(r)))
            .toList();
    return new Table(name, file, comment(file), one, other, passes, rows);
  }

  /** A code system of FHIR beside a table of HL7 v2: the clinic's codes in the middle. */
  private static Table through(
      String name, String file, String system, String v2File, String table) {
    var v2 = rows(v2File);
    var rows = new ArrayList<Row>();
    for (var code : rows(file)) {
      v2.stream()
          .filter(r -> r.getField("clinic").equals(code.getField("clinic")))
          .filter(ConceptMaps::isCode)
          .forEach(
              r ->
                  rows.add(
                      new Row(
                          code.getField("v2"),
                          r.getField("v2"),
                          !code.getField("way").equals("write"),
                          !code.getField("way").equals("read"))));
    }
    return new Table(name, file, comment(file), fhir(system), hl7v2(table), false, rows);
  }

  /** What a control code alone makes of an order. */
  private static Table orderControl() {
    var rows =
        Stream.of(OrderControl.values())
            .filter(c -> c.status().isPresent())
            .map(c -> new Row(c.name(), c.status().orElseThrow(), true, false))
            .toList();
    return new Table(
        "order-control",
        "OrderControl",
        "What a control code of ORC-1 makes of an order when it alone decides. Source: HL7 v2.5.1"
            + " table 0119; row 4 of the decision table.",
        hl7v2("0119"),
        fhir(FHIR + "CodeSystem/medicationrequest-status"),
        false,
        rows);
  }

  private static Published map(Table table, boolean forward) {
    var from = forward ? table.left() : table.right();
    var to = forward ? table.right() : table.left();
    var id =
        from.word().equals(to.word())
            ? table.name() + (forward ? "" : "-back")
            : table.name() + "-to-" + to.word();
    var map = new ConceptMap();
    map.setId(id);
    map.setUrl(Systems.DEFAULT_BASE + "/ConceptMap/" + id).setVersion("0.1.0");
    map.setName(camel(id)).setTitle(id.replace('-', ' '));
    map.setStatus(Enumerations.PublicationStatus.ACTIVE).setExperimental(false);
    map.setPublisher("Luer").setDescription(table.comment());
    var group = map.addGroup().setSource(from.system()).setTarget(to.system());
    if (table.passes()) {
      group.getUnmapped().setMode(ConceptMap.ConceptMapGroupUnmappedMode.PROVIDED);
    }
    var pairs = new LinkedHashMap<String, Set<String>>();
    table.rows().stream()
        .filter(r -> forward ? r.forward() : r.backward())
        .forEach(
            r ->
                pairs
                    .computeIfAbsent(forward ? r.left() : r.right(), c -> new LinkedHashSet<>())
                    .add(forward ? r.right() : r.left()));
    pairs.forEach(
        (code, targets) -> {
          var element = group.addElement().setCode(code);
          for (var target : targets) {
            var equivalence = equivalence(table, pairs.values(), code, target, forward);
            var mapped = element.addTarget().setCode(target).setEquivalence(equivalence);
            if (equivalence == ConceptMapEquivalence.INEXACT) {
              mapped.setComment("The nearest code; it is not read back as this one.");
            }
          }
        });
    return new Published(map, table.source());
  }

  private static ConceptMapEquivalence equivalence(
      Table table,
      java.util.Collection<Set<String>> targets,
      String code,
      String target,
      boolean forward) {
    if (targets.stream().filter(t -> t.contains(target)).count() > 1) {
      return ConceptMapEquivalence.WIDER;
    }
    return table.rows().stream()
            .filter(r -> code.equals(forward ? r.left() : r.right()))
            .filter(r -> target.equals(forward ? r.right() : r.left()))
            .anyMatch(r -> r.forward() && r.backward())
        ? ConceptMapEquivalence.EQUIVALENT
        : ConceptMapEquivalence.INEXACT;
  }

  private static String camel(String id) {
    return Stream.of(id.split("-"))
        .map(w -> Character.toUpperCase(w.charAt(0)) + w.substring(1))
        .collect(Collectors.joining());
  }

  private static List<NamedCsvRecord> rows(String file) {
    return CsvReader.builder()
        .commentStrategy(CommentStrategy.SKIP)
        .ofNamedCsvRecord(text(file))
        .stream()
        .toList();
  }

  /** What the table says of itself: its columns and its sources. */
  private static String comment(String file) {
    var comment =
        text(file)
            .lines()
            .filter(l -> l.startsWith("#"))
            .map(l -> l.substring(1).strip())
            .collect(Collectors.joining(" "));
    if (!comment.contains("Source")) {
      throw new IllegalStateException(file + " names no source");
    }
    return comment;
  }

  private static String text(String file) {
    try (var in = Objects.requireNonNull(ConceptMaps.class.getResourceAsStream(RESOURCES + file))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(file, unreadable);
    }
  }
}

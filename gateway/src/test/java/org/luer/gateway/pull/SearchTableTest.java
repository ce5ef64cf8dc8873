package org.luer.gateway.pull;

import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ca.uhn.fhir.fhirpath.IFhirPath;
import ca.uhn.fhir.fhirpath.IFhirPathEvaluationContext;
import ca.uhn.fhir.rest.api.RestSearchParameterTypeEnum;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.Enumeration;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.luer.gateway.claim.ClaimGateway;
import org.luer.gateway.pull.ServedType.Combination;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.fhir.FhirConformance;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.synthetic.SyntheticClinic;

/**
 * Every row of searches.csv, with data that matches and data that does not. What should be found is
 * computed here from all resources with FHIRPath, of which the index knows nothing.
 */
@SuppressWarnings("NullAway.Init") // by JUnit
class SearchTableTest {
  private static final String RECORDED = "patientfeed/admitted-with-allergies-and-insurance";

  /** What nobody's record has a value for: such a search is served and finds nothing. */
  private static final Set<String> NOTHING =
      Set.of(
          "Location?address",
          "Location?address-city",
          "Location?address-state",
          "Location?address-postalcode");

  /** The only one that reads claims: those that went to it. */
  private static final String CLAIMED =
      """
          - {id: claimed, kind: insurer, name: Claimed, patients: all, insurer: {payers: [CLAIMED1]}, receives: {transport: "http://127.0.0.1:%d/fhir", format: fhir, exchanges: [claim]}}
      """;

  private static final String ANSWER =
      """
      {"resourceType":"ClaimResponse","status":"active","use":"claim","identifier":[{"system":"urn:icn","value":"ICN-ID"}],
       "type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/claim-type","code":"professional"}]},
       "patient":{"display":"as in the claim"},"created":"2026-11-20","outcome":"OUTCOME","insurer":{"display":"Claimed"},
       "request":{"identifier":{"system":"https://clinic.example.org/fhir/sid/claim","value":"ID"}},
       "item":[{"itemSequence":1,"adjudication":[{"category":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/adjudication","code":"benefit"}]},"amount":{"value":310.00,"currency":"USD"}}]}]}
      """;

  private static final List<String> CONSENTS =
      List.of(
          """
          {"kind":"DisclosureDirective","id":"ST-D1","patientId":"ST1-p","decision":"permit","partners":["all"],"recordedAt":"2026-03-01T09:00:00-06:00"}
          """,
          """
          {"kind":"DisclosureDirective","id":"ST-D2","patientId":"ST2-p","decision":"permit","partners":["all"],"recordedAt":"2026-04-01T09:00:00-06:00","status":"revoked"}
          """);

  private static final WireMockServer INSURER =
      new WireMockServer(WireMockConfiguration.options().dynamicPort());

  private static final Map<String, List<Resource>> ALL = new HashMap<>();
  private static PullGateway gateway;
  private static IFhirPath paths;

  @BeforeAll
  static void start(@TempDir Path home) throws Exception {
    INSURER.start();
    gateway = new PullGateway(home, PullGateway.SUMMARIES + CLAIMED.formatted(INSURER.port()));
    for (var name : PullGateway.examples()) {
      gateway.putExample(name);
      gateway.putExample(name, "-B");
    }
    for (long seed : new long[] {1, 2}) {
      var series = SyntheticClinic.series(seed);
      var patient = ClinicRecords.tree(series.patient());
      if (seed == 1) {
        patient.put("deceasedAt", "2026-11-01T10:00:00-05:00");
      }
      gateway.put(patient);
      gateway.put(planned(ClinicRecords.tree(series.order()), seed));
      series.sessions().subList(0, 3).forEach(gateway::put);
    }
    for (var record : PullGateway.example(RECORDED)) {
      if (record.path("kind").asText().equals("Condition")) {
        record.put("recordedAt", "2025-03-10T08:00:00-05:00");
        gateway.put(record);
      }
    }
    claims();
    for (var consent : CONSENTS) {
      gateway.put(PullGateway.JSON.readTree(consent));
    }
    paths = FhirJson.context().newFhirPath();
    paths.setEvaluationContext(
        new IFhirPathEvaluationContext() {
          @Override
          public @Nullable IBase resolveReference(IIdType id, @Nullable IBase context) {
            return FhirJson.context().getResourceDefinition(id.getResourceType()).newInstance();
          }
        });
    for (var type : ServedType.all()) {
      if (!type.combinations().isEmpty()) {
        var reader = reader(type);
        var found =
            gateway.entries(reader, type.type() + "?_count=500").stream()
                .map(e -> e.path("resource").toString())
                .map(json -> (Resource) FhirJson.context().newJsonParser().parseResource(json))
                .toList();
        ALL.put(type.type(), found);
      }
    }
  }

  /** Two claims, of which the insurer pays one and puts off the other. */
  private static void claims() throws Exception {
    for (var id : List.of("ST1", "ST2")) {
      INSURER.stubFor(
          post(urlPathMatching("/fhir/Claim/.*"))
              .withRequestBody(containing("/sid/claim\",\"value\":\"" + id + "\""))
              .willReturn(
                  okJson(
                      ANSWER
                          .replace("ID", id)
                          .replace("OUTCOME", id.equals("ST1") ? "complete" : "queued"))));
      gateway.put(ClaimGateway.patient(id + "-p"));
      gateway.put(ClaimGateway.coverage(id + "-c", id + "-p", "CLAIMED1"));
      gateway.put(ClaimGateway.chargeOf(id, "310.00", "billable"));
      var confirmed = gateway.call("POST", "/api/v1/claims/" + id + "/confirm", "", gateway.clinic);
      assertThat(confirmed.statusCode()).as(confirmed.body()).isEqualTo(200);
    }
    await()
        .atMost(Duration.ofSeconds(90))
        .untilAsserted(
            () -> assertThat(gateway.matches("claimed", "ClaimResponse?_count=9")).hasSize(2));
  }

  /** An order with the plan of its series, which differ. */
  private static ObjectNode planned(ObjectNode order, long seed) {
    order.putObject("series").put("number", 1).put("of", 2);
    var plan = order.putObject("plan").put("title", "Induction").put("startsOn", "2026-0" + seed);
    plan.put("endsOn", "2026-0" + (seed + 1));
    plan.putArray("infusions").addObject().put("number", 1);
    plan.withArray("infusions").addObject().put("number", 2);
    if (seed == 2) {
      order.put("status", "on-hold");
    }
    return order;
  }

  @AfterAll
  static void stop() {
    gateway.close();
    INSURER.stop();
  }

  private static String reader(ServedType type) {
    return type.type().startsWith("Claim") ? "claimed" : type.money() ? "everything" : "all";
  }

  static Stream<Combination> rows() {
    return ServedType.all().stream().flatMap(t -> t.combinations().stream());
  }

  @Test
  void everyTypeHasData() {
    var without =
        ALL.entrySet().stream().filter(e -> e.getValue().isEmpty()).map(Map.Entry::getKey).toList();
    assertThat(without).isEmpty();
  }

  /** Of a resource: the texts that a search for each parameter can have. */
  private static List<String> values(Combination row, String parameter, Resource resource) {
    if (parameter.equals("_id")) {
      return List.of(resource.getIdElement().getIdPart());
    }
    if (parameter.equals("_lastUpdated")) {
      return List.of(resource.getMeta().getLastUpdatedElement().getValueAsString());
    }
    var values = new ArrayList<String>();
    for (var value : elements(row.type(), parameter, resource)) {
      values.addAll(texts(value));
    }
    return values;
  }

  private static List<Base> elements(String type, String parameter, Resource resource) {
    if (parameter.equals("discharge-disposition")) {
      return paths.evaluate(resource, "hospitalization.dischargeDisposition", Base.class);
    }
    var known = FhirJson.context().getResourceDefinition(type).getSearchParam(parameter);
    var elements = new ArrayList<Base>();
    for (var path : known.getPathsSplitForResourceType(type)) {
      elements.addAll(paths.evaluate(resource, path, Base.class));
    }
    return elements;
  }

  private static List<String> texts(Base value) {
    if (value instanceof CodeableConcept concept) {
      return concept.getCoding().stream().flatMap(c -> texts(c).stream()).toList();
    }
    if (value instanceof Coding coding) {
      return coding.hasCode() ? List.of(coding.getSystem() + "|" + coding.getCode()) : List.of();
    }
    if (value instanceof Identifier identifier) {
      return List.of(identifier.getSystem() + "|" + identifier.getValue());
    }
    if (value instanceof Enumeration<?> code) {
      return List.of(code.getSystem() + "|" + code.getCode());
    }
    if (value instanceof Reference reference) {
      return reference.hasReference() && !reference.getReference().startsWith("#")
          ? List.of(reference.getReference())
          : List.of();
    }
    if (value instanceof CanonicalType canonical) {
      return List.of(canonical.getValue());
    }
    if (value instanceof HumanName name) {
      return name.hasFamily() ? List.of(name.getFamily()) : List.of();
    }
    if (value instanceof Address address) {
      return address.hasCity() ? List.of(address.getCity()) : List.of();
    }
    if (value instanceof ContactPoint point) {
      return List.of(point.getValue());
    }
    if (value instanceof Period period) {
      return period.hasStart() ? List.of(period.getStartElement().getValueAsString()) : List.of();
    }
    if (value instanceof BaseDateTimeType time) {
      return List.of(time.getValueAsString());
    }
    return value.isPrimitive() ? List.of(value.primitiveValue()) : List.of();
  }

  private static List<Resource> served(String type) {
    return Objects.requireNonNull(ALL.get(type), type);
  }

  private static RestSearchParameterTypeEnum kind(Combination row, String parameter) {
    return Objects.requireNonNull(
            ServedType.of(row.type()).orElseThrow().parameters().get(parameter), parameter)
        .kind();
  }

  private static boolean date(Combination row, String parameter) {
    return parameter.equals("_lastUpdated")
        || (!parameter.startsWith("_") && kind(row, parameter) == RestSearchParameterTypeEnum.DATE);
  }

  /** The resource that the search is written for: it has a value for each parameter. */
  private static Resource target(Combination row) {
    return served(row.type()).stream()
        .filter(r -> row.parameters().stream().allMatch(p -> !values(row, p, r).isEmpty()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no data for " + row));
  }

  private static String query(Map<String, String> criteria) {
    return criteria.entrySet().stream()
        .map(c -> c.getKey() + "=" + URLEncoder.encode(c.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  private static String criterion(Combination row, String parameter, String value) {
    if (!date(row, parameter)) {
      return value;
    }
    if (parameter.equals("_lastUpdated")) {
      return "ge" + value;
    }
    return value.length() > 10 ? "ge" + value.substring(0, 10) : "ge" + value;
  }

  private static Set<String> found(Combination row, Map<String, String> criteria) {
    return new TreeSet<>(
        gateway.matches(
            reader(ServedType.of(row.type()).orElseThrow()),
            row.type() + "?_count=500&" + query(criteria)));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aSearchFindsWhatMatchesAndNothingElse(Combination row) {
    if (NOTHING.contains(row.toString())) {
      assertThat(found(row, Map.of(row.parameters().get(0), "M"))).isEmpty();
      assertThat(served(row.type()))
          .allMatch(r -> values(row, row.parameters().get(0), r).isEmpty());
      return;
    }
    var target = target(row);
    var criteria = new HashMap<String, String>();
    for (var parameter : row.parameters()) {
      criteria.put(parameter, criterion(row, parameter, values(row, parameter, target).get(0)));
    }
    var expected = new TreeSet<String>();
    for (var one : served(row.type())) {
      if (row.parameters().stream()
          .allMatch(p -> matches(row, p, Objects.requireNonNull(criteria.get(p)), one))) {
        expected.add(row.type() + "/" + one.getIdElement().getIdPart());
      }
    }
    assertThat(found(row, criteria)).as(query(criteria)).isEqualTo(expected).isNotEmpty();
    for (var parameter : row.parameters()) {
      var other = new HashMap<>(criteria);
      other.put(parameter, other(row, parameter));
      assertThat(found(row, other))
          .as(query(other))
          .doesNotContain(row.type() + "/" + target.getIdElement().getIdPart());
    }
  }

  private static String other(Combination row, String parameter) {
    return date(row, parameter) ? "lt1900-01-01" : "zz-not-there";
  }

  /** Dates are compared by day here: the data has no times within a day of the limits. */
  private static boolean matches(
      Combination row, String parameter, String criterion, Resource resource) {
    if (parameter.equals("_lastUpdated")) {
      var since = OffsetDateTime.parse(criterion.substring(2)).toInstant();
      return !resource.getMeta().getLastUpdated().toInstant().isBefore(since);
    }
    if (date(row, parameter)) {
      var from = criterion.substring(2);
      return Stream.concat(
              ends(row, parameter, resource), values(row, parameter, resource).stream())
          .anyMatch(v -> v.compareTo(from) >= 0 || from.startsWith(v));
    }
    var kind = parameter.startsWith("_") ? RestSearchParameterTypeEnum.TOKEN : kind(row, parameter);
    if (kind == RestSearchParameterTypeEnum.STRING) {
      var begin = criterion.toLowerCase(Locale.ROOT);
      return strings(row, parameter, resource)
          .anyMatch(v -> v.toLowerCase(Locale.ROOT).startsWith(begin));
    }
    return values(row, parameter, resource).contains(criterion);
  }

  private static Stream<String> strings(Combination row, String parameter, Resource resource) {
    return elements(row.type(), parameter, resource).stream()
        .flatMap(
            v -> {
              if (v.isPrimitive()) {
                return Stream.of(v.primitiveValue());
              }
              return v.children().stream()
                  .flatMap(c -> c.getValues().stream())
                  .filter(Base::isPrimitive)
                  .map(Base::primitiveValue);
            });
  }

  /** Ends of periods; one that is open goes on for ever. */
  private static Stream<String> ends(Combination row, String parameter, Resource resource) {
    return elements(row.type(), parameter, resource).stream()
        .filter(Period.class::isInstance)
        .map(p -> ((Period) p).hasEnd() ? ((Period) p).getEndElement().getValueAsString() : "9");
  }

  private record Times(String reference, long first, long last) {}

  private static List<Times> times(String type, String parameter) {
    var times = new ArrayList<Times>();
    for (var one : served(type)) {
      for (var value : elements(type, parameter, one)) {
        var reference = type + "/" + one.getIdElement().getIdPart();
        if (value instanceof Period period) {
          times.add(
              new Times(
                  reference,
                  period.hasStart() ? period.getStart().toInstant().toEpochMilli() : Long.MIN_VALUE,
                  period.hasEnd()
                      ? period.getEnd().toInstant().toEpochMilli() + 999
                      : Long.MAX_VALUE));
        } else if (value instanceof BaseDateTimeType time && time.hasTime()) {
          times.add(
              new Times(
                  reference,
                  time.getValue().toInstant().toEpochMilli(),
                  time.getValue().toInstant().toEpochMilli() + 999));
        }
      }
    }
    return times;
  }

  /** Every prefix against periods and moments (R4 3.1.1.4.6), on a limit and between limits. */
  @ParameterizedTest
  @CsvSource({
    "Encounter,date",
    "Observation,date",
    "Procedure,date",
    "MedicationAdministration,effective-time"
  })
  void datesAreComparedByTheirPrefix(String type, String parameter) {
    var all = times(type, parameter);
    var middle =
        all.stream()
            .mapToLong(Times::first)
            .sorted()
            .skip(all.size() / 2)
            .findFirst()
            .orElseThrow();
    for (long from : new long[] {middle, middle + 30_000}) {
      long until = from + 999;
      Map<String, Predicate<Times>> rules =
          Map.of(
              "", t -> from <= t.first() && t.last() <= until,
              "eq", t -> from <= t.first() && t.last() <= until,
              "ne", t -> !(from <= t.first() && t.last() <= until),
              "gt", t -> t.last() > until,
              "ge", t -> t.last() >= from,
              "lt", t -> t.first() < from,
              "le", t -> t.first() <= until,
              "sa", t -> t.first() > until,
              "eb", t -> t.last() < from);
      rules.forEach(
          (prefix, rule) -> {
            var value = prefix + Instant.ofEpochMilli(from).truncatedTo(ChronoUnit.SECONDS);
            var expected =
                all.stream()
                    .filter(rule)
                    .map(Times::reference)
                    .collect(Collectors.toCollection(TreeSet::new));
            var search = type + "?_count=500&" + parameter + "=" + value;
            var found = new TreeSet<>(gateway.matches("all", search));
            found.retainAll(all.stream().map(Times::reference).toList());
            assertThat(found).as(search).isEqualTo(expected);
          });
    }
  }

  @Test
  void aDayWithoutOffsetIsADayOfTheClinic() {
    // 23:30 on the 1st in Chicago is the 2nd in Greenwich
    var record =
        PullGateway.example("assessment/gad-7-whose-total-differs-from-its-answers").stream()
            .filter(r -> r.path("kind").asText().equals("Assessment"))
            .findFirst()
            .orElseThrow();
    record.put("id", "LATE-1").put("authored", "2026-02-01T23:30:00-06:00");
    gateway.put(record);
    var late = gateway.matches("all", "QuestionnaireResponse?identifier=LATE-1");
    assertThat(late).hasSize(1);
    assertThat(gateway.matches("all", "QuestionnaireResponse?authored=2026-02-01"))
        .containsAll(late);
    assertThat(gateway.matches("all", "QuestionnaireResponse?authored=2026-02-02"))
        .doesNotContainAnyElementsOf(late);
    assertThat(gateway.matches("all", "QuestionnaireResponse?authored=2026-02")).containsAll(late);
    assertThat(gateway.matches("all", "QuestionnaireResponse?authored=2026")).containsAll(late);
    assertThat(
            gateway.matches(
                "all",
                "QuestionnaireResponse?authored=ge2026-02-02T05:30Z&authored=lt2026-02-02T05:31Z"))
        .containsAll(late);
    assertThat(gateway.matches("all", "QuestionnaireResponse?authored=2026-02-02T06:30:00%2B01:00"))
        .containsAll(late);
  }

  @Test
  void severalValuesAreAlternativesAndSeveralParametersConditions() {
    var observations = gateway.matches("all", "Observation?_count=500");
    var heart = gateway.matches("all", "Observation?_count=500&code=8867-4");
    var pressure = gateway.matches("all", "Observation?_count=500&code=85354-9");
    assertThat(gateway.matches("all", "Observation?_count=500&code=8867-4,85354-9"))
        .hasSize(heart.size() + pressure.size())
        .containsAll(heart)
        .containsAll(pressure);
    assertThat(gateway.matches("all", "Observation?code=8867-4&code=85354-9")).isEmpty();
    assertThat(gateway.matches("all", "Observation?_count=500&code:not=8867-4"))
        .hasSize(observations.size() - heart.size())
        .doesNotContainAnyElementsOf(heart);
    assertThat(gateway.matches("all", "Observation?_count=500&code=http://loinc.org%7C8867-4"))
        .hasSameElementsAs(heart);
    assertThat(gateway.matches("all", "Observation?code=http://snomed.info/sct%7C8867-4"))
        .isEmpty();
    assertThat(gateway.matches("all", "Observation?code=%7C8867-4")).isEmpty();
    assertThat(gateway.matches("all", "Observation?_count=500&code=http://loinc.org%7C"))
        .containsAll(heart);
    var with = gateway.matches("all", "Observation?_count=500&encounter:missing=false");
    var without = gateway.matches("all", "Observation?_count=500&encounter:missing=true");
    assertThat(with).isNotEmpty().doesNotContainAnyElementsOf(without);
    assertThat(without).isNotEmpty();
    assertThat(with.size() + without.size()).isEqualTo(observations.size());
  }

  @Test
  void namesAreFoundWithoutCaseAndAccentsFromTheirBeginning() {
    var family =
        ((org.hl7.fhir.r4.model.Patient) served("Patient").get(0)).getNameFirstRep().getFamily();
    var lower = family.toLowerCase(Locale.ROOT);
    var exact = gateway.matches("all", "Patient?family:exact=" + family);
    assertThat(exact).isNotEmpty();
    assertThat(gateway.matches("all", "Patient?family=" + lower)).containsAll(exact);
    assertThat(gateway.matches("all", "Patient?family:exact=" + lower)).isEmpty();
    assertThat(gateway.matches("all", "Patient?family:contains=" + lower.substring(1)))
        .containsAll(exact);
    assertThat(gateway.matches("all", "Patient?family=" + lower.substring(1)))
        .doesNotContainAnyElementsOf(exact);
    assertThat(gateway.matches("all", "Patient?family=%25")).isEmpty();
  }

  @Test
  void itIsSortedAsAsked() {
    var times =
        times("Observation", "date").stream()
            .collect(Collectors.toMap(Times::reference, Times::first));
    var search = "Observation?code=8867-4&_count=11&_sort=";
    var up = gateway.matches("all", search + "date").stream().map(times::get).toList();
    assertThat(up).hasSizeGreaterThan(11).isSorted();
    var down = gateway.matches("all", search + "-date").stream().map(times::get).toList();
    assertThat(down).isSortedAccordingTo(Comparator.reverseOrder()).hasSameSizeAs(up);
    assertThat(gateway.matches("all", "Patient?_sort=-_id&_count=3"))
        .isSortedAccordingTo(Comparator.reverseOrder());
  }

  static Stream<String> includes() {
    return ServedType.all().stream()
        .flatMap(t -> t.includes().stream().map(i -> t.type() + ":" + i));
  }

  @ParameterizedTest
  @MethodSource("includes")
  void whatIsReferredToIsIncluded(String include) {
    var type = include.substring(0, include.indexOf(':'));
    var parameter = include.substring(include.indexOf(':') + 1);
    var expected =
        served(type).stream()
            .flatMap(r -> elements(type, parameter, r).stream())
            .flatMap(v -> texts(v).stream())
            .filter(t -> t.matches("[A-Z][A-Za-z]+/.*"))
            .filter(t -> exists(t))
            .collect(Collectors.toCollection(TreeSet::new));
    var reader = type.startsWith("Claim") ? "claimed" : "everything";
    var entries = gateway.entries(reader, type + "?_count=500&_include=" + include);
    var included =
        entries.stream()
            .filter(e -> e.at("/search/mode").asText().equals("include"))
            .map(PullGateway::reference)
            .collect(Collectors.toCollection(TreeSet::new));
    expected.removeIf(e -> e.startsWith(type + "/"));
    included.removeIf(e -> e.startsWith(type + "/"));
    assertThat(included).as(include).isEqualTo(expected).isNotEmpty();
  }

  private static boolean exists(String reference) {
    var type = reference.substring(0, reference.indexOf('/'));
    return ALL.containsKey(type)
        && served(type).stream()
            .anyMatch(r -> reference.endsWith("/" + r.getIdElement().getIdPart()));
  }

  @Test
  void provenanceComesWithWhatItIsAbout() {
    var targets =
        served("Provenance").stream()
            .map(p -> ((org.hl7.fhir.r4.model.Provenance) p))
            .filter(
                p ->
                    p.getTarget().stream()
                        .anyMatch(t -> t.getReference().startsWith("QuestionnaireResponse/")))
            .map(p -> "Provenance/" + p.getIdElement().getIdPart())
            .collect(Collectors.toCollection(TreeSet::new));
    var included =
        gateway
            .entries("all", "QuestionnaireResponse?_count=4&_revinclude=Provenance:target")
            .stream()
            .filter(e -> e.at("/search/mode").asText().equals("include"))
            .map(PullGateway::reference)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(included).isEqualTo(targets).isNotEmpty();
  }

  /** Everything that is served, without exception. */
  @Test
  void everyResourceConformsToUsCore() {
    var wrong = new ArrayList<String>();
    ALL.forEach(
        (type, resources) ->
            resources.forEach(
                r ->
                    FhirConformance.errors(FhirJson.encodeLoosely(r))
                        .forEach(e -> wrong.add(r.fhirType() + " " + e))));
    assertThat(wrong.stream().distinct().limit(100)).isEmpty();
  }
}

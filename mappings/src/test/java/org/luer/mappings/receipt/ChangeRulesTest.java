package org.luer.mappings.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.luer.mappings.core.ClinicJson;

/** What counts as changed, and the near miss of each rule, which is lost. */
class ChangeRulesTest {
  private static final String DEPRESSION = coding("http://hl7.org/fhir/sid/icd-10-cm", "F33.2");
  private static final String ANXIETY = coding("http://hl7.org/fhir/sid/icd-10-cm", "F41.1");

  @Test
  void thePageShowsEveryRuleWithItsMeaning() throws IOException {
    var page = Files.readString(Path.of("../src/docs/receipts.md"));
    ChangeRules.meanings()
        .forEach((rule, meaning) -> assertThat(page).contains("| `" + rule + "` | " + meaning));
    assertThat(page.lines().filter(line -> line.startsWith("| `")))
        .hasSameSizeAs(ChangeRules.meanings().keySet());
  }

  @Test
  void aReasonIsItsProblemOnlyWhenTheReasonLeadsThere() {
    var source = request("'reasonCode':[{" + DEPRESSION + "}]");
    var problem = "'reasonReference':[{'reference':'urn:c'}]";
    assertThat(reason(source, request(problem), condition("urn:c", DEPRESSION)))
        .isEqualTo("changed reason-as-problem");
    assertThat(reason(source, request(problem), condition("urn:c", ANXIETY)))
        .as("another problem")
        .isEqualTo("lost");
    assertThat(
            reason(
                source,
                request(problem),
                condition("urn:c", ANXIETY),
                condition("urn:d", DEPRESSION)))
        .as("the problem is there, but as no reason")
        .isEqualTo("lost");
  }

  @Test
  void aReasonInWordsIsTheProblemWithTheseWords() {
    var source = request("'reasonCode':[{'text':'Low mood'}]");
    var problem = "'reasonReference':[{'reference':'urn:c'}]";
    assertThat(reason(source, request(problem), condition("urn:c", "'text':'Low mood'")))
        .isEqualTo("changed reason-as-problem");
    assertThat(reason(source, request(problem), condition("urn:c", "'text':'Low moods'")))
        .isEqualTo("lost");
    assertThat(
            reason(
                source, request("'priority':'routine'"), condition("urn:c", "'text':'Low mood'")))
        .as("no reason")
        .isEqualTo("lost");
  }

  @Test
  void aRoleIsThePersonInItOnly() {
    var source = request("'requester':{'reference':'urn:r'}");
    var person = request("'requester':{'reference':'urn:p'}");
    var role =
        entry(
            "urn:r",
            "'resourceType':'PractitionerRole','practitioner':{'reference':'urn:p'},"
                + "'organization':{'display':'Ward'}");
    var rui = practitioner("urn:p", "Silva", "Rui");
    var ada = practitioner("urn:q", "Okafor", "Ada");
    assertThat(status(bundle(source, role, rui), bundle(person, role, rui), "requester"))
        .isEqualTo("changed person-of-role");
    assertThat(
            status(
                bundle(source, role, rui, ada),
                bundle(request("'requester':{'reference':'urn:q'}"), role, rui, ada),
                "requester"))
        .as("somebody else")
        .isEqualTo("lost");
    assertThat(status(bundle(source, role, rui), bundle(person, rui), "requester"))
        .as("the role is gone")
        .isEqualTo("lost");
  }

  @Test
  void aNameIsTheThingOfThisVeryName() {
    var source = request("'performer':[{'type':'Organization','display':'Harbor Clinic'}]");
    var back = request("'performer':[{'reference':'urn:o'}]");
    assertThat(
            status(bundle(source), bundle(back, organization("Harbor Clinic")), "performer[0].d"))
        .isEqualTo("changed name-of-reference");
    assertThat(
            status(bundle(source), bundle(back, organization("Harbor Clinic")), "performer[0].t"))
        .isEqualTo("changed type-of-reference");
    assertThat(status(bundle(source), bundle(back, organization("Harbour Clinic")), "performer"))
        .isEqualTo("lost");
    assertThat(
            status(
                bundle(source),
                bundle(request("'priority':'routine'"), organization("Harbor Clinic")),
                "performer"))
        .as("it is there, but nobody names it")
        .isEqualTo("lost");
  }

  @Test
  void theTypeOfAReferenceIsThatOfWhatItLeadsTo() {
    var source = request("'requester':{'reference':'urn:p','type':'Practitioner'}");
    var back = request("'requester':{'reference':'urn:p'}");
    var rui = practitioner("urn:p", "Silva", "Rui");
    assertThat(status(bundle(source, rui), bundle(back, rui), "requester.type"))
        .isEqualTo("changed type-of-reference");
    assertThat(
            status(
                bundle(source, rui),
                bundle(request("'requester':{'reference':'urn:o'}"), organization("Harbor")),
                "requester.type"))
        .isEqualTo("lost");
  }

  @Test
  void aMissingValueMeansWhatTheStandardSays() {
    var gone = bundle(organization("Harbor"));
    var active = "'resourceType':'Organization','name':'Harbor','active':";
    assertThat(status(bundle(entry("urn:o", active + "true")), gone, "active"))
        .isEqualTo("changed meaning-when-missing");
    assertThat(status(bundle(entry("urn:o", active + "false")), gone, "active")).isEqualTo("lost");
    assertThat(
            status(
                bundle(entry("urn:o", active + "true")),
                bundle(entry("urn:o", active + "false")),
                "active"))
        .as("the opposite came back")
        .isEqualTo("lost");
  }

  @Test
  void aFractionOfNothingIsNothing() {
    var back = bundle(request("'authoredOn':'2026-06-09T15:10:00Z'"));
    assertThat(
            status(bundle(request("'authoredOn':'2026-06-09T15:10:00.000Z'")), back, "authoredOn"))
        .isEqualTo("changed zero-fraction");
    for (var other : new String[] {"00.010Z", "01.000Z", "00.000+01:00"}) {
      assertThat(
              status(
                  bundle(request("'authoredOn':'2026-06-09T15:10:" + other + "'")), back, "auth"))
          .as(other)
          .isEqualTo("lost");
    }
  }

  @Test
  void aNameInOneTextSaysNoMoreThanItsParts() {
    var back = bundle(practitioner("urn:p", "Silva", "Rui"));
    assertThat(status(bundle(named("SILVA, RUI")), back, "text")).isEqualTo("lost");
    assertThat(status(bundle(named("Silva, Rui")), back, "text"))
        .isEqualTo("changed words-of-name");
    assertThat(status(bundle(named("Silva, Rui RN")), back, "text")).isEqualTo("lost");
  }

  @Test
  void aTextIsOfACodeOnlyInWholeWords() {
    var gone = bundle(request("'code':{" + coding("http://x", "1") + "}"));
    var coded = "'code':{" + coding("http://x", "1").replace("}]", ",'display':'Diagnosis'}]");
    assertThat(status(bundle(request(coded + ",'text':'diagnosis'}")), gone, "code.text"))
        .isEqualTo("changed words-of-code");
    assertThat(status(bundle(request(coded + ",'text':'no'}")), gone, "code.text"))
        .isEqualTo("lost");
  }

  @Test
  void oneCodingIsChosenWhenAnotherIsNot() {
    var other = "{'system':'http://x','code':'1','userSelected':false}";
    var chosen = "{'system':'http://y','code':'2','userSelected':true}";
    var bare = "{'system':'http://x','code':'1'}";
    var source = bundle(request("'code':{'coding':[" + other + "," + chosen + "]}"));
    assertThat(
            status(
                source,
                bundle(request("'code':{'coding':[" + chosen + "," + bare + "]}")),
                "coding[0].userSelected"))
        .isEqualTo("changed not-chosen");
    assertThat(
            status(
                source,
                bundle(request("'code':{'coding':[" + bare + "]}")),
                "coding[0].userSelected"))
        .isEqualTo("lost");
  }

  @Test
  void thePlaceOfAVisitThatIsOverWasLeftWithIt() {
    var period = "'period':{'start':'2026-06-09T15:10:00Z','end':'2026-06-09T16:10:00Z'}";
    var visit = "'resourceType':'Encounter','status':'finished'," + period;
    var place = ",'location':[{'status':'completed'," + period + "}]";
    var gone = bundle(entry("urn:e", visit));
    assertThat(status(bundle(entry("urn:e", visit + place)), gone, "location"))
        .isEqualTo("changed place-of-visit");
    var running = bundle(entry("urn:e", visit.replace("finished", "in-progress")));
    assertThat(status(bundle(entry("urn:e", visit + place)), running, "location[0].status"))
        .as("the visit goes on")
        .isEqualTo("lost");
    var shorter = place.replace("16:10", "15:40");
    assertThat(status(bundle(entry("urn:e", visit + shorter)), gone, "location[0].period.end"))
        .as("left before the visit was over")
        .isEqualTo("lost");
    assertThat(
            status(
                bundle(entry("urn:e", visit + place.replace("completed", "active"))),
                gone,
                "location[0].status"))
        .isEqualTo("lost");
  }

  @Test
  void aRangeThatSaysThatItIsNormalSaysNothing() {
    var range = "http://terminology.hl7.org/CodeSystem/referencerange-meaning";
    var seen =
        "'resourceType':'Observation','code':{'text':'ALT'},'referenceRange':[{'text':'7-56'";
    var gone = bundle(entry("urn:a", seen + "}]"));
    assertThat(
            status(
                bundle(entry("urn:a", seen + ",'type':{" + coding(range, "normal") + "}}]")),
                gone,
                "type"))
        .isEqualTo("changed meaning-when-missing");
    assertThat(
            status(
                bundle(entry("urn:a", seen + ",'type':{" + coding(range, "critical") + "}}]")),
                gone,
                "type"))
        .isEqualTo("lost");
  }

  @Test
  void theOrdererIsAgainTheOneOfTheOrder() {
    var order = "MSH|^~\\&|A|B|C|D|20260101||RDE^O11^RDE_O11|1|P|2.5.1\rORC|NW|1^A|||||||||";
    var gone = order + "|77^Osei^Ama\rRXE||6130^ketamine^RXNORM|1||mg";
    assertThat(hl7v2(gone + "||||||||77^Osei^Ama", gone, "RXE[1]-13"))
        .isEqualTo("changed prescriber-is-orderer");
    assertThat(hl7v2(gone + "||||||||78^Sand^Eva", gone, "RXE[1]-13")).isEqualTo("lost");
  }

  @Test
  void anAnswerIsSelfReportedWhenItsMethodSaysSo() {
    var obx =
        "MSH|^~\\&|A|B|C|D|20260101||ORU^R01^ORU_R01|1|P|2.5.1\rOBR|1||2^A|44249-1^PHQ-9^LN\r"
            + "OBX|1|NM|44261-6^PHQ-9 total^LN|1|15||||||F||||||";
    assertThat(hl7v2(obx + "SR^Self-report^APP", obx + "^Self-reported", "OBX[1]-17"))
        .isEqualTo("changed self-reported");
    assertThat(hl7v2(obx + "TEL^By telephone^APP", obx + "^Self-reported", "OBX[1]-17(1).1"))
        .isEqualTo("lost");
  }

  @Test
  void aNumberIsInUseUnlessTheWayCarriesUses() {
    var number = "{'system':'urn:x','value':'7'}";
    var usual = number.replace("'7'", "'7','use':'usual'");
    var other = "{'system':'urn:x','value':'8','use':'old'}";
    assertThat(status(bundle(numbered(usual)), bundle(numbered(number)), "use"))
        .isEqualTo("changed use-of-number");
    assertThat(status(bundle(numbered(usual, other)), bundle(numbered(number, other)), "[0].use"))
        .as("uses come back, this one not")
        .isEqualTo("lost");
    assertThat(
            status(bundle(numbered(other)), bundle(numbered(other.replace("old", "temp"))), "use"))
        .isEqualTo("lost");
    var gone = number.replace("'7'", "'9'");
    assertThat(status(bundle(numbered(usual)), bundle(numbered(gone)), "use")).isEqualTo("lost");
  }

  @Test
  void aNumberOfTheRegistryIsOneOfProviders() {
    var number = "{'system':'http://hl7.org/fhir/sid/us-npi','value':'1234567893'}";
    var typed = number.replace("'1234567893'", "'1234567893','type':{'text':'NPI'}");
    assertThat(status(bundle(numbered(typed)), bundle(numbered(number)), "type"))
        .isEqualTo("changed kind-of-registry");
    assertThat(
            status(
                bundle(numbered(typed.replace("us-npi", "us-ssn"))),
                bundle(numbered(number.replace("us-npi", "us-ssn"))),
                "type"))
        .isEqualTo("lost");
  }

  @Test
  void whoOrdersIsAProviderOfCare() {
    var kinds = "http://terminology.hl7.org/CodeSystem/organization-type";
    var bare = "'resourceType':'Organization','name':'Harbor'";
    var kind = bare + ",'type':[{" + coding(kinds, "prov") + "}]";
    assertThat(status(bundle(entry("urn:o", kind)), bundle(entry("urn:o", bare)), "type"))
        .isEqualTo("changed provider-of-care");
    assertThat(
            status(
                bundle(entry("urn:o", kind.replace("prov", "ins"))),
                bundle(entry("urn:o", bare)),
                "type"))
        .as("a payer is none")
        .isEqualTo("lost");
    assertThat(
            status(
                bundle(entry("urn:o", kind)),
                bundle(entry("urn:o", kind.replace("prov", "ins"))),
                "type"))
        .as("another kind came back")
        .isEqualTo("lost");
    assertThat(status(bundle(entry("urn:o", kind)), bundle(request("'priority':'asap'")), "type"))
        .as("the organization is gone")
        .isEqualTo("lost");
  }

  @Test
  void theBytesOfADocumentMayStandBesideIt() {
    var document =
        entry(
            "urn:d",
            "'resourceType':'DocumentReference','content':[{'attachment':{'contentType':'text/plain',"
                + "'data':'aGVyZQ=='}}]");
    var index = document.replace("'data':'aGVyZQ=='", "'url':'urn:b'");
    var binary = entry("urn:b", "'resourceType':'Binary','data':'aGVyZQ=='");
    assertThat(status(bundle(document), bundle(index, binary), "attachment.data"))
        .isEqualTo("changed bytes-apart");
    assertThat(
            status(
                bundle(document), bundle(index, binary.replace("aGVy", "dGVy")), "attachment.data"))
        .as("other bytes")
        .isEqualTo("lost");
  }

  @Test
  void aPlaceByItsNameIsThisVeryPlace() {
    var place = "'resourceType':'Location','name':'Suite'";
    var gone = bundle(entry("urn:l", place));
    assertThat(status(bundle(entry("urn:l", place + ",'mode':'instance'")), gone, "mode"))
        .isEqualTo("changed place-itself");
    assertThat(status(bundle(entry("urn:l", place + ",'mode':'kind'")), gone, "mode"))
        .isEqualTo("lost");
    assertThat(
            status(
                bundle(entry("urn:l", place + ",'mode':'instance'")),
                bundle(entry("urn:l", place + ",'mode':'kind'")),
                "mode"))
        .isEqualTo("lost");
  }

  private static String numbered(String... numbers) {
    return entry(
        "urn:p",
        "'resourceType':'Practitioner','name':[{'family':'Silva'}],'identifier':["
            + String.join(",", numbers)
            + "]");
  }

  private static String hl7v2(String source, String returned, String place) {
    var rules = new Comparison(ChangeRules.INBOUND, Comparison.Withheld.NOTHING, Set::of, null);
    return String.join(
        ", ",
        rules
            .of(
                Hl7v2Leaves.of(java.util.List.of(source + "\r")),
                Hl7v2Leaves.of(java.util.List.of(returned + "\r")))
            .stream()
            .filter(r -> !r.leaf().envelope() && r.leaf().path().contains(place))
            .map(r -> r.rule() == null ? r.status().code() : r.status().code() + " " + r.rule())
            .distinct()
            .toList());
  }

  private static String named(String text) {
    return practitioner("urn:p", "Silva", "Rui")
        .replace("'given'", "'text':'" + text + "','given'");
  }

  private static String coding(String system, String code) {
    return "'coding':[{'system':'" + system + "','code':'" + code + "'}]";
  }

  private static String condition(String url, String code) {
    return entry(
        url,
        "'resourceType':'Condition','category':[{"
            + coding("http://c", "problem-list-item")
            + "}],'code':{"
            + code
            + "}");
  }

  private static String practitioner(String url, String family, String given) {
    return entry(
        url,
        "'resourceType':'Practitioner','name':[{'family':'"
            + family
            + "','given':['"
            + given
            + "']}]");
  }

  private static String organization(String name) {
    return entry("urn:o", "'resourceType':'Organization','name':'" + name + "'");
  }

  private static String request(String content) {
    return entry("urn:s", "'resourceType':'ServiceRequest'," + content);
  }

  private static String entry(String url, String content) {
    return "{'fullUrl':'" + url + "','resource':{" + content + "}}";
  }

  private static String bundle(String... entries) {
    return "{'entry':[" + String.join(",", entries) + "]}";
  }

  /** What became of the reason of a request. */
  private static String reason(String source, String request, String... problems) {
    var entries = new String[problems.length + 1];
    entries[0] = request;
    System.arraycopy(problems, 0, entries, 1, problems.length);
    return status(bundle(source), bundle(entries), "reasonCode");
  }

  /** What became of the leaves with this in their path; one word when all share it. */
  private static String status(String source, String returned, String place) {
    var rules = new Comparison(ChangeRules.INBOUND, Comparison.Withheld.NOTHING, Set::of, null);
    var found =
        rules.of(leaves(source), leaves(returned)).stream()
            .filter(r -> !r.leaf().envelope() && r.leaf().path().contains(place))
            .map(r -> r.rule() == null ? r.status().code() : r.status().code() + " " + r.rule())
            .distinct()
            .toList();
    return String.join(", ", found);
  }

  private static java.util.List<Leaf> leaves(String json) {
    try {
      return FhirLeaves.of(ClinicJson.mapper().readTree(json.replace('\'', '"')));
    } catch (JsonProcessingException wrong) {
      throw new AssertionError(json, wrong);
    }
  }
}

package org.luer.mappings.concept.claim;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.core.PartialTime;

/**
 * The update of a request for prior authorization that an insurer has (Da Vinci PAS,
 * profile-claim-update; reference/fhir.md 4.5): a request of its own with a new number that names
 * the earlier one.
 *
 * <p>Every line of the earlier request stands in its place. One that is wanted otherwise is marked
 * as changed, one that is not wanted any more is cancelled, new ones follow and are marked as
 * added. A line is the same when code and modifiers are; it is changed when anything of it is, or
 * of the people and diagnoses that it points at.
 */
public final class AuthorizationUpdate {
  /** What an update did to a line (PASTempCodes). */
  public static final String ADDED = "added";

  /** What an update did to a line (PASTempCodes); a line that is cancelled is changed too. */
  public static final String CHANGED = "changed";

  private static final String CERTIFICATIONS = "https://codesystem.x12.org/005010/1322";
  private static final String CANCEL = "3";
  private static final List<String> POINTERS =
      List.of("careTeam", "diagnoses", "information", "procedures");
  private static final String AUTHORIZATION = "authorization";

  private AuthorizationUpdate() {}

  /**
   * The update.
   *
   * @param before the request as the insurer has it
   * @param wanted the request as it should be
   * @param id number of the update
   * @param numbers authorization numbers that the insurer gave, by number of the line from 1
   * @param createdAt when it is made
   */
  public static Claim of(
      Claim before, Claim wanted, String id, Map<Integer, String> numbers, PartialTime createdAt) {
    return new Claim(
        id,
        before.patientId(),
        before.use(),
        wanted.type(),
        wanted.subType(),
        wanted.identifiers(),
        Claim.Status.DRAFT,
        createdAt,
        wanted.enteredBy(),
        wanted.provider(),
        wanted.priority(),
        wanted.insurer(),
        wanted.payee(),
        before.id(),
        wanted.related(),
        wanted.referralId(),
        wanted.referral(),
        wanted.prescription(),
        wanted.visit(),
        wanted.accident(),
        wanted.period(),
        wanted.facility(),
        wanted.careTeam(),
        wanted.accountNumber(),
        wanted.times(),
        wanted.attachments(),
        wanted.information(),
        wanted.authorization(),
        wanted.procedures(),
        wanted.diagnoses(),
        wanted.coverageIds(),
        wanted.authorizationNumbers(),
        lines(before, wanted, numbers),
        wanted.total(),
        null);
  }

  private static List<ClaimLine> lines(Claim before, Claim wanted, Map<Integer, String> numbers) {
    var left = new ArrayList<>(wanted.lines());
    var lines = new ArrayList<ClaimLine>();
    for (int i = 0; i < before.lines().size(); i++) {
      var was = before.lines().get(i);
      var is = cancelled(was) ? null : taken(was, left);
      var number = numbers.get(i + 1);
      if (is != null) {
        var same = told(was, before).equals(told(is, wanted));
        lines.add(line(tree(is), same ? null : CHANGED, number));
      } else if (cancelled(was)) {
        left.removeIf(l -> cancelled(l) && key(l).equals(key(was)));
        lines.add(line(bare(was), null, number));
      } else {
        var gone = bare(was);
        certified(gone, CANCEL, "Cancel");
        lines.add(line(gone, CHANGED, number));
      }
    }
    left.stream().filter(l -> !cancelled(l)).forEach(l -> lines.add(line(tree(l), ADDED, null)));
    return List.copyOf(lines);
  }

  /** Whether a line of a request was taken back by an update. */
  public static boolean cancelled(ClaimLine line) {
    var authorization = line.authorization();
    return authorization != null
        && authorization.certification() != null
        && CANCEL.equals(authorization.certification().code());
  }

  private static @Nullable ClaimLine taken(ClaimLine was, List<ClaimLine> left) {
    for (var line : left) {
      if (!cancelled(line) && key(line).equals(key(was))) {
        left.remove(line);
        return line;
      }
    }
    return null;
  }

  /** By what a line is the same: code and modifiers. */
  private static List<String> key(ClaimLine line) {
    var key = new ArrayList<String>();
    key.add(line.code().system() + "|" + line.code().code());
    line.modifiers().forEach(m -> key.add(String.valueOf(m.code())));
    return key;
  }

  private static ObjectNode tree(ClaimLine line) {
    return ClinicJson.mapper().valueToTree(line);
  }

  /** Without pointers: what it pointed at may stand elsewhere now. */
  private static ObjectNode bare(ClaimLine line) {
    return tree(line).without(POINTERS);
  }

  /** What a line asks for, in full and without what marks it. */
  private static JsonNode told(ClaimLine line, Claim of) {
    var told = bare(line);
    if (told.path(AUTHORIZATION) instanceof ObjectNode marks) {
      marks.remove(List.of("change", "certification", "number"));
      if (marks.isEmpty()) {
        told.remove(AUTHORIZATION);
      }
    }
    var pointed = told.putArray("pointed");
    pointed(line.careTeam(), of.careTeam(), pointed);
    pointed(line.diagnoses(), of.diagnoses(), pointed);
    pointed(line.information(), of.information(), pointed);
    pointed(line.procedures(), of.procedures(), pointed);
    return told;
  }

  private static void pointed(List<Integer> pointers, List<?> things, ArrayNode to) {
    var all = to.addArray();
    pointers.forEach(n -> all.add(ClinicJson.mapper().<JsonNode>valueToTree(things.get(n - 1))));
  }

  private static void certified(ObjectNode line, String code, String text) {
    line.withObjectProperty(AUTHORIZATION)
        .putObject("certification")
        .put("system", CERTIFICATIONS)
        .put("code", code)
        .put("text", text);
  }

  private static ClaimLine line(ObjectNode line, @Nullable String change, @Nullable String number) {
    var authorization = line.withObjectProperty(AUTHORIZATION);
    authorization.remove("change");
    if (!authorization.hasNonNull("certification")) {
      certified(line, "I", "Initial");
    }
    if (change != null) {
      authorization.put("change", change);
    }
    if (number != null && !authorization.hasNonNull("number")) {
      authorization.put("number", number);
    }
    try {
      return ClinicJson.mapper().treeToValue(line, ClaimLine.class);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a line that was written cannot be read", impossible);
    }
  }
}

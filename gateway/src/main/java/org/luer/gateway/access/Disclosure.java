package org.luer.gateway.access;

import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Partners;
import org.luer.mappings.concept.disclosure.DisclosureDirective;
import org.luer.mappings.concept.disclosure.DisclosureDirective.Decision;
import org.luer.mappings.concept.disclosure.Sensitivity;

/**
 * The one decision about who may have a clinic record. Every delivery and every read asks here,
 * before translation.
 *
 * <p>A pure function. In this order: never back to where it came from; never a psychotherapy note;
 * never to an insurer what the patient paid; never what a directive forbids; only the partner's
 * patients, or those that a directive gives it; Part 2 records and what tells of violence only when
 * a directive permits it. What remains goes to whoever treats the patient or pays.
 */
public final class Disclosure {
  /** What is told to those who get records, once and for all instead of with each record. */
  public static final String STATEMENT =
      "Records may be incomplete: what the law or the patient does not permit to be disclosed is left out and not announced one by one.";

  private static final Set<Sensitivity> TO_BE_NAMED =
      EnumSet.of(Sensitivity.PART_2, Sensitivity.VIOLENCE);

  private Disclosure() {}

  /** Why the record would be given. */
  public enum Purpose {
    DELIVERY,
    READ
  }

  /**
   * What the decision needs to know of a record.
   *
   * @param lineage the partners that the record came from, directly or passed on; empty for the
   *     clinic's own
   * @param authorities namespaces and OIDs of the patient's identifiers
   * @param sources partners that an order, referral or visit of the patient came from
   * @param referrers NPIs that an active referral of the patient names
   * @param origins who wrote it: {@code clinic}, a partner, or both for a partner's record that the
   *     clinic made its own
   * @param references kind and id of the record and of those that it names
   * @param classes how sensitive it is by its codes
   * @param directives the patient's, in force or not
   */
  public record Subject(
      Set<String> lineage,
      Set<String> authorities,
      Set<String> sources,
      Set<String> referrers,
      Set<String> origins,
      Set<String> references,
      Set<Sensitivity> classes,
      List<DisclosureDirective> directives) {
    public Subject {
      lineage = Set.copyOf(lineage);
      authorities = Set.copyOf(authorities);
      sources = Set.copyOf(sources);
      referrers = Set.copyOf(referrers);
      origins = Set.copyOf(origins);
      references = Set.copyOf(references);
      classes = Set.copyOf(classes);
      directives = List.copyOf(directives);
    }

    /** A patient of whom there are no directives, and nothing sensitive. */
    public Subject(
        Set<String> lineage, Set<String> authorities, Set<String> sources, Set<String> referrers) {
      this(lineage, authorities, sources, referrers, Set.of(), Set.of(), Set.of(), List.of());
    }

    /** The same patient and another record: what the decision must know of the patient is kept. */
    public Subject about(
        Set<String> from, Set<String> writers, Set<String> names, Set<Sensitivity> sensitive) {
      return new Subject(
          from, authorities, sources, referrers, writers, names, sensitive, directives);
    }
  }

  /**
   * When and under which circumstances it is decided.
   *
   * @param programs who is a substance-use treatment program (42 CFR Part 2): partners, and {@code
   *     clinic} when the clinic itself is one
   */
  public record Circumstances(Purpose purpose, Instant now, Set<String> programs) {
    public Circumstances {
      programs = Set.copyOf(programs);
    }

    /** By the settings as they are now. */
    public static Circumstances of(Purpose purpose, Instant now, Partners.Snapshot partners) {
      return new Circumstances(purpose, now, partners.part2Programs());
    }
  }

  /**
   * The outcome.
   *
   * @param rule that brought it about
   * @param directive id of the directive that decided; null when none did
   * @param judged whether it was withheld for what it is or by what the patient said, and not
   *     because it is somebody else's patient
   * @param classes how sensitive the record is, directives and programs considered
   * @param redisclosure whether the recipient may pass it on under the rules for everybody
   */
  public record Verdict(
      boolean permitted,
      String rule,
      @Nullable String directive,
      boolean judged,
      Set<Sensitivity> classes,
      boolean redisclosure) {
    public Verdict {
      classes = Set.copyOf(classes);
    }

    /** The rule, and the directive that it goes by. */
    public String named() {
      return directive == null ? rule : rule + " " + directive;
    }
  }

  /** Decides for one partner and one record. */
  public static Verdict decide(Partner partner, Subject subject, Circumstances circumstances) {
    return new Case(partner, subject, circumstances).decide();
  }

  /** One decision. */
  private static final class Case {
    private final Partner partner;
    private final Subject subject;
    private final Circumstances circumstances;
    private final List<DisclosureDirective> counting;
    private final Set<Sensitivity> classes;

    Case(Partner partner, Subject subject, Circumstances circumstances) {
      this.partner = partner;
      this.subject = subject;
      this.circumstances = circumstances;
      this.counting =
          subject.directives().stream().filter(d -> d.counts(circumstances.now())).toList();
      this.classes = classes();
    }

    Verdict decide() {
      if (circumstances.purpose() == Purpose.DELIVERY && subject.lineage().contains(partner.id())) {
        return withhold("never-back-to-its-source", null, false);
      }
      var related = related();
      if (!related.permitted()) {
        return related;
      }
      if (classes.contains(Sensitivity.PSYCHOTHERAPY_NOTES)) {
        return withhold("psychotherapy-notes-never", null, true);
      }
      if (classes.contains(Sensitivity.SELF_PAID) && partner.kind() == Partner.Kind.INSURER) {
        return withhold("self-paid-not-to-insurer", null, true);
      }
      var forbidding = find(Decision.FORBID, this::covers);
      if (forbidding.isPresent()) {
        return withhold("forbidden-by-directive", forbidding.get().id(), true);
      }
      return named(related);
    }

    /** What only a directive opens that names its class. */
    private Verdict named(Verdict related) {
      var last = related;
      for (var one : TO_BE_NAMED) {
        if (classes.contains(one)) {
          var permitting = find(Decision.PERMIT, d -> d.classes().contains(one) && narrowed(d));
          if (permitting.isEmpty()) {
            return withhold(one.code() + "-without-directive", null, true);
          }
          var directive = permitting.get();
          last =
              permit(
                  "permitted-by-directive",
                  directive.id(),
                  last.redisclosure() && !Boolean.FALSE.equals(directive.redisclosure()));
        }
      }
      return last;
    }

    private Verdict related() {
      var given = find(Decision.PERMIT, d -> d.classes().isEmpty() && narrowed(d));
      var relation = relation();
      return relation.permitted() || given.isEmpty()
          ? relation
          : permit("given-by-directive", given.get().id(), true);
    }

    private Verdict relation() {
      return switch (partner.patients()) {
        case ALL -> permit("patients-all", null, true);
        case OWN -> own();
        case REFERRED ->
            partner.npi().stream().anyMatch(subject.referrers()::contains)
                ? permit("referred-by-partner", null, true)
                : withhold("not-referred-by-partner", null, false);
      };
    }

    private Verdict own() {
      if (knows(partner.authority(), subject.authorities())) {
        return permit("identifier-of-partner", null, true);
      }
      return subject.sources().contains(partner.id())
          ? permit("order-referral-or-visit-from-partner", null, true)
          : withhold("not-a-patient-of-partner", null, false);
    }

    private Set<Sensitivity> classes() {
      var all = EnumSet.noneOf(Sensitivity.class);
      all.addAll(subject.classes());
      counting.stream()
          .filter(d -> !d.records().isEmpty() && narrowed(d))
          .forEach(d -> all.addAll(d.classes()));
      var writers = new HashSet<>(subject.origins());
      writers.addAll(subject.lineage());
      writers.retainAll(circumstances.programs());
      var own = writers.remove(Partners.CLINIC);
      if (!writers.isEmpty() || (own && all.contains(Sensitivity.SUBSTANCE_USE))) {
        all.add(Sensitivity.PART_2);
      }
      return all;
    }

    private Optional<DisclosureDirective> find(
        Decision decision, Predicate<DisclosureDirective> fits) {
      return counting.stream()
          .filter(d -> d.decision() == decision && concerns(d))
          .filter(fits)
          .findFirst();
    }

    /** Whether it speaks of this partner and of what the partner would have the record for. */
    private boolean concerns(DisclosureDirective directive) {
      var kind = DisclosureDirective.Recipient.valueOf(partner.kind().name());
      var everybody = directive.partners().isEmpty() && directive.recipients().isEmpty();
      return (everybody
              || directive.partners().contains(partner.id())
              || directive.recipients().contains(kind))
          && (directive.purposes().isEmpty() || directive.purposes().contains(purpose()));
    }

    private DisclosureDirective.Purpose purpose() {
      return partner.kind() == Partner.Kind.INSURER
          ? DisclosureDirective.Purpose.PAYMENT
          : DisclosureDirective.Purpose.TREATMENT;
    }

    private boolean covers(DisclosureDirective directive) {
      return directive.records().isEmpty()
          ? directive.classes().isEmpty()
              || directive.classes().stream().anyMatch(classes::contains)
          : narrowed(directive);
    }

    /** Whether the records that it is narrowed to, if it is, have this one among them. */
    private boolean narrowed(DisclosureDirective directive) {
      return directive.records().isEmpty()
          || directive.records().stream().anyMatch(subject.references()::contains);
    }

    private static boolean knows(Partner.@Nullable Authority authority, Set<String> authorities) {
      return authority != null
          && ((authority.namespace() != null && authorities.contains(authority.namespace()))
              || (authority.oid() != null && authorities.contains(authority.oid())));
    }

    private Verdict permit(String rule, @Nullable String directive, boolean redisclosure) {
      return new Verdict(true, rule, directive, false, classes, redisclosure);
    }

    private Verdict withhold(String rule, @Nullable String directive, boolean judged) {
      return new Verdict(false, rule, directive, judged, classes, false);
    }
  }
}

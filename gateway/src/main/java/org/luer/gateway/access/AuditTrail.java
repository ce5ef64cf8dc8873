package org.luer.gateway.access;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.partner.Partner;

/**
 * Keeps who got at whose data, by whatever route, and who was kept from it.
 *
 * <p>A method that returns has written its rows: in the transaction that is under way, else in one
 * of its own. What was found is never kept, only where it lies. A method that throws ({@link
 * org.springframework.dao.DataAccessException}) has written nothing, and then nothing may be shown.
 */
public interface AuditTrail {
  /** What for, in the codes of v3-ActReason. */
  enum PurposeOfUse {
    /** Treatment. */
    TREAT,
    /** Emergency treatment. */
    ETREAT,
    /** Payment. */
    HPAYMT,
    /** Operations. */
    HOPERAT,
    /** Asked for by the patient. */
    PATRQT;

    /** What a partner has our data for: an insurer to pay, all others to treat. */
    public static PurposeOfUse of(Partner partner) {
      return partner.kind() == Partner.Kind.INSURER ? HPAYMT : TREAT;
    }
  }

  /**
   * Who.
   *
   * @param name of the client, token or user
   * @param partner on whose behalf; null for the clinic's own
   * @param address network address; null when there is none
   * @param purpose null when it is not known
   */
  record Agent(
      String name,
      @Nullable String partner,
      @Nullable String address,
      @Nullable PurposeOfUse purpose) {

    /** One of the clinic's own people or systems. */
    public static Agent of(Caller caller, @Nullable String address) {
      return new Agent(caller.actor(), null, address, null);
    }

    /** A partner's machine. */
    public static Agent of(PartnerCaller caller, Partner partner, @Nullable String address) {
      return new Agent(caller.actor(), partner.id(), address, PurposeOfUse.of(partner));
    }
  }

  /** What a refused one was after. */
  enum Attempt {
    READ,
    SEARCH,
    EXPORT,
    WRITE;

    String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One resource was shown.
   *
   * @param patient id of the clinic's patient; null for what is about none (an organization)
   * @param reference {@code Observation/o-1}, or with {@code /_history/2} the version
   */
  void read(Agent agent, @Nullable String patient, String reference);

  /**
   * A search was answered.
   *
   * @param query as it was asked, type and parameters: {@code Observation?patient=p-1}
   * @param patients ids of the patients in what was found: one event for each, one when there are
   *     none
   */
  void searched(Agent agent, String query, Collection<String> patients);

  /** The same for an operation that hands out much at once: {@code Patient/$export?_type=…}. */
  void exported(Agent agent, String query, Collection<String> patients);

  /**
   * Somebody was refused.
   *
   * @param patient null when it is not known or not for a patient's data
   * @param what the reference or query that was asked for
   * @param reason in plain words, no patient data
   */
  void refused(Agent agent, Attempt attempt, @Nullable String patient, String what, String reason);

  /**
   * A record went to a partner.
   *
   * @param reference {@code InfusionSession/s-1/2}: kind, id and version
   * @param message id of the delivery; null when there is none
   * @param rule of {@link Disclosure} that permits it
   */
  void disclosed(
      Agent to,
      @Nullable String patient,
      String reference,
      @Nullable String message,
      @Nullable String rule);

  /**
   * A record did not go to a partner that takes such records and whose patient it is.
   *
   * @param rule of {@link Disclosure} that withheld it
   */
  void withheld(Agent from, @Nullable String patient, String reference, String rule);
}

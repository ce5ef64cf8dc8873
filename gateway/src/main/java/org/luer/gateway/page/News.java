package org.luer.gateway.page;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.PublicAddress;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.people.People;
import org.luer.gateway.people.Person;
import org.luer.gateway.pull.PartnerView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people by e-mail that there is something new, at most once a day, and nothing of what or
 * whose it is.
 */
public final class News {
  /** How often it is looked for. */
  static final Duration EVERY = Duration.ofMinutes(15);

  private static final Duration PERIOD = Duration.ofDays(1);
  private static final Logger LOG = LoggerFactory.getLogger(News.class);

  private final People people;
  private final Partners partners;
  private final PartnerView view;
  private final PublicAddress address;
  private final String clinic;
  private final @Nullable Mail mail;

  /** How an e-mail is sent. */
  interface Mail {
    /**
     * Sends one.
     *
     * @throws IOException if the server did not take it
     */
    void send(List<String> to, String subject, String text) throws IOException;
  }

  /**
   * @param mail null where no mail server is set: then nobody is told
   */
  News(
      People people,
      Partners partners,
      PartnerView view,
      PublicAddress address,
      String clinic,
      @Nullable Mail mail) {
    this.people = people;
    this.partners = partners;
    this.view = view;
    this.address = address;
    this.clinic = clinic;
    this.mail = mail;
  }

  /** Tells everybody for whom there is something new. */
  public void look() {
    if (mail == null) {
      return;
    }
    for (var expecting : people.expecting(PERIOD)) {
      var person = expecting.person();
      var partner = partners.current().find(person.partner());
      if (partner.isPresent()
          && view.changed(partner.get(), PatientFile.KINDS, expecting.since())) {
        tell(mail, person);
      }
    }
  }

  private void tell(Mail way, Person person) {
    try {
      way.send(
          List.of(person.email()),
          "Something new at " + clinic,
          """
          There is something new about your patients at %s. Log in to read it:

          %s/my

          You get this message at most once a day. You can turn it off in the settings of the page.
          """
              .formatted(clinic, address.base()));
      people.told(person);
    } catch (IOException e) {
      LOG.warn("A person could not be told that there is something new: {}", e.getMessage());
    }
  }
}

package org.luer.gateway.alert;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.luer.gateway.alert.Alerts.Notice;
import org.luer.gateway.partner.AlertSettings.Mail;
import org.springframework.mail.MailException;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** Sends each change as a mail of a few lines by SMTP. */
public final class MailWay implements Alerts.Way {
  private static final String PATIENCE = "10000";

  private final Mail settings;

  /** A mail server. */
  public MailWay(Mail settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "mail";
  }

  @Override
  public void tell(Notice notice) throws IOException {
    var alert = notice.alert();
    send(
        settings.to(),
        "Luer: %s %s%s"
            .formatted(
                alert.kind(),
                notice.change(),
                alert.partner() == null ? "" : " (" + alert.partner() + ")"),
        "%s%n%nAlert %d began at %s%s.%n"
            .formatted(
                alert.text(),
                alert.id(),
                alert.beganAt(),
                notice.change().equals("ended") ? " and ended at " + alert.endedAt() : ""));
  }

  /**
   * Sends one mail of plain text by the same server and from the same sender.
   *
   * @throws IOException if the server did not take it
   */
  public void send(List<String> to, String subject, String text) throws IOException {
    var mail = new SimpleMailMessage();
    mail.setFrom(settings.from());
    mail.setTo(to.toArray(String[]::new));
    mail.setSubject(subject);
    mail.setText(text);
    try {
      sender().send(mail);
    } catch (MailException e) {
      throw new IOException("the mail server did not take it", e);
    }
  }

  /** Made for each mail: the password file may have changed. */
  private JavaMailSenderImpl sender() throws IOException {
    var sender = new JavaMailSenderImpl();
    sender.setHost(settings.host());
    sender.setPort(settings.port());
    var properties = sender.getJavaMailProperties();
    properties.setProperty("mail.smtp.connectiontimeout", PATIENCE);
    properties.setProperty("mail.smtp.timeout", PATIENCE);
    properties.setProperty("mail.smtp.writetimeout", PATIENCE);
    properties.setProperty("mail.smtp.starttls.enable", String.valueOf(settings.startTls()));
    properties.setProperty("mail.smtp.starttls.required", String.valueOf(settings.startTls()));
    properties.setProperty(
        "mail.smtp.ssl.checkserveridentity", String.valueOf(settings.startTls()));
    if (settings.username() != null) {
      sender.setUsername(settings.username());
      properties.setProperty("mail.smtp.auth", "true");
      if (settings.passwordFile() != null) {
        sender.setPassword(Files.readString(settings.passwordFile()).strip());
      }
    }
    return sender;
  }
}

package org.luer.gateway.mllp;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.journal.Acceptance.Accepted;
import org.luer.gateway.journal.Acceptance.Duplicate;
import org.luer.gateway.journal.Journal;
import org.luer.gateway.journal.OwnedByAnother;
import org.luer.gateway.journal.Reason;
import org.luer.gateway.journal.Reception;
import org.luer.gateway.mllp.AckIssue.Code;
import org.luer.gateway.mllp.AckIssue.Severity;
import org.luer.gateway.mllp.Acknowledgement.Verdict;
import org.luer.gateway.mllp.MessageReader.Content;
import org.luer.gateway.partner.ClinicSettings;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Partner.Identify;
import org.luer.gateway.partner.Partners;
import org.luer.mappings.core.Issue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes HL7 v2 messages from partners into the journal.
 *
 * <p>Answered AR: sender not recognised (MSH-3, MSH-4, certificate), another processing id than
 * ours, a type that this partner may not send, no control id. Answered AE: content that cannot be
 * used, with every reason. AA only after the journal has committed; when it cannot, it throws, and
 * nobody is answered. A repeated message gets the answer of the first.
 */
public final class PartnerIntake implements MessageIntake {
  private static final Logger LOG = LoggerFactory.getLogger(PartnerIntake.class);
  private static final String MEDIA_TYPE = "x-application/hl7-v2+er7";
  private static final String UNKNOWN = "unknown";

  private final Journal journal;
  private final Partners partners;
  private final ClinicSettings clinic;
  private final List<MessageReader> readers;
  private final Clock clock;

  /** An intake for the messages that these readers know. */
  public PartnerIntake(
      Journal journal,
      Partners partners,
      ClinicSettings clinic,
      List<MessageReader> readers,
      Clock clock) {
    this.journal = journal;
    this.partners = partners;
    this.clinic = clinic;
    this.readers = List.copyOf(readers);
    this.clock = clock;
  }

  @Override
  public Optional<byte[]> accept(byte[] message, Peer peer) {
    var header = Hl7v2Text.of(message);
    if (header.isEmpty()) {
      LOG.warn("{} bytes from {} have no MSH; connection closed", message.length, peer.address());
      return Optional.empty();
    }
    var text = header.get();
    var type = text.component("MSH", 9, 1) + "_" + text.component("MSH", 9, 2);
    if (text.has("MSA") && type.startsWith("ACK")) {
      LOG.warn("an acknowledgement from {} that nobody waits for", peer.address());
      return Optional.empty();
    }
    var sender = sender(text, peer);
    var id = sender.map(Partner::id).orElse(UNKNOWN);
    var reader =
        sender.flatMap(s -> readers.stream().filter(r -> r.types(s).contains(type)).findFirst());
    var draft = new Draft(text, message, id, type);
    var problem = problem(text, sender, reader);
    if (problem.isPresent()) {
      return Optional.of(refuse(draft, Verdict.REJECT, List.of(problem.get())));
    }
    return Optional.of(read(draft, sender.orElseThrow(), reader.orElseThrow()));
  }

  /** What is known of a message before its content is read. */
  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  private record Draft(Hl7v2Text text, byte[] message, String sender, String type) {}

  private Optional<AckIssue> problem(
      Hl7v2Text text, Optional<Partner> sender, Optional<MessageReader> reader) {
    if (text.field("MSH", 10).isBlank()) {
      return issue("MSH^1^10", Code.REQUIRED_MISSING, "the control id is missing");
    }
    if (sender.isEmpty()) {
      return issue("MSH^1^3", Code.UNKNOWN_KEY, "the sender is not known here");
    }
    if (!text.component("MSH", 11, 1).equals(clinic.processing().name())) {
      return issue("MSH^1^11", Code.PROCESSING_ID, "this system works with another processing id");
    }
    return reader.isEmpty()
        ? issue("MSH^1^9", Code.MESSAGE_TYPE, "this message type is not taken from this sender")
        : Optional.empty();
  }

  private byte[] read(Draft draft, Partner sender, MessageReader reader) {
    return reader
        .read(draft.message(), sender)
        .fold(
            (content, warnings) -> store(draft, sender, reader, content, warnings),
            issues ->
                refuse(
                    draft,
                    issues.get(0).text(),
                    id -> answer(draft, sender, reader, false, issues, id)));
  }

  private byte[] store(
      Draft draft, Partner sender, MessageReader reader, Content content, List<Issue> warnings) {
    var reception =
        reception(draft, content, id -> answer(draft, sender, reader, true, warnings, id));
    try {
      var acceptance = journal.accept(reception, null);
      byte @Nullable [] answer =
          acceptance instanceof Accepted accepted
              ? accepted.answer()
              : ((Duplicate) acceptance).answer();
      LOG.info("{} {} from {}: received", acceptance.messageId(), draft.type(), draft.sender());
      return answer != null
          ? answer
          : answer(draft, sender, reader, true, warnings, acceptance.messageId());
    } catch (OwnedByAnother e) {
      var issue = issue("", Code.DUPLICATE_KEY, "a record of this id belongs to another sender");
      return refuse(draft, Verdict.ERROR, List.of(issue.orElseThrow()));
    }
  }

  /** The application's answer where its exchange has one, else the general acknowledgement. */
  private byte[] answer(
      Draft draft,
      Partner sender,
      MessageReader reader,
      boolean accepted,
      List<Issue> issues,
      String messageId) {
    var outcome = new MessageReader.Outcome(accepted, issues, now());
    return reader
        .answer(draft.message(), sender, outcome)
        .orElseGet(
            () ->
                ack(
                    draft,
                    accepted ? Verdict.ACCEPT : Verdict.ERROR,
                    issues.stream().map(this::ackIssue).toList(),
                    messageId));
  }

  private byte[] refuse(Draft draft, Verdict verdict, List<AckIssue> issues) {
    var reason = issues.isEmpty() ? "refused" : issues.get(0).text();
    return refuse(draft, reason, id -> ack(draft, verdict, issues, id));
  }

  private byte[] refuse(Draft draft, String why, Function<String, byte[]> answer) {
    var answered = new byte[1][];
    Function<String, byte[]> render =
        id -> {
          answered[0] = answer.apply(id);
          return answered[0];
        };
    var nothing = new Content(UNKNOWN, List.of());
    var id = journal.refuse(reception(draft, nothing, render), new Reason("refused", why));
    LOG.warn("{} {} from {}: refused, {}", id, draft.type(), draft.sender(), why);
    return Objects.requireNonNull(answered[0]);
  }

  private static Reception reception(
      Draft draft, Content content, Function<String, byte[]> answer) {
    var controlId = text(draft.text().field("MSH", 10));
    return new Reception(
        content.exchange(),
        draft.type(),
        draft.sender(),
        null,
        controlId.isBlank() ? null : controlId,
        MEDIA_TYPE,
        draft.message(),
        content.records(),
        answer);
  }

  private byte[] ack(Draft draft, Verdict verdict, List<AckIssue> issues, String messageId) {
    var controlId = messageId.substring(Math.max(0, messageId.length() - 20));
    return Acknowledgement.of(draft.text(), verdict, issues, controlId, now());
  }

  private OffsetDateTime now() {
    ZoneId zone = Objects.requireNonNullElse(clinic.zone(), ZoneOffset.UTC);
    return OffsetDateTime.now(clock.withZone(zone)).truncatedTo(ChronoUnit.SECONDS);
  }

  private AckIssue ackIssue(Issue issue) {
    var code =
        java.util.Arrays.stream(Code.values())
            .filter(c -> c.number().equals(issue.code().hl7v2Code()))
            .findFirst()
            .orElse(Code.APPLICATION);
    var severity = Severity.valueOf(issue.severity().hl7v2Code());
    return new AckIssue(location(issue.path()), code, severity, issue.text());
  }

  /** {@code OBX[3]-5.1} as {@code OBX^3^5^1^1}; "" when the path has another form. */
  static String location(String path) {
    var match =
        java.util.regex.Pattern.compile(
                "([A-Z][A-Z0-9]{2})(?:\\[(\\d+)])?-(\\d+)(?:\\((\\d+)\\))?(?:\\.(\\d+))?(?:\\.(\\d+))?")
            .matcher(path);
    if (!match.matches()) {
      return "";
    }
    var location = new StringBuilder(match.group(1));
    location.append('^').append(Objects.requireNonNullElse(match.group(2), "1"));
    location.append('^').append(match.group(3));
    if (match.group(4) != null || match.group(5) != null) {
      location.append('^').append(Objects.requireNonNullElse(match.group(4), "1"));
    }
    if (match.group(5) != null) {
      location.append('^').append(match.group(5));
    }
    if (match.group(6) != null) {
      location.append('^').append(match.group(6));
    }
    return location.toString();
  }

  private static Optional<AckIssue> issue(String location, Code code, String text) {
    return Optional.of(new AckIssue(location, code, Severity.E, text));
  }

  /** The partner whose settings this sender fits; a certificate that is asked for must be shown. */
  private Optional<Partner> sender(Hl7v2Text text, Peer peer) {
    return partners.current().all().stream()
        .filter(partner -> partner.identify() != null)
        .filter(partner -> fits(Objects.requireNonNull(partner.identify()), text, peer))
        .findFirst();
  }

  private static boolean fits(Identify identify, Hl7v2Text text, Peer peer) {
    return fits(identify.application(), text.component("MSH", 3, 1))
        && fits(identify.facility(), text.component("MSH", 4, 1))
        && (identify.certificate() == null
            || peer.certificate().filter(identify.certificate()::equalsIgnoreCase).isPresent());
  }

  private static boolean fits(@Nullable String wanted, String found) {
    return wanted == null || wanted.equals(text(found));
  }

  /** The characters that the bytes of a field stand for. */
  private static String text(String raw) {
    return new String(raw.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}

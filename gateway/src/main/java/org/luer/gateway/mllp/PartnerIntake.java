package org.luer.gateway.mllp;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.journal.Acceptance;
import org.luer.gateway.journal.Acceptance.Accepted;
import org.luer.gateway.journal.Acceptance.Duplicate;
import org.luer.gateway.journal.Credits;
import org.luer.gateway.journal.Journal;
import org.luer.gateway.journal.Later;
import org.luer.gateway.journal.OwnedByAnother;
import org.luer.gateway.journal.Reason;
import org.luer.gateway.journal.Reception;
import org.luer.gateway.mllp.AckIssue.Code;
import org.luer.gateway.mllp.AckIssue.Severity;
import org.luer.gateway.mllp.Acknowledgement.Verdict;
import org.luer.gateway.mllp.MessageReader.Content;
import org.luer.gateway.partner.ClinicSettings;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Partners;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.Translation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.TransactionException;

/**
 * Takes HL7 v2 messages from partners into the journal.
 *
 * <p>Answered AR: sender not recognised, another processing id than ours, a type that this partner
 * may not send, no control id, too long, several messages in one frame. Answered AE: content that
 * cannot be used, with every reason. AA only after the journal has committed; when it cannot for
 * now, this throws, and nobody is answered. A repeated message gets the answer of the first. A
 * sender that asks for a commit answer (MSH-15) gets CA, CE or CR, and later, in a lane of its own,
 * the application's answer if it asks for one (MSH-16) and takes messages; without such a way a
 * refusal is told at once (CE). An acknowledgement is kept, credited to what it is about, and never
 * acknowledged, unless its own MSH-15 says so.
 */
public final class PartnerIntake implements MessageIntake {
  private static final Logger LOG = LoggerFactory.getLogger(PartnerIntake.class);
  private static final String MEDIA_TYPE = "x-application/hl7-v2+er7";
  private static final String UNKNOWN = "unknown";
  private static final Pattern LOCATION =
      Pattern.compile(
          "([A-Z][A-Z0-9]{2})(?:\\[(\\d+)])?(?:-(\\d+)(?:\\((\\d+)\\))?(?:\\.(\\d+))?(?:\\.(\\d+))?)?");
  private static final Pattern TYPE = Pattern.compile("[A-Z][A-Z0-9]{2}_([A-Z][A-Z0-9]{2})?");
  private static final String CONTROL_ID = "[A-Za-z0-9._-]{1,40}";

  private final Journal journal;
  private final Senders senders;
  private final ClinicSettings clinic;
  private final List<MessageReader> readers;
  private final Credits credits;
  private final Clock clock;

  /** An intake that keeps acknowledgements and credits them to nothing. */
  public PartnerIntake(
      Journal journal,
      Partners partners,
      ClinicSettings clinic,
      List<MessageReader> readers,
      Clock clock) {
    this(journal, partners, clinic, readers, Credits.NONE, clock);
  }

  /** An intake for the messages that these readers know. */
  public PartnerIntake(
      Journal journal,
      Partners partners,
      ClinicSettings clinic,
      List<MessageReader> readers,
      Credits credits,
      Clock clock) {
    this.credits = credits;
    this.journal = journal;
    this.senders = new Senders(partners);
    this.clinic = clinic;
    this.readers = List.copyOf(readers);
    this.clock = clock;
  }

  /** What is known of a message before its content is read. */
  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  private record Draft(
      Hl7v2Text text, byte[] message, String sender, String type, AckMode mode, boolean reachable) {
    /** Whether an answer of the application follows when the message is taken, or is not. */
    boolean follows(boolean accepted) {
      return reachable && (accepted ? mode.onSuccess() : mode.onError());
    }
  }

  @Override
  public Reply accept(byte[] message, Peer peer) {
    var header = Hl7v2Text.of(message);
    if (header.isEmpty()) {
      LOG.warn("a frame of {} bytes from {} has no MSH; dropped", message.length, peer.address());
      return Reply.silence();
    }
    return accept(header.get(), message, senders.of(header.get(), peer), peer);
  }

  /**
   * Takes a message that came by a way which belongs to one partner, such as its folder: MSH-3 and
   * MSH-4 must still be that partner's.
   *
   * @param answered what the frame around it says it answers (FHS-12, BHS-12)
   */
  public Reply accept(byte[] message, Peer peer, Partner owner, List<String> answered) {
    var header = Hl7v2Text.of(message);
    if (header.isEmpty()) {
      LOG.warn("{} bytes from {} have no MSH; dropped", message.length, peer.address());
      return Reply.silence();
    }
    var text = header.get();
    if (text.has("MSA")) { // the way says whose it is, and MSA-2 what it is about
      return acknowledgement(
          draft(text, message, Optional.of(owner)), Optional.of(owner), peer, answered);
    }
    return accept(text, message, Optional.of(owner).filter(o -> Senders.names(o, text)), peer);
  }

  /**
   * Keeps an answer to a whole file.
   *
   * @param segments FHS or BHS, MSA and perhaps ERR, each ended by CR
   * @param answered what the frame says it answers (FHS-12, BHS-12)
   */
  public void answeredFile(byte[] segments, Partner owner, List<String> answered) {
    var extras = new Reception.Extras(null, null, null, credit(owner.id(), segments, answered));
    var acceptance =
        journal.accept(
            new Reception(
                Later.EXCHANGE,
                "BATCH",
                owner.id(),
                null,
                null,
                MEDIA_TYPE,
                segments,
                List.of(),
                null,
                extras),
            null);
    LOG.info("{} answer to a file from {}: received", acceptance.messageId(), owner.id());
  }

  private Consumer<String> credit(String partner, byte[] bytes, List<String> answered) {
    return id -> credits.credit(new Credits.Acknowledged(id, partner, bytes, answered));
  }

  private Reply accept(Hl7v2Text text, byte[] message, Optional<Partner> sender, Peer peer) {
    if (text.has("MSA")) {
      return acknowledgement(draft(text, message, sender), sender, peer, List.of());
    }
    var draft = draft(text, message, sender);
    var reader =
        sender.flatMap(
            s -> readers.stream().filter(r -> r.types(s).contains(draft.type())).findFirst());
    var problem = problem(draft, sender, reader);
    return Reply.answer(
        problem.isPresent()
            ? refuse(draft, Verdict.REJECT, problem.get())
            : read(draft, sender.orElseThrow(), reader.orElseThrow()));
  }

  @Override
  public Reply tooLong(Oversize message, Peer peer) {
    var header = Hl7v2Text.of(message.beginning());
    if (header.isEmpty()) {
      LOG.warn("{} bytes from {} have no MSH; connection closed", message.bytes(), peer.address());
      return Reply.hangUp();
    }
    var draft = draft(header.get(), message.beginning(), senders.of(header.get(), peer));
    var why =
        "the message has %d bytes, at most %d are taken"
            .formatted(message.bytes(), message.limit());
    return Reply.answer(refuse(draft, Verdict.REJECT, issue("", Code.TOO_LONG, why)));
  }

  private static Draft draft(Hl7v2Text text, byte[] message, Optional<Partner> sender) {
    return new Draft(
        text,
        message,
        sender.map(Partner::id).orElse(UNKNOWN),
        type(text),
        AckMode.of(text),
        sender.flatMap(Partner::takesAnswers).isPresent());
  }

  /**
   * Such as {@code ORU_R01}; RAS^O01 is the older name of RAS^O17. What has not the form of a type
   * is not repeated: it is shown in lists, logs and traces, and the sender may have put anything
   * there.
   */
  private static String type(Hl7v2Text text) {
    var event = text.component("MSH", 9, 2);
    var type =
        text.component("MSH", 9, 1) + "_" + (event.isEmpty() ? text.component("EVN", 1, 1) : event);
    var known = type.toUpperCase(Locale.ROOT);
    if (!TYPE.matcher(known).matches()) {
      return UNKNOWN;
    }
    return known.equals("RAS_O01") ? "RAS_O17" : known;
  }

  private Optional<AckIssue> problem(
      Draft draft, Optional<Partner> sender, Optional<MessageReader> reader) {
    var text = draft.text();
    if (text.field("MSH", 10).isBlank()) {
      return Optional.of(issue("MSH^1^10", Code.REQUIRED_MISSING, "the control id is missing"));
    }
    if (sender.isEmpty()) {
      return Optional.of(issue("MSH^1^3", Code.UNKNOWN_KEY, "the sender is not known here"));
    }
    if (!text.component("MSH", 11, 1).equals(clinic.processing().name())) {
      return Optional.of(
          issue("MSH^1^11", Code.PROCESSING_ID, "this system works with another processing id"));
    }
    if (reader.isEmpty()) {
      return Optional.of(
          issue("MSH^1^9", Code.MESSAGE_TYPE, "this message type is not taken from this sender"));
    }
    return Hl7v2Text.count(draft.message()) > 1
        ? Optional.of(
            issue(
                "", Code.SEGMENT_SEQUENCE, "the frame holds more than one message; none is taken"))
        : Optional.empty();
  }

  private byte[] read(Draft draft, Partner sender, MessageReader reader) {
    Translation<Content> translation;
    try {
      translation = reader.read(draft.message(), sender);
    } catch (RuntimeException | StackOverflowError e) {
      return failed(draft, e);
    }
    return translation.fold(
        (content, warnings) -> store(draft, sender, reader, content, warnings),
        issues ->
            refuse(
                draft,
                issues.get(0).text(),
                Verdict.ERROR,
                issues.stream().map(PartnerIntake::ackIssue).toList(),
                later -> application(draft, sender, reader, false, issues, later)));
  }

  private byte[] store(
      Draft draft, Partner sender, MessageReader reader, Content content, List<Issue> warnings) {
    Application application = later -> application(draft, sender, reader, true, warnings, later);
    var issues = warnings.stream().map(PartnerIntake::ackIssue).toList();
    Function<String, byte[]> answer = id -> answer(draft, Verdict.ACCEPT, issues, application, id);
    try {
      var acceptance =
          accepted(
              reception(draft, content, answer, later(draft, Verdict.ACCEPT, issues, application)));
      byte @Nullable [] known =
          acceptance instanceof Accepted accepted
              ? accepted.answer()
              : ((Duplicate) acceptance).answer();
      LOG.info("{} {} from {}: received", acceptance.messageId(), draft.type(), draft.sender());
      return known != null ? known : answer.apply(acceptance.messageId());
    } catch (OwnedByAnother e) {
      var issue = issue("", Code.DUPLICATE_KEY, "a record of this id belongs to another sender");
      return refuse(draft, Verdict.ERROR, issue);
    } catch (DataIntegrityViolationException e) {
      return failed(draft, e);
    } catch (DataAccessException | TransactionException e) {
      throw e; // perhaps only for now: the sender is to try again
    } catch (RuntimeException e) {
      return failed(draft, e);
    }
  }

  private Acceptance accepted(Reception reception) {
    try {
      return journal.accept(reception, null);
    } catch (DuplicateKeyException another) {
      return journal.accept(reception, null); // it may only have been faster with the same row
    }
  }

  /** A message that fails here would fail again: it is kept and refused, not waited for. */
  private byte[] failed(Draft draft, Throwable failure) {
    var at = failure.getStackTrace();
    LOG.error(
        "a {} of {} cannot be taken: {} at {}",
        draft.type(),
        draft.sender(),
        failure.getClass().getName(),
        at.length == 0 ? "unknown place" : at[0]);
    var issue = issue("", Code.APPLICATION, "the message could not be worked on; it was kept");
    return refuse(draft, Verdict.ERROR, issue);
  }

  /** The application's answer, as bytes; empty where the general acknowledgement is the answer. */
  @FunctionalInterface
  private interface Application {
    Optional<byte[]> answer(boolean later);
  }

  private Optional<byte[]> application(
      Draft draft,
      Partner sender,
      MessageReader reader,
      boolean accepted,
      List<Issue> issues,
      boolean later) {
    var outcome = new MessageReader.Outcome(accepted, issues, now(), later);
    return reader.answer(draft.message(), sender, outcome);
  }

  /** What goes back on the connection. */
  private byte[] answer(
      Draft draft, Verdict verdict, List<AckIssue> issues, Application application, String id) {
    var own = draft.mode().commit() ? Optional.<byte[]>empty() : application.answer(false);
    return own.orElseGet(
        () -> {
          var told =
              draft.mode().commit() && verdict == Verdict.ACCEPT ? List.<AckIssue>of() : issues;
          return Acknowledgement.of(draft.text(), verdict, told, controlId("", id), now());
        });
  }

  /** What follows as a message of its own; null when nothing is to. */
  private @Nullable Function<String, Later> later(
      Draft draft, Verdict verdict, List<AckIssue> issues, Application application) {
    if (!draft.follows(verdict == Verdict.ACCEPT)) {
      return null;
    }
    return id -> {
      var bytes =
          application
              .answer(true)
              .orElseGet(
                  () ->
                      Acknowledgement.later(
                          draft.text(), verdict, issues, controlId("A", id), now()));
      var header = Hl7v2Text.of(bytes).orElseThrow();
      return new Later(type(header), header.field("MSH", 10), MEDIA_TYPE, bytes);
    };
  }

  private byte[] refuse(Draft draft, Verdict verdict, AckIssue issue) {
    return refuse(draft, issue.text(), verdict, List.of(issue), later -> Optional.empty());
  }

  private byte[] refuse(
      Draft draft, String why, Verdict verdict, List<AckIssue> issues, Application application) {
    // what is refused for its content is told by the application's answer, where one follows
    var later = verdict == Verdict.ERROR ? later(draft, verdict, issues, application) : null;
    var answered = new byte[1][];
    Function<String, byte[]> answer =
        id -> {
          answered[0] =
              later == null
                  ? answer(draft, verdict, issues, application, id)
                  : answer(draft, Verdict.ACCEPT, List.of(), application, id);
          return answered[0];
        };
    var nothing = new Content(UNKNOWN, List.of());
    var id = journal.refuse(reception(draft, nothing, answer, later), new Reason("refused", why));
    LOG.warn("{} {} from {}: refused, {}", id, draft.type(), draft.sender(), why);
    return Objects.requireNonNull(answered[0]);
  }

  /** Keeps an acknowledgement that came as a message of its own. */
  private Reply acknowledgement(
      Draft draft, Optional<Partner> sender, Peer peer, List<String> answered) {
    if (sender.isEmpty()) {
      LOG.warn("an acknowledgement from {} that cannot be assigned; dropped", peer.address());
      return Reply.silence();
    }
    var code = draft.text().component("MSA", 1, 1).toUpperCase(Locale.ROOT);
    var named = Senders.text(draft.text().field("MSA", 2));
    var about = named.matches(CONTROL_ID) ? "message " + named : "a message that it does not name";
    var note =
        code.matches("[AC][ER]")
            ? new Reason("answers-" + code, "The partner answers " + code + " to " + about + ".")
            : null;
    var wish = draft.text().field("MSH", 15).strip();
    var wanted = !wish.isEmpty() && !wish.equalsIgnoreCase("NE");
    Application none = later -> Optional.empty();
    Function<String, byte[]> answer = id -> answer(draft, Verdict.ACCEPT, List.of(), none, id);
    var content = new Content(Later.EXCHANGE, List.of());
    var extras =
        new Reception.Extras(
            draft.text().identity(draft.message()),
            null,
            note,
            credit(draft.sender(), draft.message(), answered));
    var acceptance =
        journal.accept(reception(draft, content, wanted ? answer : null, extras), null);
    LOG.info("{} {} from {}: received", acceptance.messageId(), draft.type(), draft.sender());
    var bytes = acceptance.answer();
    return bytes == null ? Reply.silence() : Reply.answer(bytes);
  }

  private static Reception reception(
      Draft draft,
      Content content,
      Function<String, byte[]> answer,
      @Nullable Function<String, Later> later) {
    var unreachable =
        !draft.reachable() && draft.mode().onSuccess() && !draft.sender().equals(UNKNOWN);
    var note =
        unreachable
            ? new Reason(
                "answer-has-no-way",
                "The sender wants an application answer (MSH-16) and its settings name no"
                    + " endpoint that takes HL7 v2.")
            : null;
    var identity = draft.text().identity(draft.message());
    return reception(draft, content, answer, new Reception.Extras(identity, later, note, null));
  }

  private static Reception reception(
      Draft draft,
      Content content,
      @Nullable Function<String, byte[]> answer,
      Reception.Extras extras) {
    var controlId = Senders.text(draft.text().field("MSH", 10));
    return new Reception(
        content.exchange(),
        draft.type(),
        draft.sender(),
        null,
        controlId.isBlank() ? null : controlId,
        MEDIA_TYPE,
        draft.message(),
        content.records(),
        answer,
        extras);
  }

  /** Our MSH-10, at most 20 characters: the end of the message's id changes the most. */
  private static String controlId(String prefix, String messageId) {
    int length = 20 - prefix.length();
    return prefix + messageId.substring(Math.max(0, messageId.length() - length));
  }

  private OffsetDateTime now() {
    ZoneId zone = Objects.requireNonNullElse(clinic.zone(), ZoneOffset.UTC);
    return OffsetDateTime.now(clock.withZone(zone)).truncatedTo(ChronoUnit.SECONDS);
  }

  private static AckIssue ackIssue(Issue issue) {
    var code =
        java.util.Arrays.stream(Code.values())
            .filter(c -> c.number().equals(issue.code().hl7v2Code()))
            .findFirst()
            .orElse(Code.APPLICATION);
    var severity = Severity.valueOf(issue.severity().hl7v2Code());
    return new AckIssue(location(issue.path()), code, severity, issue.text());
  }

  /**
   * {@code OBX[3]-5.1} as {@code OBX^3^5^1^1}, {@code PID[1]} as {@code PID^1}; "" when the path
   * has another form.
   */
  static String location(String path) {
    var match = LOCATION.matcher(path);
    if (!match.matches()) {
      return "";
    }
    var location = new StringBuilder(match.group(1));
    location.append('^').append(Objects.requireNonNullElse(match.group(2), "1"));
    if (match.group(3) == null) {
      return location.toString(); // the whole segment is meant, or one that is missing
    }
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

  private static AckIssue issue(String location, Code code, String text) {
    return new AckIssue(location, code, Severity.E, text);
  }
}

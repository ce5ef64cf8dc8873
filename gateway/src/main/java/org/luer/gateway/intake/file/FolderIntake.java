package org.luer.gateway.intake.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.luer.gateway.intake.file.BatchFile.Item;
import org.luer.gateway.intake.file.BatchReader.Reading;
import org.luer.gateway.intake.file.Folder.Seen;
import org.luer.gateway.intake.file.TakenFiles.Taken;
import org.luer.gateway.journal.Journal;
import org.luer.gateway.journal.Reason;
import org.luer.gateway.journal.Reception;
import org.luer.gateway.mllp.MessageIntake.Peer;
import org.luer.gateway.mllp.PartnerIntake;
import org.luer.gateway.mllp.Reply;
import org.luer.gateway.partner.ClinicSettings;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.trace.Traces;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes the messages of a partner's files through the intake of MLLP, in the file's order.
 *
 * <p>A complete file goes to {@code taken}; each message is taken and its answer noted in one
 * transaction; then the answer file is written and the file goes to {@code done}. A file whose
 * frame is faulty goes to {@code failed} as a whole, with its reasons beside the answers and in the
 * journal. Whatever stops this in between, the next look goes on where it ended.
 */
final class FolderIntake {
  private static final Logger LOG = LoggerFactory.getLogger(FolderIntake.class);
  private static final String MEDIA_TYPE = "x-application/hl7-v2+er7";
  private static final int WHOLE_FILE = 0;
  private static final int KEPT_OF_FAULTY = 65_536;

  private final PartnerIntake intake;
  private final Journal journal;
  private final TakenFiles files;
  private final TransactionTemplate transaction;
  private final ClinicSettings clinic;
  private final Clock clock;

  FolderIntake(
      PartnerIntake intake,
      Journal journal,
      TakenFiles files,
      TransactionTemplate transaction,
      ClinicSettings clinic,
      Clock clock) {
    this.intake = intake;
    this.journal = journal;
    this.files = files;
    this.transaction = transaction;
    this.clinic = clinic;
    this.clock = clock;
  }

  /** The gateway cannot take the next message at the moment. */
  static final class NotNow extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotNow() {
      super("a message cannot be taken at the moment");
    }
  }

  /**
   * Works off what lies in the folder.
   *
   * @param arrivals remembers between looks which files still grow
   * @throws NotNow when a message cannot be taken; as any other exception: the rest waits for the
   *     next look
   */
  void look(Partner partner, Partner.Files settings, Folder folder, Arrivals arrivals)
      throws IOException {
    look(new Place(partner, partner.id(), settings), folder, arrivals);
  }

  /**
   * A folder of a partner.
   *
   * @param key tells it from the partner's other folders
   */
  record Place(Partner partner, String key, Partner.Files settings) {}

  /** The same for any of the partner's folders. */
  void look(Place place, Folder folder, Arrivals arrivals) throws IOException {
    var settings = place.settings();
    var taken = folder.list(Folder.TAKEN);
    files.finishGone(place.key(), taken.stream().map(Seen::name).toList(), clock.instant());
    for (var file : taken) {
      work(place, folder, file);
    }
    for (var file : arrivals.complete(folder.list(Folder.IN), settings.settle())) {
      folder.move(Folder.IN, file.name(), Folder.TAKEN, file.name());
      arrivals.gone(file.name());
      work(place, folder, file);
    }
  }

  private void work(Place place, Folder folder, Seen file) throws IOException {
    var partner = place.partner();
    var settings = place.settings();
    if (file.size() > settings.maxFile()) {
      var why = "the file has %d bytes, at most %d are read";
      var hash = "size " + file.size();
      var begun = files.begin(place.key(), file.name(), hash, clock.instant());
      var reasons = List.of(why.formatted(file.size(), settings.maxFile()));
      fail(partner, folder, file, begun, reasons, new byte[0]);
      return;
    }
    var content = folder.read(Folder.TAKEN, file.name());
    var begun = files.begin(place.key(), file.name(), hash(content), clock.instant());
    var reading = BatchReader.read(content);
    if (reading instanceof Reading.Faulty faulty) {
      var beginning = Arrays.copyOf(content, Math.min(content.length, KEPT_OF_FAULTY));
      fail(partner, folder, file, begun, faulty.reasons(), beginning);
      return;
    }
    var batches = ((Reading.Whole) reading).file();
    var answers = files.answers(begun.id());
    for (int i = 0; i < batches.batches().size(); i++) {
      var batch = batches.batches().get(i);
      var answered = batches.answered(batch);
      for (var item : batch.items()) {
        if (!answers.containsKey(item.position())) {
          var one = new One(item.position(), () -> accept(partner, begun, item, answered));
          answers.put(item.position(), take(begun, one));
        }
      }
      int whole = -1 - i; // behind the messages: they have answers of their own
      if (!batch.answer().isEmpty() && !answers.containsKey(whole)) {
        var bytes = batches.wholeAnswer(batch);
        var one = new One(whole, () -> answeredFile(partner, bytes, answered));
        answers.put(whole, take(begun, one));
      }
    }
    if (answers.isEmpty() || answers.values().stream().anyMatch(a -> a.length > 0)) {
      var answer = AnswerFile.of(batches, answers, "F" + begun.id(), at(begun));
      folder.write(Folder.ANSWERS, file.name() + ".ack", answer);
    } // answers are not answered
    put(folder, file, Folder.DONE, begun);
    LOG.info(
        "file {} of {}: {} messages answered", begun.id(), partner.id(), batches.items().size());
  }

  /** A message, or an answer to a whole file, and how it is taken. */
  private record One(int position, Supplier<byte[]> accept) {}

  private byte[] answeredFile(Partner partner, byte[] segments, List<String> answered) {
    intake.answeredFile(segments, partner, answered);
    return new byte[0];
  }

  /** Takes one message; its answer is noted with it, or not at all. */
  private byte[] take(Taken file, One one) {
    try {
      return Objects.requireNonNull(
          transaction.execute(
              status -> {
                var answer = one.accept().get();
                files.answered(file.id(), one.position(), answer);
                return answer;
              }));
    } catch (NotNow e) {
      throw e;
    } catch (RuntimeException e) {
      // A refusal may have undone the transaction that it happened in: it is repeated alone. Should
      // a crash fall between the next two lines, the journal knows the message by its control id.
      LOG.debug("message {} of file {} is taken alone", one.position(), file.id());
      var answer = one.accept().get();
      files.answered(file.id(), one.position(), answer);
      return answer;
    }
  }

  private byte[] accept(Partner partner, Taken file, Item item, List<String> answered) {
    var from = "file %d, line %d".formatted(file.id(), item.line());
    var peer = new Peer("file", from, Optional.empty());
    var arrival = Traces.arrive("file", null);
    try {
      var reply = intake.accept(item.bytes(), peer, partner, answered);
      if (reply instanceof Reply.HangUp) {
        throw new NotNow();
      }
      return reply instanceof Reply.Answer answer ? answer.bytes() : new byte[0];
    } finally {
      arrival.close();
    }
  }

  private void fail(
      Partner partner,
      Folder folder,
      Seen file,
      Taken begun,
      List<String> reasons,
      byte[] beginning)
      throws IOException {
    if (!files.answers(begun.id()).containsKey(WHOLE_FILE)) {
      transaction.executeWithoutResult(
          status -> {
            var why = String.join("; ", reasons);
            journal.refuse(
                new Reception(
                    "unknown",
                    "BATCH",
                    partner.id(),
                    null,
                    null,
                    MEDIA_TYPE,
                    beginning,
                    List.of(),
                    null),
                new Reason("faulty-file", why));
            files.answered(begun.id(), WHOLE_FILE, why.getBytes(StandardCharsets.UTF_8));
          });
    }
    var text = String.join("\n", reasons) + "\n";
    folder.write(
        Folder.ANSWERS, file.name() + ".reasons.txt", text.getBytes(StandardCharsets.UTF_8));
    put(folder, file, Folder.FAILED, begun);
    LOG.warn("file {} of {} is faulty: {}", begun.id(), partner.id(), reasons.get(0));
  }

  /** Moves the file to its last place, beside an earlier one of the same name. */
  private void put(Folder folder, Seen file, String stage, Taken begun) throws IOException {
    boolean known = folder.list(stage).stream().anyMatch(f -> f.name().equals(file.name()));
    folder.move(
        Folder.TAKEN, file.name(), stage, known ? file.name() + "." + begun.id() : file.name());
    transaction.executeWithoutResult(status -> files.finish(begun.id(), clock.instant()));
  }

  private OffsetDateTime at(Taken begun) {
    ZoneId zone = Objects.requireNonNullElse(clinic.zone(), ZoneOffset.UTC);
    return begun.startedAt().atZone(zone).toOffsetDateTime().truncatedTo(ChronoUnit.SECONDS);
  }

  private static String hash(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}

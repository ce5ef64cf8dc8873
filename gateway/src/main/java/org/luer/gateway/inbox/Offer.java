package org.luer.gateway.inbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.journal.Inbox;

/**
 * What accepting items of some kind means. Accepting is one transaction: the clinic's record, the
 * decision and its row in the audit.
 */
public interface Offer {
  /** Whether items of this kind are accepted here. */
  boolean is(Inbox.Item item);

  /**
   * Accepts an item that nobody decided about yet.
   *
   * @throws NotAcceptable with every reason
   */
  Taken accept(Inbox.Item item, Wish wish);

  /**
   * How the clinic wants it.
   *
   * @param body what the caller wrote; an object
   * @param reason why, where that is needed
   * @param actor who decides
   */
  record Wish(JsonNode body, @Nullable String reason, String actor) {
    /** A text of the body, or null. */
    public @Nullable String text(String member) {
      var value = body.path(member);
      return value.isTextual() && !value.asText().isBlank() ? value.asText() : null;
    }
  }

  /**
   * What it became.
   *
   * @param record kind and id of the clinic's record; null when it has none
   * @param version of that record
   * @param message the journal's message that brought that version
   */
  record Taken(@Nullable String record, @Nullable Integer version, @Nullable String message) {}

  /** One thing that keeps an item from being accepted, at a place of the request. */
  record Fault(String pointer, String code, String detail) {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9\\-.]{1,64}");

    /**
     * What is wrong with the id of a record that the clinic is to have.
     *
     * @param taken whether the clinic has one with this id
     * @param record what it is, with its article, for the reader
     */
    public static Optional<Fault> ofNewId(String id, boolean taken, String record) {
      if (!ID.matcher(id).matches()) {
        return Optional.of(
            new Fault("/id", "value", "Letters, digits, hyphen and dot, at most 64."));
      }
      return taken
          ? Optional.of(new Fault("/id", "duplicate", "There is " + record + " with this id."))
          : Optional.empty();
    }
  }

  /** Why an item cannot be accepted like this. */
  final class NotAcceptable extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient List<Fault> faults;

    public NotAcceptable(List<Fault> faults) {
      super("not acceptable", null, false, false);
      this.faults = List.copyOf(faults);
    }

    /** One fault. */
    public NotAcceptable(String pointer, String code, String detail) {
      this(List.of(new Fault(pointer, code, detail)));
    }

    public List<Fault> faults() {
      return faults;
    }
  }
}

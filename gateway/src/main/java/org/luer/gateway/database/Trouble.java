package org.luer.gateway.database;

import java.sql.SQLException;

/**
 * What is wrong with the database in words that help an operator, without anything it was asked.
 */
public final class Trouble {
  private static final String DISK_FULL = "53100";
  private static final String NO_SUCH_TEXT = "22021";

  private Trouble() {}

  /** For the log: the kind of a failure, or what a person has to do about it. */
  public static String of(Throwable failure) {
    return is(failure, DISK_FULL)
        ? "its disk is full; make room, the rest follows by itself"
        : failure.getClass().getSimpleName();
  }

  /** Whether it was asked with a character that no text may hold: U+0000. */
  public static boolean unspeakable(Throwable failure) {
    return is(failure, NO_SUCH_TEXT);
  }

  private static boolean is(Throwable failure, String state) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof SQLException sql && state.equals(sql.getSQLState())) {
        return true;
      }
    }
    return false;
  }
}

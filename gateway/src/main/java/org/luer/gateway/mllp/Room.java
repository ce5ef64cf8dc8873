package org.luer.gateway.mllp;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the memory that unfinished frames of all connections take together.
 *
 * <p>Every connection may hold a small frame. A frame that grows beyond {@link #SMALL} needs a
 * place among the medium ones, one beyond {@link #MEDIUM} a place among the large ones as well; who
 * finds none free stops reading and waits for its turn. A large frame waits for nothing else, so
 * that two never wait for each other. Places are kept until the message is answered.
 */
final class Room {
  static final int SMALL = 256 << 10;
  static final int MEDIUM = 4 << 20;

  private static final int MEDIUM_PLACES = 16;
  private static final int LARGE_PLACES = 2;

  private final Gate medium;
  private final Gate large;

  Room() {
    this(MEDIUM_PLACES, LARGE_PLACES);
  }

  Room(int medium, int large) {
    this.medium = new Gate(medium);
    this.large = new Gate(large);
  }

  /** The place of one connection's current frame; used on that connection's event loop only. */
  final class Place {
    private int held;

    /**
     * Makes room for a frame of this size.
     *
     * @return null when there is room now; else what it waits for, {@code granted} is called later
     *     on any thread
     */
    @Nullable Wait widen(int size, Runnable granted) {
      if (size > SMALL && held == 0) {
        var wait = medium.enter(granted);
        if (wait != null) {
          return wait;
        }
        held = 1;
      }
      if (size > MEDIUM && held == 1) {
        var wait = large.enter(granted);
        if (wait != null) {
          return wait;
        }
        held = 2;
      }
      return null;
    }

    /** The place that was waited for is ours. */
    void granted() {
      held++;
    }

    /** Gives every place back. */
    void leave() {
      if (held > 1) {
        large.leave();
      }
      if (held > 0) {
        medium.leave();
      }
      held = 0;
    }
  }

  /** A place that was asked for and is not there yet. */
  static final class Wait {
    private final Gate gate;
    private final Runnable granted;

    private Wait(Gate gate, Runnable granted) {
      this.gate = gate;
      this.granted = granted;
    }

    /** Gives up; true when the place was never granted, and never will be. */
    boolean giveUp() {
      return gate.remove(this);
    }

    /** Gives back what came after it was given up. */
    void giveBack() {
      gate.leave();
    }
  }

  private static final class Gate {
    private final Queue<Wait> waiting = new ArrayDeque<>();
    private int free;

    Gate(int places) {
      this.free = places;
    }

    synchronized @Nullable Wait enter(Runnable granted) {
      if (free > 0) {
        free--;
        return null;
      }
      var wait = new Wait(this, granted);
      waiting.add(wait);
      return wait;
    }

    void leave() {
      Wait next;
      synchronized (this) {
        next = waiting.poll();
        if (next == null) {
          free++;
        }
      }
      if (next != null) {
        next.granted.run();
      }
    }

    synchronized boolean remove(Wait wait) {
      return waiting.remove(wait);
    }
  }
}

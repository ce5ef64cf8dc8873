package org.luer.mappings.concept.order;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;

/** The reasons for review of one order: those that were given and those that its numbers give. */
public final class Reviews {
  private Reviews() {}

  /** Given reasons that no numbers decide, and those that the numbers decide, in a fixed order. */
  static List<Review> of(@Nullable List<Review> given, Set<Review> computed) {
    var all = EnumSet.noneOf(Review.class);
    all.addAll(computed);
    if (given != null) {
      given.stream().filter(r -> r != null && !r.computed()).forEach(all::add);
    }
    return List.copyOf(all);
  }

  /** Warns of every reason, so that nobody acts on the order unseen. */
  public static void warn(List<Review> review, String path, Issues issues) {
    for (var reason : review) {
      issues.warning(IssueCode.CONFLICT, path, reason.words() + ": held for review");
    }
  }
}

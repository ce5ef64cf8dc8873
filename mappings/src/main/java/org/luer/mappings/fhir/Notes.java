package org.luer.mappings.fhir;

import java.util.List;
import org.hl7.fhir.r4.model.Annotation;
import org.jspecify.annotations.Nullable;

/** Annotations as senders write them: some without a text. */
public final class Notes {
  private Notes() {}

  /** The texts, in their order. */
  public static List<String> texts(List<Annotation> notes) {
    return notes.stream().filter(Annotation::hasText).map(Annotation::getText).toList();
  }

  /** The texts as lines of one; null without any. */
  public static @Nullable String joined(List<Annotation> notes) {
    var texts = texts(notes);
    return texts.isEmpty() ? null : String.join("\n", texts);
  }
}

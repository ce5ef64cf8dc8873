package org.luer.mappings.concept.document;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.document.DocumentHeader.Confidentiality;
import org.luer.mappings.concept.document.DocumentHeader.Status;
import org.luer.mappings.core.CodePairs;

/** The codes of a document's state in both formats: document-*.csv. */
public final class DocumentTables {
  private static final CodePairs<Confidentiality> KEPT =
      confidentiality("document-confidentiality.csv");
  private static final CodePairs<Confidentiality> LABEL =
      confidentiality("document-confidentiality-fhir.csv");
  private static final CodePairs<Status> COMPLETION = status("document-completion.csv");
  private static final CodePairs<Status> RESULT = status("document-result-status.csv");
  private static final CodePairs<String> AVAILABILITY =
      CodePairs.load(
          DocumentTables.class,
          "document-availability.csv",
          List.of("current", "superseded", "entered-in-error"),
          code -> code);

  private DocumentTables() {}

  private static CodePairs<Confidentiality> confidentiality(String file) {
    return CodePairs.load(
        DocumentTables.class, file, List.of(Confidentiality.values()), Confidentiality::code);
  }

  private static CodePairs<Status> status(String file) {
    return CodePairs.load(DocumentTables.class, file, List.of(Status.values()), Status::code);
  }

  /** TXA-18. */
  static String confidentiality(Confidentiality confidentiality) {
    return KEPT.write(confidentiality);
  }

  /** What TXA-18 says. */
  static @Nullable Confidentiality readConfidentiality(String code) {
    return KEPT.read(code);
  }

  /** The code of v3-Confidentiality. */
  public static String label(Confidentiality confidentiality) {
    return LABEL.write(confidentiality);
  }

  /** The words of v3-Confidentiality. */
  static String words(Confidentiality confidentiality) {
    return LABEL.words(confidentiality);
  }

  /** What a code of v3-Confidentiality says. */
  public static Optional<Confidentiality> ofLabel(String code) {
    return Optional.ofNullable(LABEL.read(code));
  }

  /** TXA-17; a document of which nobody says how far it is, is not authenticated. */
  static String completion(@Nullable Status status) {
    return COMPLETION.write(status == null ? Status.PRELIMINARY : status);
  }

  /** Whether TXA-17 says that somebody stands by the document. */
  public static boolean authenticated(String code) {
    return COMPLETION.read(code) == Status.FINAL;
  }

  /** TXA-19 of a document that is in force, superseded or void. */
  static String availability(DocumentHeader header) {
    return AVAILABILITY.write(
        header.voided()
            ? "entered-in-error"
            : Boolean.TRUE.equals(header.superseded()) ? "superseded" : "current");
  }

  /** What TXA-19 says, a code of document-reference-status. */
  public static Optional<String> readAvailability(String code) {
    return Optional.ofNullable(AVAILABILITY.read(code));
  }

  /** OBX-11 and OBR-25; what says nothing of itself is final. */
  public static String result(@Nullable Status status) {
    return RESULT.write(status == null ? Status.FINAL : status);
  }

  /** What OBX-11 or OBR-25 says. */
  public static Optional<Status> readResult(String code) {
    return Optional.ofNullable(RESULT.read(code));
  }
}

package org.luer.mappings.concept.document;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Times;

/**
 * {@link Attachment} to and from DocumentReference.content with its Binary.
 *
 * <p>Mapped: contentType, language, title (the document's when it has none of its own), creation
 * (likewise), data, in place or as a Binary of its own that names the document for its access
 * rules, url, size and hash (SHA-1) computed from the data or kept. A hash that does not fit the
 * data refuses the document.
 */
public final class AttachmentFhir {
  private AttachmentFhir() {}

  /**
   * Adds the content and its Binary.
   *
   * @param key number of the document with its system, part of the Binary's id
   */
  static void toFhir(
      Attachment attachment,
      DocumentHeader header,
      DocumentReference document,
      Reference self,
      String key,
      BundleWriter out) {
    var content = document.addContent();
    var format = attachment.format();
    if (format != null && format.system() != null && format.code() != null) {
      content.setFormat(Codings.coding(format.system(), format.code(), format.text()));
    }
    var written = content.getAttachment();
    written.setContentType(attachment.contentType()).setLanguage(attachment.language());
    written.setTitle(attachment.title() == null ? header.title() : attachment.title());
    var created = attachment.createdAt() == null ? header.createdAt() : attachment.createdAt();
    if (created != null) {
      written.setCreationElement(Times.dateTime(created));
    }
    if (attachment.data() == null) {
      written.setUrl(attachment.url());
      if (attachment.hash() != null) {
        written.setHash(Base64.getDecoder().decode(attachment.hash()));
      }
      if (attachment.size() != null) {
        written.setSize(attachment.size().intValue());
      }
      return;
    }
    var bytes = attachment.bytes();
    if (Boolean.TRUE.equals(attachment.inline())) {
      written.setData(bytes).setHash(sha1(bytes)).setSize(bytes.length);
      return;
    }
    var binary = new Binary().setContentType(attachment.contentType()).setData(bytes);
    binary.setMeta(out.clinical(null));
    binary.setSecurityContext(self);
    var at = out.put(binary, out.sid("document-content"), key + " " + attachment.contentType());
    written.setUrl(at.getReference()).setHash(sha1(bytes)).setSize(bytes.length);
  }

  /** Reads one content; empty and an issue when there is nothing to keep. */
  static Optional<Attachment> fromFhir(
      DocumentReference document, int index, @Nullable String title, BundleReader in) {
    var written = document.getContent().get(index).getAttachment();
    var path = in.path(document) + ".content[" + index + "].attachment";
    var binary =
        written.hasUrl()
            ? in.resolve(new Reference(written.getUrl()), document, Binary.class)
            : Optional.<Binary>empty();
    var bytes = binary.map(Binary::getData).orElse(written.getData());
    var type =
        written.hasContentType()
            ? written.getContentType()
            : binary.map(Binary::getContentType).orElse(null);
    if (type == null) {
      in.issues().error(IssueCode.REQUIRED, path + ".contentType", "is missing");
      return Optional.empty();
    }
    if (bytes != null && written.hasHash() && !Arrays.equals(sha1(bytes), written.getHash())) {
      in.issues().error(IssueCode.CONFLICT, path + ".hash", "is not the hash of the content");
    }
    if (bytes == null && !written.hasUrl() && !written.hasHash()) {
      in.issues().error(IssueCode.REQUIRED, path, "has neither content nor a url or hash of it");
      return Optional.empty();
    }
    var created =
        Times.read(
                written.hasCreation() ? written.getCreationElement() : null,
                path + ".creation",
                in.issues())
            .orElse(null);
    var date = dateOf(document);
    return Optional.of(
        new Attachment(
            type,
            written.getLanguage(),
            (title != null && title.equals(written.getTitle())) ? null : written.getTitle(),
            (created != null && date != null && created.isEqual(date)) ? null : created,
            bytes == null ? null : Base64.getEncoder().encodeToString(bytes),
            bytes == null ? written.getUrl() : null,
            (bytes == null && written.hasHash())
                ? Base64.getEncoder().encodeToString(written.getHash())
                : null,
            (bytes == null && written.hasSize()) ? Long.valueOf(written.getSize()) : null,
            format(document.getContent().get(index).getFormat()),
            (bytes != null && written.hasData() && binary.isEmpty()) ? true : null));
  }

  private static @Nullable OffsetDateTime dateOf(DocumentReference document) {
    try {
      return document.hasDate()
          ? OffsetDateTime.parse(document.getDateElement().getValueAsString())
          : null;
    } catch (DateTimeParseException day) { // HAPI reads less than an instant; it has its own issue
      return null;
    }
  }

  private static @Nullable Coded format(Coding written) {
    return written.hasSystem() && written.hasCode()
        ? Coded.of(written.getSystem(), written.getCode(), written.getDisplay())
        : null;
  }

  private static byte[] sha1(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(bytes);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has SHA-1", missing);
    }
  }
}

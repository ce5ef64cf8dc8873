package org.luer.mappings.concept.document;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.OffsetDateTime;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;

/**
 * One form of a document: its bytes, or where they lie with their hash.
 *
 * @param contentType media type, for example {@code application/pdf}
 * @param language BCP-47 tag of the language it is written in
 * @param title name of this form, where it has one of its own
 * @param createdAt when this form was made
 * @param data the bytes in base64, on one line; hash and size follow from them and are absent then
 * @param url where the bytes lie, when they are not here
 * @param hash SHA-1 of the bytes in base64, when they are not here
 * @param size number of bytes, when they are not here
 * @param format what is known of its inner form, for example that a PDF stands in a CDA
 * @param inline whether the bytes stand in the index entry itself, as some receivers want them
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Attachment(
    String contentType,
    @Nullable String language,
    @Nullable String title,
    @Nullable OffsetDateTime createdAt,
    @Nullable String data,
    @Nullable String url,
    @Nullable String hash,
    @Nullable Long size,
    @Nullable Coded format,
    @Nullable Boolean inline) {

  /** A form whose bytes stand apart from the index entry. */
  public Attachment(
      String contentType,
      @Nullable String language,
      @Nullable String title,
      @Nullable OffsetDateTime createdAt,
      @Nullable String data,
      @Nullable String url,
      @Nullable String hash,
      @Nullable Long size) {
    this(contentType, language, title, createdAt, data, url, hash, size, null, null);
  }

  /** Bytes of a media type and nothing else. */
  public static Attachment of(String contentType, byte[] bytes) {
    var data = Base64.getEncoder().encodeToString(bytes);
    return new Attachment(contentType, null, null, null, data, null, null, null);
  }

  /** The bytes; none when they lie elsewhere. */
  @JsonIgnore
  public byte[] bytes() {
    return data == null ? new byte[0] : Base64.getDecoder().decode(data);
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    if (contentType == null || !contentType.matches("[\\w.+-]+/[\\w.+-]+([ ;].*)?")) {
      issues.error(IssueCode.VALUE, path + "/contentType", "must be a media type");
    }
    if (data == null && url == null && hash == null) {
      issues.error(IssueCode.REQUIRED, path, "needs data, or a url or hash of it");
    }
    if (data != null && (url != null || hash != null || size != null)) {
      issues.error(IssueCode.CONFLICT, path, "with data there is no url, hash or size");
    }
    Check.optional(issues, path + "/format", format, Coded::check);
    if (inline != null && (!inline || data == null)) {
      issues.error(IssueCode.CONFLICT, path + "/inline", "is absent, or true where data is");
    }
    if (data != null && !base64(data)) {
      issues.error(IssueCode.VALUE, path + "/data", "must be base64 on one line");
    }
    if (hash != null && !base64(hash)) {
      issues.error(IssueCode.VALUE, path + "/hash", "must be base64 on one line");
    }
    if (size != null && (size < 0 || size > Integer.MAX_VALUE)) {
      issues.error(IssueCode.VALUE, path + "/size", "must be a number of bytes below 2 GiB");
    }
    if (title != null) {
      Check.present(issues, path + "/title", title);
    }
  }

  private static boolean base64(String text) {
    try {
      return Base64.getDecoder().decode(text).length > 0;
    } catch (IllegalArgumentException wrong) {
      return false;
    }
  }
}

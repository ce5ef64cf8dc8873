package org.luer.gateway.intake.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.luer.gateway.journal.CanonicalJson;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.HttpMediaTypeNotSupportedException;

/**
 * A request body that is JSON in UTF-8 and not too large.
 *
 * @param bytes as received
 * @param json as parsed
 */
@SuppressWarnings("ArrayRecordComponent") // bytes are never compared here
record Body(byte[] bytes, JsonNode json) {

  static Body read(HttpServletRequest request, int limit)
      throws IOException, HttpMediaTypeNotSupportedException {
    requireUtf8(request.getContentType());
    if (request.getContentLengthLong() > limit) {
      throw tooLarge(limit);
    }
    var bytes = request.getInputStream().readNBytes(limit + 1);
    if (bytes.length > limit) {
      throw tooLarge(limit);
    }
    return of(bytes);
  }

  /** A body that was read; a byte order mark before it is no part of it. */
  static Body of(byte[] read) {
    var bytes = marked(read) ? Arrays.copyOfRange(read, 3, read.length) : read;
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
    } catch (CharacterCodingException e) {
      throw new Refusal(HttpStatus.BAD_REQUEST, "The body is not UTF-8.");
    }
    return new Body(bytes, parse(bytes));
  }

  private static boolean marked(byte[] bytes) {
    return bytes.length >= 3
        && bytes[0] == (byte) 0xef
        && bytes[1] == (byte) 0xbb
        && bytes[2] == (byte) 0xbf;
  }

  /** The text of a top-level member, or the empty text. */
  String text(String member) {
    var value = json.path(member);
    return value.isTextual() ? value.textValue() : "";
  }

  private static JsonNode parse(byte[] bytes) {
    try {
      var json = CanonicalJson.read(bytes);
      if (!json.isObject()) {
        throw new Refusal(HttpStatus.BAD_REQUEST, "The body must be one JSON object.");
      }
      return json;
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      var refusal = new Refusal(HttpStatus.BAD_REQUEST, CanonicalJson.wrong(e));
      if (at != null) {
        refusal.problem().setProperty("line", at.getLineNr());
        refusal.problem().setProperty("column", at.getColumnNr());
      }
      throw refusal;
    }
  }

  static void requireUtf8(String contentType) throws HttpMediaTypeNotSupportedException {
    var type = MediaType.parseMediaType(contentType);
    if (type.getCharset() != null && !StandardCharsets.UTF_8.equals(type.getCharset())) {
      throw new HttpMediaTypeNotSupportedException(type, Arrays.asList(MediaType.APPLICATION_JSON));
    }
  }

  static Refusal tooLarge(int limit) {
    return new Refusal(
        HttpStatus.PAYLOAD_TOO_LARGE,
        "The body is larger than " + limit + " bytes (luer.http.max-body).");
  }
}

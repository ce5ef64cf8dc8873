package org.luer.gateway.intake.fhir;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.journal.CanonicalJson;
import org.luer.mappings.core.IssueCode;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * A request body that is one FHIR resource in JSON, by its look.
 *
 * @param bytes as received
 * @param json as parsed; an object with a resourceType
 */
@SuppressWarnings("ArrayRecordComponent") // bytes are never compared here
record FhirBody(byte[] bytes, JsonNode json) {
  private static final Set<String> TYPES = Set.of("application/fhir+json", "application/json");

  /** Reads a body; 415, 413 or 400 when it is none. */
  static FhirBody read(HttpServletRequest request, int limit) throws IOException {
    if (!readable(request.getContentType())) {
      throw new FhirRefusal(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE,
          IssueCode.NOT_SUPPORTED,
          "",
          "Send application/fhir+json in UTF-8.");
    }
    if (request.getContentLengthLong() > limit) {
      throw tooLarge(limit);
    }
    var bytes = request.getInputStream().readNBytes(limit + 1);
    if (bytes.length > limit) {
      throw tooLarge(limit);
    }
    return of(bytes);
  }

  static FhirBody of(byte[] bytes) throws IOException {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      var json = CanonicalJson.read(bytes);
      if (!json.isObject() || !json.path("resourceType").isTextual()) {
        throw malformed("The body must be one resource: a JSON object with a resourceType.");
      }
      return new FhirBody(bytes, json);
    } catch (CharacterCodingException e) {
      throw malformed("The body is not UTF-8.");
    } catch (JsonProcessingException e) {
      throw malformed(CanonicalJson.wrong(e));
    }
  }

  String type() {
    return json.path("resourceType").asText();
  }

  private static boolean readable(@Nullable String contentType) {
    try {
      var type = contentType == null ? null : MediaType.parseMediaType(contentType);
      return type != null
          && TYPES.contains(type.getType() + "/" + type.getSubtype())
          && (type.getCharset() == null || type.getCharset().equals(StandardCharsets.UTF_8));
    } catch (InvalidMediaTypeException e) {
      return false;
    }
  }

  private static FhirRefusal malformed(String text) {
    return new FhirRefusal(HttpStatus.BAD_REQUEST, IssueCode.STRUCTURE, "", text);
  }

  private static FhirRefusal tooLarge(int limit) {
    return new FhirRefusal(
        HttpStatus.PAYLOAD_TOO_LARGE,
        IssueCode.NOT_SUPPORTED,
        "",
        "The body is larger than " + limit + " bytes (luer.http.max-body).");
  }
}

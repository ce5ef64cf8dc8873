package org.luer.gateway.trace;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** Reads the spans of OTLP requests as any collector would (opentelemetry-proto, trace/v1). */
public final class OtlpSpans {
  private OtlpSpans() {}

  /** One span; ids in hexadecimal digits, "" where there is none. */
  public record Read(
      String name,
      String trace,
      String id,
      String parent,
      int kind,
      Map<String, String> attributes,
      List<String> links,
      boolean failed) {}

  /** A request body as text in which what was sent is found, whether or not it was compressed. */
  public static byte[] plain(byte[] body) {
    if (body.length < 2 || body[0] != 0x1f || (body[1] & 0xff) != 0x8b) {
      return body;
    }
    try (var in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The spans of an ExportTraceServiceRequest. */
  public static List<Read> of(byte[] body) {
    var spans = new ArrayList<Read>();
    for (var resource : messages(plain(body), 1)) {
      for (var scope : messages(resource, 2)) {
        messages(scope, 2).forEach(span -> spans.add(span(span)));
      }
    }
    return spans;
  }

  private static Read span(byte[] span) {
    var attributes = new HashMap<String, String>();
    for (var pair : messages(span, 9)) {
      var value = messages(pair, 2).get(0);
      var texts = messages(value, 1);
      attributes.put(
          text(messages(pair, 1).get(0)),
          texts.isEmpty() ? String.valueOf(number(value, 3)) : text(texts.get(0)));
    }
    var links = messages(span, 13).stream().map(l -> hex(l, 1) + "/" + hex(l, 2)).toList();
    var status = messages(span, 15);
    return new Read(
        text(messages(span, 5).get(0)),
        hex(span, 1),
        hex(span, 2),
        hex(span, 4),
        (int) number(span, 6),
        attributes,
        links,
        !status.isEmpty() && number(status.get(0), 3) == 2);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static String hex(byte[] message, int field) {
    var found = messages(message, field);
    return found.isEmpty() ? "" : HexFormat.of().formatHex(found.get(0));
  }

  private static List<byte[]> messages(byte[] message, int field) {
    var reader = new Reader(message);
    var found = new ArrayList<byte[]>();
    while (reader.more()) {
      reader.next();
      if (reader.field == field && reader.type == 2) {
        found.add(reader.bytes);
      }
    }
    return found;
  }

  private static long number(byte[] message, int field) {
    var reader = new Reader(message);
    while (reader.more()) {
      reader.next();
      if (reader.field == field) {
        return reader.number;
      }
    }
    return 0;
  }

  /** The wire format of protocol buffers. */
  private static final class Reader {
    private final byte[] message;
    private int at;
    private int field;
    private int type;
    private long number;
    private byte[] bytes = {};

    Reader(byte[] message) {
      this.message = message;
    }

    boolean more() {
      return at < message.length;
    }

    void next() {
      long key = varint();
      field = (int) (key >>> 3);
      type = (int) (key & 7);
      switch (type) {
        case 0 -> number = varint();
        case 1 -> at += 8;
        case 2 -> {
          int length = (int) varint();
          bytes = java.util.Arrays.copyOfRange(message, at, at + length);
          at += length;
        }
        case 5 -> at += 4;
        default -> throw new IllegalStateException("no such wire type");
      }
    }

    private long varint() {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        byte b = message[at++];
        value |= (long) (b & 0x7f) << shift;
        if (b >= 0) {
          return value;
        }
      }
    }
  }
}

package org.luer.gateway.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.partner.TracingSettings;

/**
 * Sends steps by OTLP over HTTP, on a thread of its own. What a collector does not take in time
 * waits in a queue of bounded length; what does not fit is dropped: no message ever waits for it.
 */
final class Otlp implements Traces.Target, AutoCloseable {
  private static final int MOST_WAITING = 4096;
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long CLOSE_WITHIN_SECONDS = 2;

  private final double sample;
  private final UnaryOperator<String> source;
  private final SdkTracerProvider provider;
  private final Tracer tracer;
  private final Given ids = new Given();

  /**
   * A sender.
   *
   * @param node name of this node
   * @param source finds the received message that caused a delivery
   */
  Otlp(TracingSettings settings, String node, UnaryOperator<String> source) {
    this.sample = settings.sample();
    this.source = source;
    this.provider =
        SdkTracerProvider.builder()
            .setIdGenerator(ids)
            .setSampler(Sampler.alwaysOn()) // chosen by the trace's id before
            .setSpanLimits(SpanLimits.builder().setMaxNumberOfEvents(0).build())
            .setResource(
                Resource.builder()
                    .put("service.name", "luer")
                    .put("service.instance.id", node)
                    .build())
            .addSpanProcessor(
                BatchSpanProcessor.builder(exporter(settings))
                    .setMaxQueueSize(MOST_WAITING)
                    .setScheduleDelay(EVERY)
                    .setExporterTimeout(PATIENCE)
                    .build())
            .build();
    this.tracer = provider.get("org.luer.gateway");
  }

  private static OtlpHttpSpanExporter exporter(TracingSettings settings) {
    var exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(settings.endpoint().toString())
            .setCompression("gzip")
            .setConnectTimeout(PATIENCE)
            .setTimeout(PATIENCE);
    try {
      var token = settings.tokenFile();
      if (token != null) {
        exporter.setHeaders(() -> Map.of("Authorization", "Bearer " + read(token)));
      }
      if (settings.trustFile() != null) {
        exporter.setTrustedCertificates(Files.readAllBytes(settings.trustFile()));
      }
    } catch (IOException e) {
      throw new IllegalStateException("luer.tracing.trust-file cannot be read", e);
    }
    return exporter.build();
  }

  private static String read(Path token) {
    try {
      return Files.readString(token).strip();
    } catch (IOException e) {
      return ""; // the collector refuses it, and the next time it is read again
    }
  }

  @Override
  public double sample() {
    return sample;
  }

  @Override
  public String source(String delivery) {
    return source.apply(delivery);
  }

  @Override
  public void take(Span span) {
    var builder =
        tracer
            .spanBuilder(span.name())
            .setSpanKind(SpanKind.valueOf(span.kind().name()))
            .setStartTimestamp(span.began(), TimeUnit.NANOSECONDS);
    var parent = span.parent();
    if (parent == null) {
      builder.setNoParent();
    } else {
      var flags = TraceFlags.getSampled();
      var none = TraceState.getDefault();
      var context =
          span.remote()
              ? SpanContext.createFromRemoteParent(span.trace(), parent, flags, none)
              : SpanContext.create(span.trace(), parent, flags, none);
      builder.setParent(Context.root().with(io.opentelemetry.api.trace.Span.wrap(context)));
    }
    var link = span.link();
    if (link != null) {
      builder.addLink(
          SpanContext.create(
              link.trace(), link.id(), TraceFlags.getSampled(), TraceState.getDefault()));
    }
    span.attributes()
        .forEach(
            (name, value) -> {
              if (value instanceof Long number) {
                builder.setAttribute(AttributeKey.longKey(name), number);
              } else if (!value.toString().isEmpty()) {
                builder.setAttribute(name, value.toString());
              }
            });
    ids.next(span);
    var started = builder.startSpan();
    if (span.failed()) {
      started.setStatus(StatusCode.ERROR);
    }
    started.end(span.ended(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    provider.shutdown().join(CLOSE_WITHIN_SECONDS, TimeUnit.SECONDS);
  }

  /** Gives each step the ids that it has. */
  private static final class Given implements IdGenerator {
    private static final ThreadLocal<@Nullable Span> NEXT = new ThreadLocal<>();

    void next(Span span) {
      NEXT.set(span);
    }

    private Span given() {
      var span = NEXT.get();
      if (span == null) {
        throw new IllegalStateException("every step has its ids");
      }
      return span;
    }

    @Override
    public String generateSpanId() {
      return given().id();
    }

    @Override
    public String generateTraceId() {
      return given().trace();
    }
  }
}

package org.luer.gateway.packet;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDateTime;
import java.util.Locale;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.AuditTrail;
import org.luer.gateway.access.Caller;
import org.luer.gateway.journal.Disclosures;
import org.luer.gateway.journal.Records;
import org.luer.gateway.packet.Packets.None;
import org.luer.gateway.packet.Packets.Packet;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.partner.Settings;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * The packet of a request for prior authorization, for a portal or a fax. Each record in it is
 * audited as disclosed to the insurer, each that stays out as withheld.
 */
@RestController
class PacketApi {
  private static final String ZIP = "application/zip";
  private static final String WITHHELD = "Luer-Withheld";

  private final Packets packets;
  private final AuditTrail audit;

  PacketApi(
      Records records,
      Disclosures disclosures,
      Partners partners,
      Settings settings,
      AuditTrail audit,
      Clock clock) {
    this.packets = new Packets(records, disclosures, partners, settings, clock);
    this.audit = audit;
  }

  @GetMapping(
      path = "/api/v1/claims/{id}/packet",
      produces = {ZIP, MediaType.APPLICATION_PDF_VALUE})
  @Operation(
      operationId = "getAuthorizationPacket",
      summary = "A request for prior authorization as a packet for a portal or a fax",
      description =
          "A zip of packet.pdf, bundle.json (FHIR) and records.json, or with Accept application/pdf"
              + " the pages alone. What may not go to the insurer stays out; the header"
              + " Luer-Withheld then tells the rules.")
  @ApiResponse(
      responseCode = "200",
      description = "The packet",
      content = {
        @Content(mediaType = ZIP, schema = @Schema(type = "string", format = "binary")),
        @Content(
            mediaType = "application/pdf",
            schema = @Schema(type = "string", format = "binary"))
      })
  @ApiResponse(
      responseCode = "404",
      description = "There is no such claim",
      content = @Content(mediaType = "application/problem+json"))
  @ApiResponse(
      responseCode = "409",
      description = "There is no packet of it, and why",
      content = @Content(mediaType = "application/problem+json"))
  ResponseEntity<byte[]> packet(
      @PathVariable String id,
      @Parameter(hidden = true) @RequestHeader(name = HttpHeaders.ACCEPT, required = false)
          @Nullable String accept,
      Caller caller,
      HttpServletRequest request) {
    var packet = packets.of(id);
    var alone = accept != null && accept.toLowerCase(Locale.ROOT).contains("pdf");
    var body = alone ? Packets.pdf(packet) : zip(packet);
    audited(packet, caller, request);
    var answer =
        ResponseEntity.ok()
            .contentType(alone ? MediaType.APPLICATION_PDF : MediaType.parseMediaType(ZIP))
            .header(
                HttpHeaders.CONTENT_DISPOSITION,
                "attachment; filename=\"" + id + (alone ? ".pdf" : ".zip") + "\"");
    if (!packet.withheld().isEmpty()) {
      answer.header(WITHHELD, String.join(", ", new TreeSet<>(packet.withheld().values())));
    }
    return answer.body(body);
  }

  private byte[] zip(Packet packet) {
    var bundle =
        packets
            .bundle(packet)
            .fold(
                (json, warnings) -> json,
                reasons -> {
                  throw new None(
                      HttpStatus.CONFLICT,
                      "The data of the packet are not whole: "
                          + reasons.stream()
                              .map(i -> i.path() + " " + i.text())
                              .distinct()
                              .limit(5)
                              .toList());
                });
    var out = new ByteArrayOutputStream(128_000);
    try (var zip = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
      var at = packet.input().at().toLocalDateTime();
      add(zip, "packet.pdf", Packets.pdf(packet), at);
      add(zip, "bundle.json", bundle.getBytes(StandardCharsets.UTF_8), at);
      add(
          zip,
          "records.json",
          Packets.records(packet).toString().getBytes(StandardCharsets.UTF_8),
          at);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }

  private static void add(ZipOutputStream zip, String name, byte[] content, LocalDateTime at)
      throws IOException {
    var entry = new ZipEntry(name);
    entry.setTimeLocal(at);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  private void audited(Packet packet, Caller caller, HttpServletRequest request) {
    var agent =
        new AuditTrail.Agent(
            caller.actor(),
            packet.insurer().id(),
            request.getRemoteAddr(),
            AuditTrail.PurposeOfUse.HPAYMT);
    packet.told().forEach((r, rule) -> audit.disclosed(agent, packet.patient(), r, null, rule));
    packet.withheld().forEach((r, rule) -> audit.withheld(agent, packet.patient(), r, rule));
  }

  @ExceptionHandler(None.class)
  ResponseEntity<ProblemDetail> none(None none) {
    return ResponseEntity.status(none.status())
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(ProblemDetail.forStatusAndDetail(none.status(), String.valueOf(none.getMessage())));
  }
}

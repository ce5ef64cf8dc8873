package org.luer.mappings.concept.claim.fhir;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.claim.AuthorizationRequest;
import org.luer.mappings.concept.claim.ClaimInformation;
import org.luer.mappings.concept.claim.LineAuthorization;
import org.luer.mappings.concept.claim.ServicePeriod;
import org.luer.mappings.concept.document.DocumentSourceFhir;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Times;

/**
 * What a request for prior authorization says beside R4, in the extensions that Da Vinci PAS 2.2.1
 * publishes for Claim.
 *
 * <p>Mapped: levelOfServiceCode, certificationType, conditionCode, homeHealthCareInformation,
 * TransmissionIdentifiers; of items serviceItemRequestType, certificationType, requestedService,
 * itemTraceNumber, administrationReferenceNumber, authorizationNumber, the three certification
 * dates, productOrServiceCodeEnd, epsdtIndicator, nursing home status and level of care,
 * revenueUnitRateLimit, communicatedDiagnosis, infoChanged; careTeamClaimScope;
 * diagnosisRecordedDate; documentInformation. infoCancelled is a modifier extension: it refuses the
 * message, because the line must not be read as one that is asked for.
 */
public final class PasFhir {
  private static final String BASE =
      "http://hl7.org/fhir/us/davinci-pas/StructureDefinition/extension-";

  private PasFhir() {}

  /** Collects extensions; what is absent is none. */
  public record Writer(String base, List<Extension> to) {
    /** Adds a value. */
    public Writer add(String name, @Nullable Type value) {
      if (value != null) {
        to.add(new Extension(base + name, value));
      }
      return this;
    }

    /** Adds a code. */
    public Writer coded(String name, @Nullable Coded value) {
      return add(name, value == null ? null : Codings.of(value));
    }

    /** Adds a text. */
    public Writer text(String name, @Nullable String value) {
      return add(name, value == null ? null : new StringType(value));
    }

    /** Adds yes or no. */
    public Writer bool(String name, @Nullable Boolean value) {
      return add(name, value == null ? null : new BooleanType(value));
    }

    /** Adds a day. */
    public Writer day(String name, @Nullable PartialDate value) {
      return add(name, value == null ? null : new DateType(value.value()));
    }

    /** A period; one that only begins is a day. */
    public Writer period(String name, @Nullable ServicePeriod value) {
      return add(name, value == null ? null : PasFhir.period(value));
    }

    /** The parts of a complex extension; one without parts is none. */
    public void parts(String name, java.util.function.Consumer<Writer> fill) {
      var whole = new Extension(base + name);
      fill.accept(new Writer("", whole.getExtension()));
      if (whole.hasExtension()) {
        to.add(whole);
      }
    }
  }

  /** The extensions of an element of PAS. */
  public static Writer pas(List<Extension> to) {
    return new Writer(BASE, to);
  }

  /** Looks extensions up. */
  public record Reader(String base, List<Extension> from) {
    /** The first value of a type. */
    public <T extends Type> Optional<T> first(String name, Class<T> type) {
      return all(name, type).stream().findFirst();
    }

    /** Every value of a type. */
    public <T extends Type> List<T> all(String name, Class<T> type) {
      return from.stream()
          .filter(e -> (base + name).equals(e.getUrl()))
          .map(Extension::getValue)
          .filter(type::isInstance)
          .map(type::cast)
          .toList();
    }

    /** The code; null when there is none. */
    public @Nullable Coded coded(String name) {
      return first(name, CodeableConcept.class).flatMap(Codings::read).orElse(null);
    }

    /** The codes. */
    public List<Coded> codes(String name) {
      return all(name, CodeableConcept.class).stream()
          .flatMap(c -> Codings.read(c).stream())
          .toList();
    }

    /** The text; null when there is none. */
    public @Nullable String text(String name) {
      return first(name, StringType.class).map(StringType::getValue).orElse(null);
    }

    /** Yes or no; null when nothing is said. */
    public @Nullable Boolean bool(String name) {
      return first(name, BooleanType.class).map(BooleanType::getValue).orElse(null);
    }

    /** The day; null when there is none. */
    public @Nullable PartialDate day(String name) {
      return first(name, DateType.class)
          .map(DateType::getValueAsString)
          .map(PartialDate::of)
          .orElse(null);
    }

    /** The period, day or time; null when there is none. */
    public @Nullable ServicePeriod period(String name, String path, BundleReader in) {
      return first(name, Type.class).map(t -> PasFhir.period(t, path, in)).orElse(null);
    }

    /** The parts of complex extensions. */
    public List<Reader> parts(String name) {
      return from.stream()
          .filter(e -> (base + name).equals(e.getUrl()) && e.hasExtension())
          .map(e -> new Reader("", e.getExtension()))
          .toList();
    }
  }

  /** The extensions of PAS on an element. */
  public static Reader pas(org.hl7.fhir.r4.model.Element element) {
    return read(element.getExtension());
  }

  /** The extensions of PAS among these. */
  public static Reader read(List<Extension> from) {
    return new Reader(BASE, from);
  }

  /** A period, or a day when it has only a beginning that is one. */
  public static Type period(ServicePeriod period) {
    var from = period.from();
    return from != null && period.to() == null && from.time().isEmpty()
        ? new DateType(from.value())
        : Times.partialPeriod(from, period.to());
  }

  /** The period, day or time; null when it is neither or says nothing. */
  public static @Nullable ServicePeriod period(
      @Nullable Type written, String path, BundleReader in) {
    if (written instanceof Period period) {
      var from = end(period.hasStart() ? period.getStartElement() : null, path + ".start", in);
      var to = end(period.hasEnd() ? period.getEndElement() : null, path + ".end", in);
      return from == null && to == null ? null : new ServicePeriod(from, to);
    }
    var at =
        written instanceof DateType day && day.hasValue()
            ? PartialTime.of(day.getValueAsString())
            : null;
    return at == null ? null : new ServicePeriod(at, null);
  }

  private static @Nullable PartialTime end(
      @Nullable DateTimeType written, String path, BundleReader in) {
    return Times.partial(written, path, in.issues()).orElse(null);
  }

  static void toFhir(AuthorizationRequest request, List<Extension> to) {
    var out = pas(to);
    out.coded("levelOfServiceCode", request.levelOfService());
    out.coded("certificationType", request.certification());
    for (var condition : request.conditions()) {
      out.parts(
          "conditionCode",
          parts -> {
            parts.coded("category", condition.category()).bool("indicator", condition.applies());
            condition.codes().forEach(c -> parts.coded("code", c));
          });
    }
    out.parts(
        "homeHealthCareInformation",
        parts -> parts.coded("prognosis", request.prognosis()).day("date", request.prognosisOn()));
    var transmission = request.transmission();
    if (transmission != null) {
      out.parts(
          "TransmissionIdentifiers",
          parts ->
              parts
                  .text("applicationSenderCode", transmission.applicationSender())
                  .text("applicationReceiverCode", transmission.applicationReceiver())
                  .text("interchangeSenderID", transmission.interchangeSender())
                  .text("interchangeReceiverID", transmission.interchangeReceiver()));
    }
  }

  /** What the request says as a whole; null when it says nothing. */
  static @Nullable AuthorizationRequest request(org.hl7.fhir.r4.model.Claim claim) {
    var in = new Reader(BASE, claim.getExtension());
    var home = in.parts("homeHealthCareInformation").stream().findFirst();
    var request =
        new AuthorizationRequest(
            in.coded("levelOfServiceCode"),
            in.coded("certificationType"),
            in.parts("conditionCode").stream()
                .map(
                    c ->
                        new AuthorizationRequest.PatientCondition(
                            c.coded("category"), c.bool("indicator"), c.codes("code")))
                .toList(),
            home.map(h -> h.coded("prognosis")).orElse(null),
            home.map(h -> h.day("date")).orElse(null),
            in.parts("TransmissionIdentifiers").stream()
                .findFirst()
                .map(
                    t ->
                        new AuthorizationRequest.Transmission(
                            t.text("applicationSenderCode"),
                            t.text("applicationReceiverCode"),
                            t.text("interchangeSenderID"),
                            t.text("interchangeReceiverID")))
                .orElse(null));
    return request.equals(new AuthorizationRequest(null, null, List.of(), null, null, null))
        ? null
        : request;
  }

  static void toFhir(LineAuthorization line, List<Extension> to, String base) {
    var out = pas(to);
    out.coded("serviceItemRequestType", line.request());
    out.coded("certificationType", line.certification());
    var order = line.order();
    out.add("requestedService", order == null ? null : DocumentSourceFhir.toFhir(order, base));
    line.traceNumbers().forEach(n -> out.add("itemTraceNumber", Identifiers.of(n, base)));
    out.text("administrationReferenceNumber", line.reference());
    out.text("authorizationNumber", line.number());
    out.period("itemCertificationIssueDate", line.issued());
    out.period("itemCertificationEffectiveDate", line.effective());
    out.period("itemCertificationExpirationDate", line.expires());
    out.coded("productOrServiceCodeEnd", line.codeEnd());
    out.bool("epsdtIndicator", line.screening());
    out.coded("nursingHomeResidentialStatus", line.residence());
    out.coded("nursingHomeLevelOfCare", line.levelOfCare());
    out.add(
        "revenueUnitRateLimit",
        line.rateLimit() == null ? null : new DecimalType(line.rateLimit()));
    line.diagnoses().forEach(d -> out.coded("communicatedDiagnosis", d));
    out.add("infoChanged", line.change() == null ? null : new CodeType(line.change()));
  }

  /** What is asked for a line; null when nothing is. */
  static @Nullable LineAuthorization line(
      org.hl7.fhir.r4.model.Claim.ItemComponent item,
      DomainResource owner,
      String path,
      BundleReader in) {
    var said = new Reader(BASE, item.getExtension());
    var line =
        new LineAuthorization(
            said.coded("serviceItemRequestType"),
            said.coded("certificationType"),
            said.first("requestedService", Reference.class)
                .flatMap(r -> DocumentSourceFhir.fromFhir(r, owner, in))
                .orElse(null),
            said.all("itemTraceNumber", Identifier.class).stream()
                .flatMap(
                    i -> Identifiers.read(i, in.dialect()).or(() -> Identifiers.bare(i)).stream())
                .toList(),
            said.text("administrationReferenceNumber"),
            said.text("authorizationNumber"),
            said.period("itemCertificationIssueDate", path, in),
            said.period("itemCertificationEffectiveDate", path, in),
            said.period("itemCertificationExpirationDate", path, in),
            said.coded("productOrServiceCodeEnd"),
            said.bool("epsdtIndicator"),
            said.coded("nursingHomeResidentialStatus"),
            said.coded("nursingHomeLevelOfCare"),
            said.first("revenueUnitRateLimit", DecimalType.class)
                .map(DecimalType::getValue)
                .orElse(null),
            said.codes("communicatedDiagnosis"),
            said.first("infoChanged", CodeType.class).map(CodeType::getValue).orElse(null));
    return line.equals(NOTHING) ? null : line;
  }

  private static final LineAuthorization NOTHING =
      new LineAuthorization(
          null, null, null, List.of(), null, null, null, null, null, null, null, null, null, null,
          List.of(), null);

  /** Announces a document that supports a request. */
  public static void toFhir(ClaimInformation.Cover cover, List<Extension> to) {
    pas(to)
        .parts(
            "documentInformation",
            parts ->
                parts
                    .coded("reportTypeCode", cover.reportType())
                    .coded("transmissionMethod", cover.transmission())
                    .text("controlNumber", cover.controlNumber())
                    .text("description", cover.description()));
  }

  static ClaimInformation.@Nullable Cover cover(org.hl7.fhir.r4.model.Element info) {
    return pas(info).parts("documentInformation").stream()
        .map(
            d ->
                new ClaimInformation.Cover(
                    d.coded("reportTypeCode"),
                    d.coded("transmissionMethod"),
                    d.text("controlNumber"),
                    d.text("description")))
        .filter(c -> !Objects.equals(c, new ClaimInformation.Cover(null, null, null, null)))
        .findFirst()
        .orElse(null);
  }
}

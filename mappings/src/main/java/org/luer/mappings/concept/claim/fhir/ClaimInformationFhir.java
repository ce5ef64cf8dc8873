package org.luer.mappings.concept.claim.fhir;

import java.util.Base64;
import java.util.Optional;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Claim;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.claim.ClaimInformation;
import org.luer.mappings.concept.document.DocumentSource;
import org.luer.mappings.concept.document.DocumentSourceFhir;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Times;

/**
 * {@link ClaimInformation} to and from Claim.supportingInfo.
 *
 * <p>Mapped: category, code, timing, value, reason; PAS documentInformation. Cannot carry: a
 * category that says nothing.
 */
final class ClaimInformationFhir {
  private ClaimInformationFhir() {}

  static void toFhir(
      ClaimInformation info, Claim.SupportingInformationComponent written, String base) {
    written.setCategory(Codings.of(info.category()));
    if (info.code() != null) {
      written.setCode(Codings.of(info.code()));
    }
    if (info.period() != null) {
      written.setTiming(PasFhir.period(info.period()));
    }
    if (info.text() != null) {
      written.setValue(new StringType(info.text()));
    }
    if (info.said() != null) {
      written.setValue(new BooleanType(info.said()));
    }
    if (info.amount() != null) {
      written.setValue(Amounts.of(info.amount(), info.unit(), new Quantity()));
    }
    if (info.source() != null) {
      written.setValue(DocumentSourceFhir.toFhir(info.source(), base));
    }
    if (info.attachment() != null) {
      written.setValue(attachment(info.attachment()));
    }
    if (info.reason() != null) {
      written.setReason(Codings.of(info.reason()));
    }
    if (info.cover() != null) {
      PasFhir.toFhir(info.cover(), written.getExtension());
    }
  }

  private static Attachment attachment(org.luer.mappings.concept.document.Attachment attachment) {
    var written =
        new Attachment()
            .setContentType(attachment.contentType())
            .setLanguage(attachment.language())
            .setTitle(attachment.title())
            .setUrl(attachment.url());
    if (attachment.createdAt() != null) {
      written.setCreationElement(Times.dateTime(attachment.createdAt()));
    }
    if (attachment.data() != null) {
      written.setData(attachment.bytes());
    }
    if (attachment.hash() != null) {
      written.setHash(Base64.getDecoder().decode(attachment.hash()));
    }
    if (attachment.size() != null) {
      written.setSize(attachment.size().intValue());
    }
    return written;
  }

  static Optional<ClaimInformation> fromFhir(
      Claim.SupportingInformationComponent written, Claim claim, String path, BundleReader in) {
    var category = Codings.read(written.getCategory());
    if (category.isEmpty()) {
      in.issues()
          .warning(IssueCode.REQUIRED, path + ".category", "does not say what it is: not read");
      return Optional.empty();
    }
    var value = written.getValue();
    var quantity = value instanceof Quantity amount && amount.hasValue() ? amount : null;
    return Optional.of(
        new ClaimInformation(
            category.get(),
            Codings.read(written.getCode()).orElse(null),
            PasFhir.period(written.getTiming(), path + ".timing", in),
            value instanceof StringType text ? text.getValue() : null,
            value instanceof BooleanType said ? said.getValue() : null,
            quantity == null ? null : quantity.getValue(),
            quantity == null ? null : Amounts.unit(quantity),
            value instanceof Reference reference ? source(reference, claim, path, in) : null,
            value instanceof Attachment attachment ? attachment(attachment, path, in) : null,
            Codings.read(written.getReason()).orElse(null),
            PasFhir.cover(written)));
  }

  private static @Nullable DocumentSource source(
      Reference reference, Claim claim, String path, BundleReader in) {
    var source = DocumentSourceFhir.fromFhir(reference, claim, in).orElse(null);
    if (source == null) {
      in.issues()
          .warning(
              IssueCode.NOT_FOUND,
              path + ".valueReference",
              "names nothing with a number: not read");
    }
    return source;
  }

  private static org.luer.mappings.concept.document.@Nullable Attachment attachment(
      Attachment written, String path, BundleReader in) {
    var at = path + ".valueAttachment";
    if (!written.hasContentType()) {
      in.issues().warning(IssueCode.REQUIRED, at + ".contentType", "is missing: not read");
      return null;
    }
    var data = written.hasData() ? Base64.getEncoder().encodeToString(written.getData()) : null;
    return new org.luer.mappings.concept.document.Attachment(
        written.getContentType(),
        written.getLanguage(),
        written.getTitle(),
        Times.read(
                written.hasCreation() ? written.getCreationElement() : null,
                at + ".creation",
                in.issues())
            .orElse(null),
        data,
        data == null ? written.getUrl() : null,
        data == null && written.hasHash()
            ? Base64.getEncoder().encodeToString(written.getHash())
            : null,
        data == null && written.hasSize() ? Long.valueOf(written.getSize()) : null);
  }
}

package org.luer.mappings.fhir;

import java.util.Arrays;
import java.util.Optional;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.StringType;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PersonName;

/**
 * {@link PersonName} to and from HumanName.
 *
 * <p>Mapped: use, family, given, prefix, suffix (several are joined by a blank when read), period.
 * Read instead of a family name that is missing: text. Ignored when read otherwise: text.
 */
public final class Names {
  private Names() {}

  /** A name in FHIR. */
  public static HumanName of(PersonName name) {
    var written = new HumanName().setFamily(name.family());
    if (name.use() != null) {
      written.setUse(HumanName.NameUse.fromCode(name.use().code()));
    }
    name.given().forEach(written::addGiven);
    if (name.prefix() != null) {
      written.addPrefix(name.prefix());
    }
    if (name.suffix() != null) {
      written.addSuffix(name.suffix());
    }
    written.setPeriod(Periods.of(name.period()));
    return written;
  }

  /** The name; one without family name or with a use that the clinic does not have is an issue. */
  public static Optional<PersonName> read(HumanName written, String path, Issues issues) {
    if (!written.hasFamily()) {
      if (written.hasText() && !written.hasGiven()) {
        return read(parted(written), path, issues);
      }
      issues.error(IssueCode.REQUIRED, path + ".family", "is missing");
      return Optional.empty();
    }
    PersonName.Use use = null;
    if (written.hasUse()) {
      var code = written.getUse().toCode();
      use =
          Arrays.stream(PersonName.Use.values())
              .filter(u -> u.code().equals(code))
              .findAny()
              .orElse(null);
      if (use == null) {
        issues.add(
            Issue.warning(
                IssueCode.CODE_UNKNOWN, path + ".use", "is a use that the clinic does not record"));
      }
    }
    return Optional.of(
        new PersonName(
            use,
            written.getFamily(),
            written.getGiven().stream().map(PrimitiveType::getValue).toList(),
            joined(written.getPrefix()),
            joined(written.getSuffix()),
            Periods.read(written.getPeriod())));
  }

  /** A name that its sender did not part: family before a comma, else all of it is the family. */
  private static HumanName parted(HumanName whole) {
    var words = whole.getText().strip();
    var comma = words.indexOf(',');
    var name = new HumanName().setFamily(comma > 0 ? words.substring(0, comma).strip() : words);
    if (comma > 0) {
      Arrays.stream(words.substring(comma + 1).strip().split("\\s+"))
          .filter(given -> !given.isEmpty())
          .forEach(name::addGiven);
    }
    return name.setUse(whole.getUse()).setPeriod(whole.getPeriod());
  }

  /** A name as words, for a desk or for somebody whose name nobody parted. */
  public static Optional<String> words(HumanName written) {
    if (written.hasText()) {
      return Optional.of(written.getText());
    }
    var words = written.getNameAsSingleString();
    return words == null || words.isBlank() ? Optional.empty() : Optional.of(words);
  }

  private static @org.jspecify.annotations.Nullable String joined(
      java.util.List<StringType> parts) {
    return parts.isEmpty()
        ? null
        : String.join(" ", parts.stream().map(PrimitiveType::getValue).toList());
  }
}

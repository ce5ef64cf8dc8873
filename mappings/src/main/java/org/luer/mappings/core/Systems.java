package org.luer.mappings.core;

/** The FHIR URIs of the code and identifier systems that Luer writes. */
public final class Systems {
  public static final String LOINC = "http://loinc.org";
  public static final String SNOMED_CT = "http://snomed.info/sct";
  public static final String RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm";
  public static final String NDC = "http://hl7.org/fhir/sid/ndc";
  public static final String ICD_10_CM = "http://hl7.org/fhir/sid/icd-10-cm";
  public static final String CPT = "http://www.ama-assn.org/go/cpt";
  public static final String HCPCS = "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets";
  public static final String UCUM = "http://unitsofmeasure.org";
  public static final String NPI = "http://hl7.org/fhir/sid/us-npi";
  public static final String EIN = "urn:oid:2.16.840.1.113883.4.4";
  public static final String CDC_RACE_ETHNICITY = "urn:oid:2.16.840.1.113883.6.238";
  public static final String BCP_47 = "urn:ietf:bcp:47";
  public static final String NUCC = "http://nucc.org/provider-taxonomy";
  public static final String MDC = "urn:iso:std:iso:11073:10101";
  public static final String V3_ROLE_CODE = "http://terminology.hl7.org/CodeSystem/v3-RoleCode";
  public static final String V3_MARITAL_STATUS =
      "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus";
  public static final String V2 = "http://terminology.hl7.org/CodeSystem/v2-";

  /** Default of the one configurable base of our own systems and identifiers. */
  public static final String DEFAULT_BASE = "https://clinic.example.org/fhir";

  private Systems() {}

  /** One of our own code systems, for example {@code kic-observation}. */
  public static String own(String base, String name) {
    return base + "/CodeSystem/" + name;
  }

  /** One of our own identifier systems, for example {@code session}. */
  public static String sid(String base, String name) {
    return base + "/sid/" + name;
  }
}

package org.luer.gateway.pull;

import java.util.Locale;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestComponent;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestResourceComponent;
import org.hl7.fhir.r4.model.CapabilityStatement.ReferenceHandlingPolicy;
import org.hl7.fhir.r4.model.CapabilityStatement.ResourceVersionPolicy;
import org.hl7.fhir.r4.model.CapabilityStatement.TypeRestfulInteraction;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Enumerations.SearchParamType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.StringType;
import org.luer.gateway.intake.fhir.CapabilityPart;
import org.luer.gateway.pull.ServedType.Combination;
import org.luer.gateway.pull.ServedType.Level;
import org.luer.mappings.fhir.FhirJson;

/** What can be read and searched, from the tables that also drive it. */
final class PullCapability implements CapabilityPart {
  private static final String EXTENSION = "http://hl7.org/fhir/StructureDefinition/";
  private static final String COMBINATION =
      EXTENSION + "capabilitystatement-search-parameter-combination";
  private static final String EXPECTATION = EXTENSION + "capabilitystatement-expectation";

  @Override
  public void describe(CapabilityStatement statement) {
    statement.addFormat("xml");
    statement.addImplementationGuide(
        "http://hl7.org/fhir/us/core/ImplementationGuide/hl7.fhir.us.core|7.0.0");
    statement.addInstantiates(
        "http://hl7.org/fhir/us/core/CapabilityStatement/us-core-server|7.0.0");
    var rest = statement.getRestFirstRep();
    for (var type : ServedType.all()) {
      describe(type, resource(rest, type.type()));
    }
    questionnaires(resource(rest, QuestionnaireReads.TYPE));
    resource(rest, "Patient")
        .addOperation()
        .setName("everything")
        .setDefinition(Operations.EVERYTHING);
    resource(rest, "DocumentReference")
        .addOperation()
        .setName("docref")
        .setDefinition(Operations.DOCREF);
  }

  private static void questionnaires(CapabilityStatementRestResourceComponent resource) {
    resource.addInteraction().setCode(TypeRestfulInteraction.READ);
    resource.addInteraction().setCode(TypeRestfulInteraction.SEARCHTYPE);
    var known = FhirJson.context().getResourceDefinition(QuestionnaireReads.TYPE);
    for (var name : QuestionnaireReads.PARAMETERS) {
      var kind = known.getSearchParam(name).getParamType();
      resource.addSearchParam().setName(name).setType(SearchParamType.fromCode(kind.getCode()));
    }
  }

  private static CapabilityStatementRestResourceComponent resource(
      CapabilityStatementRestComponent rest, String type) {
    return rest.getResource().stream()
        .filter(r -> r.getType().equals(type))
        .findFirst()
        .orElseGet(() -> rest.addResource().setType(type));
  }

  private static void describe(ServedType type, CapabilityStatementRestResourceComponent resource) {
    type.profiles().forEach(resource::addSupportedProfile);
    resource.setVersioning(ResourceVersionPolicy.VERSIONED);
    resource.addReferencePolicy(ReferenceHandlingPolicy.LITERAL);
    resource.addInteraction().setCode(TypeRestfulInteraction.READ);
    resource.addInteraction().setCode(TypeRestfulInteraction.VREAD);
    resource.addInteraction().setCode(TypeRestfulInteraction.HISTORYINSTANCE);
    if (type.combinations().isEmpty()) {
      return;
    }
    resource.addInteraction().setCode(TypeRestfulInteraction.SEARCHTYPE);
    type.includes().forEach(i -> resource.addSearchInclude(type.type() + ":" + i));
    resource.addSearchRevInclude(Search.PROVENANCE);
    resource.addSearchParam().setName("_id").setType(SearchParamType.TOKEN);
    resource.addSearchParam().setName("_lastUpdated").setType(SearchParamType.DATE);
    for (var parameter : type.parameters().values()) {
      resource
          .addSearchParam()
          .setName(parameter.name())
          .setType(SearchParamType.fromCode(parameter.kind().getCode()));
    }
    type.combinations().stream()
        .filter(c -> c.parameters().size() > 1)
        .forEach(c -> resource.addExtension(combination(c)));
  }

  private static Extension combination(Combination combination) {
    var extension = new Extension(COMBINATION);
    if (combination.level() != Level.OWN) {
      extension.addExtension(
          EXPECTATION, new CodeType(combination.level().name().toUpperCase(Locale.ROOT)));
    }
    combination.parameters().forEach(p -> extension.addExtension("required", new StringType(p)));
    return extension;
  }
}

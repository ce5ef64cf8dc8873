package org.luer.gateway.bulk;

import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestResourceComponent;
import org.hl7.fhir.r4.model.CapabilityStatement.TypeRestfulInteraction;
import org.luer.gateway.intake.fhir.CapabilityPart;

/** What can be exported. */
final class BulkCapability implements CapabilityPart {
  private static final String DEFINITIONS = "http://hl7.org/fhir/uv/bulkdata/OperationDefinition/";

  @Override
  public void describe(CapabilityStatement statement) {
    statement.addInstantiates(
        "http://hl7.org/fhir/uv/bulkdata/CapabilityStatement/bulk-data|2.0.0");
    export(resource(statement, "Patient"), "patient-export");
    var group = resource(statement, "Group");
    group.addInteraction().setCode(TypeRestfulInteraction.READ);
    export(group, "group-export");
  }

  private static CapabilityStatementRestResourceComponent resource(
      CapabilityStatement statement, String type) {
    var rest = statement.getRestFirstRep();
    return rest.getResource().stream()
        .filter(r -> r.getType().equals(type))
        .findFirst()
        .orElseGet(() -> rest.addResource().setType(type));
  }

  private static void export(CapabilityStatementRestResourceComponent resource, String operation) {
    resource.addOperation().setName("export").setDefinition(DEFINITIONS + operation);
  }
}

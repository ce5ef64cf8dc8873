package org.luer.mappings.concept.patient;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.PersonName;
import org.luer.mappings.core.Telecom;

/**
 * Somebody close to the patient: emergency contact, or the companion who takes the patient home.
 *
 * @param name the person's name
 * @param relationship v3 RoleCode or text, for example SPS spouse
 * @param telecoms how to reach the person
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Contact(PersonName name, @Nullable Coded relationship, List<Telecom> telecoms) {
  public Contact {
    telecoms = telecoms == null ? List.of() : List.copyOf(telecoms);
  }
}

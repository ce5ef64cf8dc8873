package org.luer.gateway.pull;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.rest.server.exceptions.InternalErrorException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.UnclassifiedServerFailureException;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.AuditTrail;
import org.luer.gateway.access.AuditTrail.Agent;
import org.luer.gateway.access.AuditTrail.Attempt;
import org.luer.gateway.access.AuditTrail.PurposeOfUse;
import org.luer.gateway.access.PartnerCaller;
import org.luer.gateway.database.Trouble;
import org.luer.gateway.partner.Partners;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Where every read, search and refusal of the FHIR interface passes before it is answered, to be
 * recorded.
 */
@Interceptor
public final class ReadLog {
  private static final Logger LOG = LoggerFactory.getLogger(ReadLog.class);
  private static final String PATIENTS = ReadLog.class.getName() + ".patients";

  /** Operations that hand out much at once. */
  private static final Set<String> HANDS_OUT = Set.of("$everything", "$events", "$export");

  private static final Set<RestOperationTypeEnum> WRITES =
      EnumSet.of(
          RestOperationTypeEnum.CREATE, RestOperationTypeEnum.UPDATE, RestOperationTypeEnum.DELETE);
  private static final int NOT_MODIFIED = 304;
  private static final int UNAVAILABLE = 503;

  /** HAPI numbers its own messages; those may repeat what a client sent, also into the log. */
  private static final String OF_HAPI = "HAPI-";

  private final AuditTrail audit;
  private final Partners partners;
  private final Ahead ahead;

  ReadLog(AuditTrail audit, Partners partners, Ahead ahead) {
    this.audit = audit;
    this.partners = partners;
    this.ahead = ahead;
  }

  /** Remembers, for the record of a request, what its answer is made of. */
  static void note(RequestDetails request, List<Permit> rows) {
    notePatients(request, rows.stream().map(p -> p.row().patient()).toList());
  }

  /** The same where only the patients are known that it is about. */
  public static void notePatients(RequestDetails request, Collection<String> patients) {
    request.getUserData().put(PATIENTS, new TreeSet<>(patients));
  }

  /** An answer is ready. */
  @Hook(Pointcut.SERVER_OUTGOING_RESPONSE)
  public void answered(RequestDetails request) {
    agent(request).ifPresent(agent -> answered(request, agent));
  }

  private void answered(RequestDetails request, Agent agent) {
    Optional.ofNullable(agent.partner()).flatMap(partners.current()::find).ifPresent(ahead::asked);
    var patients = noted(request);
    switch (attempt(request)) {
      case READ -> patients.forEach(p -> audit.read(agent, p, reference(request)));
      case EXPORT -> audit.exported(agent, query(request), patients);
      case SEARCH -> audit.searched(agent, query(request), patients);
      case WRITE -> {} // recorded with what was written
    }
  }

  /** A refusal or failure: none quotes what HAPI, the database or the client said. */
  @Hook(Pointcut.SERVER_PRE_PROCESS_OUTGOING_EXCEPTION)
  public BaseServerResponseException refused(@Nullable RequestDetails request, Throwable thrown) {
    var failure = failure(thrown);
    if (request != null
        && failure.getStatusCode() != UNAVAILABLE
        && failure.getStatusCode() != NOT_MODIFIED) {
      var attempt = attempt(request);
      agent(request)
          .ifPresent(
              agent ->
                  audit.refused(
                      agent,
                      attempt,
                      null,
                      attempt == Attempt.READ || attempt == Attempt.WRITE
                          ? reference(request)
                          : query(request),
                      "answered " + failure.getStatusCode()));
    }
    return failure;
  }

  @SuppressWarnings("unchecked") // only notePatients() writes it
  private static Collection<String> noted(RequestDetails request) {
    return (Collection<String>) request.getUserData().getOrDefault(PATIENTS, Set.of());
  }

  private static Attempt attempt(RequestDetails request) {
    if (request.getOperation() != null && HANDS_OUT.contains(request.getOperation())) {
      return Attempt.EXPORT;
    }
    if (request.getRestOperationType() != null && WRITES.contains(request.getRestOperationType())) {
      return Attempt.WRITE;
    }
    return (request.getId() != null && request.getOperation() == null)
            || "_history".equals(request.getOperation())
        ? Attempt.READ
        : Attempt.SEARCH;
  }

  private static String reference(RequestDetails request) {
    var id = request.getId();
    var reference = request.getResourceName() + "/" + (id == null ? "" : id.getIdPart());
    return id != null && id.hasVersionIdPart()
        ? reference + "/_history/" + id.getVersionIdPart()
        : reference;
  }

  /** As it was asked, posted parameters too. */
  private static String query(RequestDetails request) {
    var path =
        Stream.of(
                request.getResourceName(),
                request.getId() == null ? null : request.getId().getIdPart(),
                request.getOperation())
            .filter(part -> part != null && !part.equals("_search"))
            .collect(Collectors.joining("/"));
    var parameters =
        new TreeMap<>(request.getParameters())
            .entrySet().stream()
                .flatMap(p -> Stream.of(p.getValue()).map(v -> p.getKey() + "=" + v))
                .collect(Collectors.joining("&"));
    return parameters.isEmpty() ? path : path + "?" + parameters;
  }

  private Optional<Agent> agent(RequestDetails request) {
    if (request instanceof ServletRequestDetails servlet
        && servlet.getServletRequest() != null
        && servlet.getServletRequest().getUserPrincipal() instanceof PartnerCaller caller) {
      var partner = partners.current().find(caller.partner());
      return Optional.of(
          new Agent(
              caller.actor(),
              caller.partner(),
              servlet.getServletRequest().getRemoteAddr(),
              partner.map(PurposeOfUse::of).orElse(null)));
    }
    return Optional.empty();
  }

  private static BaseServerResponseException failure(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof DataAccessException || t instanceof TransactionException) {
        LOG.error("The database did not answer as it should: {}", Trouble.of(t));
        var away =
            new UnclassifiedServerFailureException(
                UNAVAILABLE, "The database is away; send the request again.");
        away.addResponseHeader("Retry-After", "5");
        return away;
      }
    }
    if (thrown instanceof DataFormatException || thrown.getCause() instanceof DataFormatException) {
      return new InvalidRequestException("A value in the request has not the right form.");
    }
    if (thrown instanceof InternalErrorException
        || !(thrown instanceof BaseServerResponseException known)) {
      var cause = thrown.getCause() == null ? thrown : thrown.getCause();
      var at = cause.getStackTrace();
      LOG.error(
          "A read failed: {} at {}",
          cause.getClass().getName(),
          at.length == 0 ? "unknown place" : at[0]);
      return new InternalErrorException("The gateway failed.");
    }
    if (known instanceof ForbiddenOperationException) {
      known.addResponseHeader("WWW-Authenticate", "Bearer error=\"insufficient_scope\"");
    }
    return String.valueOf(known.getMessage()).startsWith(OF_HAPI)
            && known.getStatusCode() != NOT_MODIFIED
        ? BaseServerResponseException.newInstance(
            known.getStatusCode(), "The request is not served; see the CapabilityStatement.")
        : known;
  }
}

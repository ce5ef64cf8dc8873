package org.luer.gateway.pull;

import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.server.RestfulServer;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.PublicAddress;
import org.luer.mappings.fhir.FhirJson;

/**
 * HAPI's server for reads and searches below {@code /fhir}. It is set up by the first request: its
 * model of thirty types would double the time that the gateway takes to start.
 */
final class PullServer extends RestfulServer {
  private static final long serialVersionUID = 1L;
  private static final String PATH = "/fhir";

  private final transient List<Object> providers;
  private final transient Pages pages;
  private final transient ReadLog log;
  private final transient PublicAddress address;
  private final int limit;
  private boolean ready;

  /**
   * A server.
   *
   * @param limit bytes of a request's body
   */
  PullServer(List<Object> providers, Pages pages, ReadLog log, PublicAddress address, int limit) {
    super(FhirJson.context());
    this.providers = List.copyOf(providers);
    this.pages = pages;
    this.log = log;
    this.address = address;
    this.limit = limit;
  }

  @Override
  protected void initialize() {
    setDefaultResponseEncoding(EncodingEnum.JSON);
    setServerAddressStrategy((context, request) -> address.fhir());
    setPagingProvider(pages);
    registerInterceptor(log);
    registerInterceptor(new KeptAnswers());
    registerProviders(providers);
  }

  /** Says nothing of what the server is made of. */
  @Override
  public void addHeadersToResponse(HttpServletResponse response) {
    // nothing
  }

  /** Answers one request that came to the gateway's own dispatcher. */
  void answer(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    prepare(request.getServletContext());
    service(new Below(request, limit), response);
  }

  private synchronized void prepare(ServletContext context) throws ServletException {
    if (!ready) {
      init(new Config(context));
      ready = true;
    }
  }

  /** The request as HAPI expects it of a servlet that is mapped to the path. */
  private static final class Below extends HttpServletRequestWrapper {
    private final int limit;

    private Below(HttpServletRequest request, int limit) {
      super(request);
      this.limit = limit;
    }

    @Override
    public String getServletPath() {
      return PATH;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
      return new BoundedBody(super.getInputStream(), limit);
    }

    @Override
    public @Nullable String getPathInfo() {
      return getRequestURI().substring(PATH.length());
    }
  }

  private record Config(ServletContext context) implements ServletConfig {
    @Override
    public String getServletName() {
      return "fhir";
    }

    @Override
    public ServletContext getServletContext() {
      return context;
    }

    @Override
    public @Nullable String getInitParameter(String name) {
      return null;
    }

    @Override
    public Enumeration<String> getInitParameterNames() {
      return Collections.emptyEnumeration();
    }
  }
}

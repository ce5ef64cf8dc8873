package org.luer.gateway.pull;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;

/** Which requests below {@code /fhir} are reads; what is sent goes to the intake. */
@Hidden
@Controller
class PullApi {
  private static final String TYPE = "/fhir/{type:[A-Z][A-Za-z]+}";
  private static final String SUBSCRIPTION = "/fhir/Subscription";

  private final PullServer server;

  PullApi(PullServer server) {
    this.server = server;
  }

  @GetMapping({TYPE, TYPE + "/**"})
  void read(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    server.answer(request, response);
  }

  /** A further page of what a search found. */
  @GetMapping({"/fhir", "/fhir/"})
  void page(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    server.answer(request, response);
  }

  /** Clients subscribe here and not by the intake: a subscription is nothing of a patient's. */
  @PostMapping(SUBSCRIPTION)
  void subscribe(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    server.answer(request, response);
  }

  @RequestMapping(
      path = SUBSCRIPTION + "/{id}",
      method = {RequestMethod.PUT, RequestMethod.DELETE})
  void change(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    server.answer(request, response);
  }

  @PostMapping({
    TYPE + "/_search",
    SUBSCRIPTION + "/{id}/$status",
    SUBSCRIPTION + "/{id}/$events",
    "/fhir/DocumentReference/$docref",
    "/fhir/Patient/{id}/$everything"
  })
  void search(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    server.answer(request, response);
  }
}

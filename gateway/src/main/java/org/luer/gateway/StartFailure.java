package org.luer.gateway;

import org.luer.gateway.database.CannotStart;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Lets Spring tell our own reasons not to start as sentences, without a stack trace. */
final class StartFailure extends AbstractFailureAnalyzer<CannotStart> {
  @Override
  protected FailureAnalysis analyze(Throwable failure, CannotStart reason) {
    return new FailureAnalysis(reason.getMessage(), null, reason);
  }
}

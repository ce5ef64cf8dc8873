package org.luer.mappings.benchmark;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/** Adds the processor time of the worker threads to each result, in microseconds an operation. */
public final class ThreadTime implements InternalProfiler {
  private long before;

  @Override
  public String getDescription() {
    return "processor time of the worker threads";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    before = workers();
  }

  @Override
  public Collection<? extends Result> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    var operations = Math.max(1, result.getMetadata().getAllOps());
    var micros = (workers() - before) / 1000.0 / operations;
    return List.of(new ScalarResult("cpu", micros, "us/op", AggregationPolicy.AVG));
  }

  private static long workers() {
    var threads = ManagementFactory.getThreadMXBean();
    return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
        .filter(t -> t != null && t.getThreadName().contains("jmh-worker"))
        .mapToLong(t -> threads.getThreadCpuTime(t.getThreadId()))
        .sum();
  }
}

package org.luer.gateway.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.flywaydb.core.api.MigrationVersion;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * What this Luer's migrations make. Anything else in the schema is of somebody else, and neither
 * saved nor restored.
 *
 * <p>Read from the scripts themselves, so that no second list can lag behind them. Partitions are
 * not named: their rows go with the table that they are part of.
 *
 * @param tables all that a script ever made
 * @param sequences those that no column owns
 * @param newest version of the last script
 */
record Migrations(Set<String> tables, Set<String> sequences, MigrationVersion newest) {
  static final String FOLDER = "db/migration";

  private static final Pattern FILE = Pattern.compile("V(\\d+)__.*\\.sql");
  private static final Pattern TABLE =
      Pattern.compile("(?m)^create (?:unlogged )?table (\\w+)(?! partition of)\\b");
  private static final Pattern SEQUENCE = Pattern.compile("(?m)^create sequence (\\w+)");

  Migrations {
    tables = Set.copyOf(tables);
    sequences = Set.copyOf(sequences);
  }

  /** Reads the scripts. */
  static Migrations read() {
    var tables = new TreeSet<String>();
    var sequences = new TreeSet<String>();
    var newest = MigrationVersion.EMPTY;
    try {
      for (var script :
          new PathMatchingResourcePatternResolver().getResources("classpath:" + FOLDER + "/V*")) {
        var name = FILE.matcher(String.valueOf(script.getFilename()));
        if (!name.matches()) {
          throw new IllegalStateException("no migration: " + script);
        }
        var version = MigrationVersion.fromVersion(name.group(1));
        newest = version.isNewerThan(newest) ? version : newest;
        var sql = script.getContentAsString(StandardCharsets.UTF_8);
        TABLE.matcher(sql).results().forEach(found -> tables.add(found.group(1)));
        SEQUENCE.matcher(sql).results().forEach(found -> sequences.add(found.group(1)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // of our own jar
    }
    return new Migrations(tables, sequences, newest);
  }

  /** Whether a schema was made by a later Luer, whose tables are not known here. */
  boolean precede(String schema) {
    return MigrationVersion.fromVersion(schema).isNewerThan(newest);
  }
}

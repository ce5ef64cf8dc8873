package org.luer.gateway.bulk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.luer.gateway.database.PrivateFiles;

/**
 * The files of exports: a directory each below the data directory, for the gateway's user alone.
 */
final class ExportFiles {
  private final Path directory;

  /**
   * Files.
   *
   * @param directory of all exports
   */
  ExportFiles(Path directory) {
    this.directory = directory;
  }

  /** The file of one type; its name is made of what was examined, never of what a client wrote. */
  Path file(String export, String type) {
    return directory.resolve(export).resolve(type + ".ndjson");
  }

  /** Writes the whole file or nothing. */
  void write(String export, String type, PrivateFiles.Content content) throws IOException {
    PrivateFiles.directory(directory);
    PrivateFiles.directory(directory.resolve(export));
    PrivateFiles.write(file(export, type), content);
  }

  /** Ids of the exports that have a directory. */
  List<String> exports() throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (var all = Files.list(directory)) {
      return all.map(d -> d.getFileName().toString()).toList();
    }
  }

  void delete(String export) throws IOException {
    var folder = directory.resolve(export);
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (var all = Files.walk(folder)) {
      for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}

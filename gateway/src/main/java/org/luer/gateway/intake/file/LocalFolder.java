package org.luer.gateway.intake.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.luer.gateway.database.PrivateFiles;

/**
 * A folder of this machine; the folders of the stages are made when they are missing. What was
 * taken is then open to the gateway alone; the answers are the partner's, and as open as the umask
 * says.
 */
final class LocalFolder implements Folder {
  private final Path root;

  LocalFolder(Path root) throws IOException {
    this(root, List.of(TAKEN, DONE, FAILED, ANSWERS));
  }

  /** With these stages only. */
  LocalFolder(Path root, List<String> stages) throws IOException {
    this.root = root;
    if (!Files.isDirectory(root)) {
      throw new NoSuchFileException(root.toString());
    }
    for (var stage : stages) {
      var folder = root.resolve(stage);
      if (stage.equals(ANSWERS)) {
        Files.createDirectories(folder);
      } else if (!Files.isDirectory(folder)) {
        PrivateFiles.directory(folder);
      }
    }
  }

  @Override
  public List<Seen> list(String stage) throws IOException {
    var seen = new ArrayList<Seen>();
    try (var files = Files.newDirectoryStream(root.resolve(stage))) {
      for (var file : files) {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          seen.add(
              new Seen(
                  String.valueOf(file.getFileName()),
                  Files.size(file),
                  Files.getLastModifiedTime(file).toMillis()));
        }
      }
    }
    seen.sort(Comparator.comparing(Seen::name));
    return seen;
  }

  @Override
  public byte[] read(String stage, String name) throws IOException {
    return Files.readAllBytes(root.resolve(stage).resolve(name));
  }

  @Override
  public void write(String stage, String name, byte[] content) throws IOException {
    var target = root.resolve(stage).resolve(name);
    var unfinished = target.resolveSibling(name + ".tmp");
    try (var channel =
        FileChannel.open(
            unfinished,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      var buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
    Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void move(String from, String name, String to, String newName) throws IOException {
    Files.move(
        root.resolve(from).resolve(name),
        root.resolve(to).resolve(newName),
        StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void close() {
    // nothing is kept open
  }
}

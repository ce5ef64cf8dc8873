package org.luer.gateway.database;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The directory of one gateway (0700), held by this process alone until it is closed.
 *
 * <p>The lock is an operating-system lock on {@code luer.lock}: it ends with the process, however
 * that ends.
 */
public final class DataDirectory implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;

  private DataDirectory(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Creates the directory where needed and takes its lock.
   *
   * @throws CannotStart if another gateway holds it or it cannot be used
   */
  public static DataDirectory open(Path directory) {
    try {
      var path = PrivateFiles.directory(directory);
      var file = path.resolve("luer.lock");
      var channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (lock(channel) == null) {
        var holder = Files.readString(file, StandardCharsets.UTF_8).strip();
        channel.close();
        throw new CannotStart(
            "Another gateway (process "
                + holder
                + ") is using the data directory "
                + path
                + ". Stop it first, or give this one its own with --luer.data-dir=DIR.");
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
      return new DataDirectory(path, channel);
    } catch (IOException e) {
      throw new CannotStart("The data directory " + directory + " cannot be used: " + e, e);
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // held elsewhere in this process
    }
  }

  /** The absolute path, symbolic links resolved. */
  public Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

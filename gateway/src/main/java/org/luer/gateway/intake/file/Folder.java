package org.luer.gateway.intake.file;

import java.io.IOException;
import java.util.List;

/** A partner's folder: the files that came, and below it one folder for each stage of them. */
interface Folder extends AutoCloseable {
  /** Where files come in. */
  String IN = "";

  /** Files that are being worked on: nobody but the gateway writes here. */
  String TAKEN = "taken";

  /** Files whose messages were all answered. */
  String DONE = "done";

  /** Files whose frame is faulty; nothing of them was taken. */
  String FAILED = "failed";

  /** Answers, and the reasons against what failed. */
  String ANSWERS = "answers";

  /** The plain files of a stage, in the order of their names. */
  List<Seen> list(String stage) throws IOException;

  /** The whole content. */
  byte[] read(String stage, String name) throws IOException;

  /** Writes a file under another name and then gives it its own, so that nobody sees half of it. */
  void write(String stage, String name, byte[] content) throws IOException;

  /** Moves a file in one step. */
  void move(String from, String name, String to, String newName) throws IOException;

  @Override
  void close() throws IOException;

  /**
   * A file as it is now.
   *
   * @param size in bytes
   * @param modified milliseconds since 1970, as exact as the server tells
   */
  record Seen(String name, long size, long modified) {}
}

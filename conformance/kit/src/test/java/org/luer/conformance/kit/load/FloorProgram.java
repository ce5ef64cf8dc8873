package org.luer.conformance.kit.load;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HapiContext;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.parser.PipeParser;
import ca.uhn.hl7v2.util.Terser;
import ca.uhn.hl7v2.validation.impl.ValidationContextFactory;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.UUID;
import org.luer.conformance.kit.MllpHospital;

/**
 * The least that a program can do that takes a message, keeps it and passes it on: HAPI parse, one
 * insert with its commit, the acknowledgement, HAPI encode, send, one update with its commit.
 * Arguments: port to listen on, port of the hospital, JDBC address.
 */
public final class FloorProgram {
  private FloorProgram() {}

  /** Runs until killed. */
  public static void main(String[] args) throws IOException, SQLException {
    try (var database = DriverManager.getConnection(args[2])) {
      database
          .createStatement()
          .execute(
              "create table if not exists floor (id uuid primary key, control text, raw bytea,"
                  + " state text)");
    }
    var context = new DefaultHapiContext(ValidationContextFactory.noValidation());
    try (var listener =
        new ServerSocket(Integer.parseInt(args[0]), 64, InetAddress.getLoopbackAddress())) {
      while (true) {
        var socket = listener.accept();
        var thread = new Thread(() -> serve(socket, Integer.parseInt(args[1]), args[2], context));
        thread.start();
      }
    }
  }

  private static void serve(Socket from, int hospital, String database, HapiContext context) {
    try (from;
        var to = new Socket(InetAddress.getLoopbackAddress(), hospital);
        var rows = DriverManager.getConnection(database)) {
      from.setTcpNoDelay(true);
      to.setTcpNoDelay(true);
      rows.setAutoCommit(false);
      var in = new BufferedInputStream(from.getInputStream());
      var answers = new BufferedInputStream(to.getInputStream());
      var parser = context.getPipeParser();
      for (var text = MllpHospital.read(in); text != null; text = MllpHospital.read(in)) {
        var message = parser.parse(text);
        var id = UUID.randomUUID();
        insert(rows, id, message, text);
        MllpHospital.write(from.getOutputStream(), MllpHospital.accept(text));
        var sent = encode(parser, message);
        var answer = MllpHospital.exchange(to.getOutputStream(), answers, sent);
        if (answer.isEmpty()) {
          return;
        }
        update(rows, id);
      }
    } catch (Exception e) {
      System.err.println("floor: " + e); // a measuring program, not the product
    }
  }

  private static String encode(PipeParser parser, Message message) throws Exception {
    new Terser(message).set("MSH-5", "EPIC");
    return parser.encode(message);
  }

  private static void insert(Connection rows, UUID id, Message message, String text)
      throws Exception {
    try (var insert =
        rows.prepareStatement("insert into floor (id, control, raw, state) values (?, ?, ?, ?)")) {
      insert.setObject(1, id);
      insert.setString(2, new Terser(message).get("MSH-10"));
      insert.setBytes(3, text.getBytes(StandardCharsets.UTF_8));
      insert.setString(4, "queued");
      insert.executeUpdate();
    }
    rows.commit();
  }

  private static void update(Connection rows, UUID id) throws SQLException {
    try (var update = rows.prepareStatement("update floor set state = ? where id = ?")) {
      update.setString(1, "delivered");
      update.setObject(2, id);
      update.executeUpdate();
    }
    rows.commit();
  }
}

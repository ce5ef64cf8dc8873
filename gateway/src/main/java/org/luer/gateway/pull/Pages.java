package org.luer.gateway.pull;

import ca.uhn.fhir.rest.api.server.IBundleProvider;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.IPagingProvider;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.partner.Partners;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Keeps what a search found for its next pages: in the database, so that any node can go on after a
 * restart; for the client that searched, and nobody else; for an hour. Links to pages name nothing
 * but a random id.
 */
final class Pages implements IPagingProvider {
  private static final int PAGE = 50;
  private static final int MOST = 500;
  private static final Duration KEPT = Duration.ofHours(1);

  private final JdbcClient jdbc;
  private final Partners partners;
  private final Search search;
  private final Visible visible;
  private final Renditions renditions;
  private final Clock clock;

  Pages(
      JdbcClient jdbc,
      Partners partners,
      Search search,
      Visible visible,
      Renditions renditions,
      Clock clock) {
    this.jdbc = jdbc;
    this.partners = partners;
    this.search = search;
    this.visible = visible;
    this.renditions = renditions;
    this.clock = clock;
  }

  @Override
  public int getDefaultPageSize() {
    return PAGE;
  }

  @Override
  public int getMaximumPageSize() {
    return MOST;
  }

  @Override
  public IBundleProvider retrieveResultList(RequestDetails request, String id) {
    var reader = Reader.of(request, partners);
    return jdbc.sql(
            "select * from fhir_page where id = :id and client = :client and created_at > :since")
        .param("id", id)
        .param("client", reader.holder())
        .param("since", clock.instant().minus(KEPT).atOffset(ZoneOffset.UTC))
        .query(
            (row, n) ->
                new Found(
                        new Found.Scope(
                            ServedType.of(row.getString("type")).orElseThrow(),
                            reader,
                            search,
                            visible,
                            renditions,
                            clock),
                        Row.read(texts(row, "found")),
                        texts(row, "included"),
                        texts(row, "reverse"))
                    .named(id))
        .optional()
        .orElseThrow(() -> new ResourceGoneException("There is no such page any more."));
  }

  private static List<String> texts(java.sql.ResultSet row, String column) throws SQLException {
    return Stream.of((String[]) row.getArray(column).getArray()).toList();
  }

  @Override
  public @Nullable String storeResultList(RequestDetails request, IBundleProvider result) {
    if (!(result instanceof Found found)) {
      return null;
    }
    var id = UUID.randomUUID().toString();
    // a page that a crash of the database takes is asked for again: its commit does not wait for
    // the
    // disk
    jdbc.sql(
            "with unhurried as (select set_config('synchronous_commit', 'off', true)),"
                + " old as (delete from fhir_page where created_at < :until)"
                + " insert into fhir_page (id, client, type, found, included, reverse, created_at)"
                + " select :id, :client, :type, :found::text[], :included::text[], :reverse::text[], :now"
                + " from unhurried")
        .param("until", clock.instant().minus(KEPT).atOffset(ZoneOffset.UTC))
        .param("id", id)
        .param("client", Reader.of(request, partners).holder())
        .param("type", found.type().type())
        .param("found", Row.texts(found.rows()).toArray(String[]::new))
        .param("included", found.includes().toArray(String[]::new))
        .param("reverse", found.reverse().toArray(String[]::new))
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .update();
    found.named(id);
    return id;
  }
}

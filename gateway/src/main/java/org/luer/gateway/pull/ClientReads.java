package org.luer.gateway.pull;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.PartnerCaller;
import org.luer.gateway.exchange.RecordBundles;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.pull.Renditions.Rendition;
import org.luer.gateway.smart.Scope.Access;

/**
 * What a client may read, for what is told without its asking: by the same decisions and in the
 * same words as a read.
 */
public final class ClientReads {
  private final Partners partners;
  private final Search search;
  private final Renditions renditions;
  private final RecordBundles bundles;

  ClientReads(Partners partners, Search search, Renditions renditions, RecordBundles bundles) {
    this.partners = partners;
    this.search = search;
    this.renditions = renditions;
    this.bundles = bundles;
  }

  /** The client that sent a request. */
  public PartnerCaller caller(RequestDetails request) {
    return Reader.of(request, partners).caller();
  }

  private Optional<Reader> reader(PartnerCaller caller) {
    return partners.current().find(caller.partner()).map(partner -> new Reader(caller, partner));
  }

  /** Whether resources of this type are served at all. */
  public static boolean serves(String type) {
    return ServedType.of(type).isPresent();
  }

  /** Whether the client's token and what its partner is let it read resources of this type. */
  public boolean reads(PartnerCaller caller, String type) {
    return reader(caller)
        .filter(r -> ServedType.of(type).filter(t -> r.may(t, Access.READ)).isPresent())
        .isPresent();
  }

  /**
   * The resources of these types that follow from a record, as far as the client may read them now.
   *
   * @param keys any of which they have in the index, such as {@code code=44261-6}; empty = all
   */
  public List<Row> from(
      PartnerCaller caller,
      String kind,
      String record,
      Collection<String> types,
      Collection<String> keys) {
    return reader(caller)
        .map(
            reader ->
                search
                    .from(
                        kind,
                        record,
                        types.stream()
                            .flatMap(t -> ServedType.of(t).stream())
                            .filter(t -> reader.may(t, Access.READ))
                            .toList(),
                        keys,
                        reader)
                    .stream()
                    .map(Permit::row)
                    .toList())
        .orElse(List.of());
  }

  /** The row of a resource that the client may read now. */
  public Optional<Row> row(PartnerCaller caller, String type, String id) {
    return permit(caller, type, id).map(Permit::row);
  }

  /** A resource as a read gives it to the client now; empty when it may not read it. */
  public Optional<Resource> resource(PartnerCaller caller, String type, String id) {
    return reader(caller)
        .flatMap(
            reader ->
                permit(caller, type, id)
                    .flatMap(p -> renditions.of(List.of(p), reader).stream().findFirst()))
        .map(Rendition::resource);
  }

  /** Types of which the client may read resources, in their order. */
  public List<String> types(PartnerCaller caller) {
    return ServedType.all().stream().map(ServedType::type).filter(t -> reads(caller, t)).toList();
  }

  /**
   * A resource as a line of an export.
   *
   * @param json as a read gives it
   */
  public record Line(Row row, String json) {}

  /**
   * Some resources of a type.
   *
   * @param last id from which to go on; null = there are no more
   */
  public record Lines(List<Line> lines, @Nullable String last) {
    public Lines {
      lines = List.copyOf(lines);
    }
  }

  /**
   * Resources of a type that the client may read, in the order of their ids.
   *
   * @param since only those that changed after it; null = all
   * @param after id after which to go on; empty = from the first
   * @param most how many at the most
   */
  public Lines lines(
      PartnerCaller caller, String type, @Nullable Instant since, String after, int most) {
    var reader = reader(caller);
    var served = ServedType.of(type).filter(t -> reader.isPresent() && reads(caller, t.type()));
    if (reader.isEmpty() || served.isEmpty()) {
      return new Lines(List.of(), null);
    }
    var ids = search.ids(served.get(), since, after, most, reader.get());
    if (ids.isEmpty()) {
      return new Lines(List.of(), null);
    }
    var permits = search.some(served.get(), ids, reader.get());
    return new Lines(
        renditions.of(permits, reader.get()).stream()
            .map(r -> new Line(r.row(), Kept.json(r)))
            .toList(),
        ids.size() < most ? null : ids.get(ids.size() - 1));
  }

  private Optional<Permit> permit(PartnerCaller caller, String type, String id) {
    return reader(caller)
        .flatMap(
            reader ->
                ServedType.of(type)
                    .filter(t -> reader.may(t, Access.READ))
                    .flatMap(t -> search.one(t, id, reader)));
  }

  /** Whether partners that wait until a record is signed are told of it as it stands. */
  public boolean told(String kind, JsonNode content) {
    return bundles.told(kind, content, new Listener(false, false).dialect());
  }
}

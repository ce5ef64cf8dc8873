package org.luer.gateway.partner;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Dialect.DocumentForm;
import org.luer.mappings.core.Dialect.Party;
import org.luer.mappings.core.Dialect.VitalsLayout;
import org.luer.mappings.core.Systems;
import org.luer.mappings.core.Telecom;

/**
 * How the clinic speaks to one partner, in the terms of the mappings.
 *
 * @param dialect what the mappings must know of the partner
 * @param clinic who reports
 */
public record Voice(org.luer.mappings.core.Dialect dialect, Organization clinic) {

  /** Speaking to this endpoint of the partner; without one, for what the partner sends. */
  public static Voice of(ClinicSettings clinic, Partner partner, @Nullable Receives endpoint) {
    var to = Optional.ofNullable(endpoint).map(Receives::to);
    var authority = Optional.ofNullable(partner.authority());
    var settings = partner.dialect();
    var dialect =
        new org.luer.mappings.core.Dialect(
            partner.id(),
            clinic.base(),
            settings.version(),
            settings.layout() == Dialect.Layout.A
                ? VitalsLayout.TIME_POINTS
                : VitalsLayout.OBR_PER_TIME,
            settings.zone() == null ? partner.zone() : settings.zone(),
            true,
            new Party(clinic.application(), null, clinic.facility(), null, clinic.facility(), null),
            new Party(
                to.map(Receives.Hd::application).orElse(""),
                null,
                to.map(Receives.Hd::facility).orElse(""),
                null,
                authority.map(Partner.Authority::namespace).orElse(null),
                authority.map(Partner.Authority::oid).orElse(null)),
            clinic.processing().name(),
            DocumentForm.valueOf(settings.documents().name()));
    return new Voice(dialect, organization(clinic));
  }

  /**
   * Speaking FHIR to a partner that reads. One without an authority hears of no authority's numbers
   * but the clinic's own.
   *
   * @param partner null = somebody who hears of all numbers; for what is never shown
   */
  public static Voice reader(ClinicSettings clinic, @Nullable Partner partner) {
    var authority = Optional.ofNullable(partner).map(Partner::authority);
    var nobody = partner == null || authority.isPresent() ? null : "";
    var dialect =
        new org.luer.mappings.core.Dialect(
            "reader",
            clinic.base(),
            org.luer.mappings.core.Dialect.DEFAULT.version(),
            VitalsLayout.TIME_POINTS,
            clinic.zone(),
            true,
            new Party(clinic.application(), null, clinic.facility(), null, clinic.facility(), null),
            new Party(
                "",
                null,
                "",
                null,
                authority.map(Partner.Authority::namespace).orElse(nobody),
                authority.map(Partner.Authority::oid).orElse(null)),
            clinic.processing().name());
    return new Voice(dialect, organization(clinic));
  }

  /** The clinic as the record that stands in what it sends. */
  public static Organization organization(ClinicSettings clinic) {
    return Organization.of(clinic.id(), clinic.name()).npi(clinic.npi()).build();
  }

  /** The clinic with what a paper about money needs: tax id, taxonomy, address, telephone. */
  public static Organization billing(ClinicSettings clinic, BillingSettings billing) {
    var office = billing.office();
    return Organization.of(clinic.id(), clinic.name())
        .npi(clinic.npi())
        .taxId(billing.taxId())
        .types(
            billing.taxonomy() == null
                ? List.of()
                : List.of(Coded.of(Systems.NUCC, billing.taxonomy(), null)))
        .addresses(office.addresses())
        .telecoms(
            office.phone() == null
                ? List.of()
                : List.of(new Telecom(Telecom.Kind.PHONE, Telecom.Use.WORK, office.phone())))
        .build();
  }
}

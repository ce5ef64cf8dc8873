-- What partners posted to the FHIR interface, under the ids that they were told, so that they can refer to it later.
create table fhir_resource (
  partner      text        not null,
  type         text        not null,
  id           text        not null,
  version      integer     not null check (version > 0),
  keys         text[]      not null default '{}',    -- business identifiers, system|value
  content      text        not null,
  content_hash text        not null,
  message_id   text        not null,
  received_at  timestamptz not null,
  primary key (partner, type, id, version)
);
create index fhir_resource_keys on fhir_resource using gin (keys);

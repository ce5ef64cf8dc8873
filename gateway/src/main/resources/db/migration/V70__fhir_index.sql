-- What the FHIR interface serves of the clinic's records. Everything here follows from the records and can be rebuilt.

-- One row per record that is told as a Bundle, with what travels with it.
create table fhir_unit (
  kind       text        not null,                 -- InfusionSession, Assessment, Patient with all that belongs to it, ...
  record     text        not null,
  version    integer     not null,
  patient    text        not null,
  stamp      bigint      not null,                 -- grows with every change of the record or of one that it names: what was rendered before is out of date
  needs      text[]      not null,                 -- the other records that it was made of, Patient/p-1
  judged     jsonb       not null,                 -- what disclosure must know of it and of each of those
  told       text[]      not null,                 -- to which kinds of listener: signed, unsigned, live (and combinations)
  exchange   text        not null,
  indexed_at timestamptz not null,
  primary key (kind, record)
);
create sequence fhir_stamp;
create index fhir_unit_needs on fhir_unit using gin (needs);
create index fhir_unit_patient on fhir_unit (patient);

-- One row per resource and record that it follows from. Of several records the one with the highest tier, then the newest, counts.
create table fhir_index (
  type         text        not null,
  id           text        not null,
  patient      text        not null,               -- id of the clinic's Patient record
  kind         text        not null,
  record       text        not null,
  tier         smallint    not null,
  hash         text        not null,               -- of what is told to somebody without an authority of his own
  last_updated timestamptz not null,
  identifiers  text[]      not null,               -- value, system|value, system| and |value where there is no system
  keys         text[]      not null,               -- the same as parameter=…; parameter=Type/id; the parameter alone: it has a value
  words        text[]      not null,               -- parameter=beginning, folded; parameter==exactly
  dates        jsonb       not null,               -- parameter: [first, last] in milliseconds
  primary key (type, id, patient, kind, record)
);
create index fhir_index_patient on fhir_index (patient, type);
create index fhir_index_record on fhir_index (kind, record);
create index fhir_index_identifiers on fhir_index using gin (identifiers);

-- Resources as they were rendered for a reader, kept so that a version that was served never changes.
create table fhir_rendition (
  reader      text        not null,                -- the partner
  type        text        not null,
  id          text        not null,
  kind        text        not null,
  record      text        not null,
  hash        text        not null,                -- of the content; the version id
  version     integer     not null,                -- of the record
  stamp       text        not null,                -- of the unit, of what was withheld and of the release that rendered it
  content     text        not null,
  changed_at  timestamptz not null,
  primary key (reader, type, id, kind, record, hash)
);
create index fhir_rendition_record on fhir_rendition (reader, kind, record, stamp);

-- Results of searches that did not fit on one page: references only.
create table fhir_page (
  id         text        primary key,
  client     text        not null,
  type       text        not null,
  found      text[]      not null,                 -- type/id/patient/kind/record
  included   text[]      not null,
  reverse    text[]      not null,
  created_at timestamptz not null
);

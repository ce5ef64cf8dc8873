-- Renditions are made before a reader asks: for each partner that reads, up to which change of the index it was done.
create table fhir_reader (
  partner  text        primary key,
  asked_at timestamptz not null,                   -- within an hour
  prepared bigint      not null default 0          -- fhir_unit.stamp
);
create index fhir_unit_stamp on fhir_unit (stamp);

-- With the id, so that the other records that say something of the same resource are found by it and not among all of the patient's.
drop index fhir_index_patient;
create index fhir_index_patient on fhir_index (patient, type, id);

create index fhir_page_age on fhir_page (created_at);

-- When something else is told of a record although nobody writes it: a consent that begins or runs out.
alter table fhir_unit add column turns_at timestamptz;
create index fhir_unit_turns on fhir_unit (turns_at) where turns_at is not null;

-- Whose data an audit event is about, and how they were got at. One table for everything, so that one chain seals it.
alter table audit_event add column patient text;
alter table audit_event add column record text;         -- what was read or disclosed: Observation/o-1/_history/2, InfusionSession/s-1/2
alter table audit_event add column message text;        -- of a disclosure: the delivery
alter table audit_event add column query text;          -- of a search or an export: what was asked for
alter table audit_event add column address text;        -- network address that it came from or went to
alter table audit_event add column purpose text;        -- http://terminology.hl7.org/CodeSystem/v3-ActReason
create index audit_event_patient on audit_event (patient, id) where patient is not null;

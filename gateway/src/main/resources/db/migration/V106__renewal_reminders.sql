-- What the clinic was reminded of: 'units', or 'until ' and the last day of the authorization.
alter table claim add column reminded text[] not null default '{}';
create index claim_granted on claim (id) where use = 'preauthorization' and state in ('approved', 'partly-approved');
-- Claims of a patient that use up what was authorized.
drop index claim_patient;
create index claim_patient on claim (patient, use);

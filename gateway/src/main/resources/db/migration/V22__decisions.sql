-- What the clinic decided about what partners offered.
alter table inbox add column decision text check (decision in ('accepted', 'ignored'));
alter table inbox add column decision_reason text;
alter table inbox add column became text;              -- of an accepted item: kind and id of the clinic's record
alter table inbox add check (decision is null or acked_at is not null);

-- Whose patient a partner's patient is, where the clinic has said so.
create table patient_link (
  owner          text        not null,
  patient        text        not null,                 -- id of the partner's copy
  clinic_patient text        not null,
  linked_by      text        not null,
  linked_at      timestamptz not null,
  primary key (owner, patient)
);

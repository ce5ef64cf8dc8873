-- The clinic's inbox: what partners sent that the clinic has to look at. Ids grow with the order of commits.
create table inbox (
  id             bigint      generated always as identity primary key,
  kind           text        not null,               -- order-received, referral-changed, patient-unmatched, ...
  sender         text        not null,
  reason_code    text        not null,
  reason_text    text        not null,
  record_kind    text        not null,
  record_id      text        not null,
  record_version integer     not null,
  patient        text,
  message_id     text        not null,
  details        jsonb,                              -- what the kind needs beside the record, such as candidates
  created_at     timestamptz not null,
  acked_at       timestamptz,
  acked_by       text
);
create index inbox_open on inbox (id) where acked_at is null;
create index inbox_record on inbox (record_kind, record_id);

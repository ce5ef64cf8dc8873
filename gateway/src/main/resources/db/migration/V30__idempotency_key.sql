-- Requests that named a key (Idempotency-Key) and what they were answered, so that a repetition gets the same answer.
create table idempotency_key (
  actor        text        not null,
  key          text        not null,
  fingerprint  text        not null,               -- SHA-256 of what was asked
  message_id   text,                               -- null only inside the transaction that writes the row
  version      integer,
  created_at   timestamptz not null,
  primary key (actor, key)
);
create index idempotency_key_age on idempotency_key (created_at);

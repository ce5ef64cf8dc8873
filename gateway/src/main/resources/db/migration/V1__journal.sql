-- Journal: what was received, what is known, what has to be delivered. Times are instants (UTC).

-- One row per version of a record. Rows are never changed.
create table record (
  kind         text        not null,                 -- Patient, InfusionOrder, InfusionSession, ...
  id           text        not null,
  version      integer     not null check (version > 0),
  owner        text        not null,                 -- 'clinic' or the partner that sent it
  patient_id   text        not null,
  order_id     text,
  visit_id     text,
  status       text,
  npis         text[]      not null default '{}',    -- clinicians named by a referral
  content      text        not null,                 -- the exact JSON that was accepted
  content_hash text        not null,                 -- SHA-256 over the canonical form of content
  message_id   text        not null,                 -- the message that brought this version
  recorded_at  timestamptz not null,
  primary key (kind, id, version)
);
create index record_patient on record (patient_id, kind);
create index record_message on record (message_id);

-- Identifiers of the newest version of each Patient.
create table patient_identifier (
  patient_id text not null,
  namespace  text,                                   -- authority as a name
  oid        text,                                   -- authority as an OID
  type       text,
  value      text not null
);
create index patient_identifier_patient on patient_identifier (patient_id);
create index patient_identifier_value on patient_identifier (value);

-- A lane: partner x patient x stream, strictly ordered by position. lane_patient is '*' for one lane per feed.
create table lane (
  partner       text   not null,
  lane_patient  text   not null,
  stream        text   not null check (stream in ('identity', 'clinical', 'document', 'money', 'safety')),
  next_position bigint not null,
  primary key (partner, lane_patient, stream)
);

-- One row per message received and one per delivery. Ids are ordered by time.
create table message (
  id              text        primary key,
  direction       text        not null check (direction in ('in', 'out')),
  exchange        text        not null,
  type            text        not null,
  partner         text        not null,              -- sender or receiver; 'clinic' for the clinic's system
  actor           text,                              -- name of the token that sent or replayed it
  patient         text,
  order_id        text,
  visit_id        text,
  record_kind     text,
  record_id       text,
  record_version  integer,
  action          text,                              -- of a delivery: new, correct, withdraw, ...
  control_id      text,
  state           text        not null check (state in (
                    'received', 'duplicate', 'refused',
                    'queued', 'sending', 'delivered', 'retrying', 'held', 'rejected', 'ambiguous', 'superseded', 'cancelled')),
  reason_code     text,
  reason_text     text,
  attempts        integer     not null default 0,
  replay_of       text        references message (id),
  source          text        references message (id), -- of a delivery: the message that caused it
  lane_patient    text,
  stream          text,
  position        bigint,
  media_type      text        not null,
  payload         bytea,                             -- as received, or as rendered (null until rendered)
  answer          bytea,                             -- what was answered
  content_hash    text,
  next_attempt_at timestamptz,
  received_at     timestamptz not null,
  changed_at      timestamptz not null,
  check ((reason_code is null) = (reason_text is null)),
  check (direction = 'in' or (stream is not null and position is not null and lane_patient is not null))
);
create unique index message_lane on message (partner, lane_patient, stream, position) where direction = 'out';
create index message_work on message (next_attempt_at)
  where direction = 'out' and state in ('queued', 'sending', 'retrying', 'ambiguous');
create index message_patient on message (patient, id);
create index message_order on message (order_id, id) where order_id is not null;
create index message_control on message (control_id, partner) where control_id is not null;
create index message_partner on message (partner, id);
create index message_state on message (state, id);
create index message_changed on message (changed_at);
create index message_record on message (record_kind, record_id);

-- One row per attempt at a delivery.
create table attempt (
  message_id  text        not null references message (id),
  n           integer     not null,
  started_at  timestamptz not null,
  ended_at    timestamptz,
  outcome     text,
  reason_code text,
  reason_text text,
  answer      bytea,
  primary key (message_id, n)
);

-- What a partner has of a record.
create table ledger (
  partner     text        not null,
  record_kind text        not null,
  record_id   text        not null,
  version     integer     not null,
  state       jsonb       not null,
  changed_at  timestamptz not null,
  primary key (partner, record_kind, record_id)
);

-- Bearer tokens: only the SHA-256 of each is kept.
create table token (
  hash       bytea       primary key,
  name       text        not null unique,
  role       text        not null check (role in ('viewer', 'biller', 'operator', 'clinic', 'admin')),
  created_at timestamptz not null,
  created_by text        not null
);

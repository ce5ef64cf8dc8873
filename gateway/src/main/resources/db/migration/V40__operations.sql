-- What operators decided about a partner while the gateway runs; no row = nothing.
create table partner_control (
  partner    text        primary key,
  paused     boolean     not null default false,
  per_minute integer     check (per_minute > 0),      -- null = as the settings say
  actor      text        not null,
  reason     text        not null,
  changed_at timestamptz not null
);

-- Search by visit, by partner and state, and by the words of a reason.
create index message_visit on message (visit_id, id) where visit_id is not null;
create index message_partner_state on message (partner, state, id);
create index message_reason on message using gin (to_tsvector('simple', reason_text)) where reason_text is not null;

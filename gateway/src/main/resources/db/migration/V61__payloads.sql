-- The bytes of messages in a table of their own, one partition for each day from which they need not be kept, so that what is over is dropped as a whole.

-- How long the bytes and the rows of a partner's messages are kept; no row = for ever. Written from the settings.
create table retention_rule (
  partner       text        primary key,             -- 'clinic' for the clinic's system
  payload_days  integer     check (payload_days > 0),
  metadata_days integer     check (metadata_days > 0),
  pending       boolean     not null default true,   -- what is stored has yet to be brought under it
  changed_at    timestamptz not null
);

-- The first day on which bytes that came at this moment may go. The longer they are kept, the rounder the day: days, Mondays, firsts of a month; never earlier.
create function retention_day(days integer, at timestamptz) returns date language sql immutable as $$
  select case
    when days is null then 'infinity'::date
    when days < 60 then (at at time zone 'UTC')::date + days + 1
    when days < 730 then (at at time zone 'UTC')::date + days + 1
      + (8 - extract(isodow from (at at time zone 'UTC')::date + days + 1)::integer) % 7
    else (date_trunc('month', (at at time zone 'UTC')::date + days + interval '0 days') + interval '1 month')::date
  end
$$;

create table payload (
  message_id text  not null,
  keep_until date  not null,
  content    bytea not null,                         -- as received, or as rendered
  primary key (keep_until, message_id)
) partition by list (keep_until);
create table payload_kept partition of payload for values in ('infinity');
create table payload_other partition of payload default;       -- what came for a day without a partition; emptied by the retention

insert into payload (message_id, keep_until, content)
  select id, 'infinity', payload from message where payload is not null;
alter table message add column payload_until date;             -- where its bytes are; null = it has none (yet)
update message set payload_until = 'infinity' where payload is not null;
alter table message drop column payload;

-- What was dropped, by partner: a message with a day and without bytes finds here when they went and by which rule.
create table payload_removal (
  keep_until   date        not null,
  partner      text        not null,
  payload_days integer,
  payloads     bigint      not null,
  removed_at   timestamptz not null,
  primary key (keep_until, partner)
);

-- What is left of a message whose row was removed: whose it was.
create table message_removal (
  message_id    text        primary key,
  partner       text        not null,
  direction     text        not null,
  metadata_days integer     not null,
  removed_at    timestamptz not null
);
create index message_source on message (source) where source is not null;
create index message_replay on message (replay_of) where replay_of is not null;

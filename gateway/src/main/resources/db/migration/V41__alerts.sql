-- Conditions that somebody should know of: one row from the moment that one begins until it has ended and both were told.
create table alert (
  id        bigint      generated always as identity primary key,
  key       text        not null,                    -- kind and what it is about
  kind      text        not null,
  partner   text,
  text      text        not null,                    -- plain words, no patient data
  began_at  timestamptz not null,
  ended_at  timestamptz
);
create unique index alert_open on alert (key) where ended_at is null;

-- What still has to be told of them, by which way.
create table alert_notice (
  alert_id  bigint      not null references alert (id),
  change    text        not null check (change in ('began', 'ended')),
  way       text        not null check (way in ('webhook', 'mail')),
  told_at   timestamptz,
  primary key (alert_id, change, way)
);
create index alert_notice_open on alert_notice (alert_id) where told_at is null;

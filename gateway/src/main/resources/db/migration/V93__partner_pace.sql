-- The pace of partners that are throttled: when the next message may go, and when the last of those that wait was told to come back. One row for all nodes.
create table partner_pace (
  partner    text        primary key,
  per_minute integer     not null check (per_minute > 0),
  free       timestamptz not null,
  queue      timestamptz not null,
  taken_by   uuid        not null      -- who got the last place: a number of that one asking
);

-- Files of messages for partners that take them so: when each schedule ran last, and the files that are not yet in place. A file is written here together with
-- the attempts at its messages, so that a start after a crash puts the same file into its place.
create table outbound_schedule (
  partner  text        not null,
  endpoint text        not null,
  last_run timestamptz not null,
  primary key (partner, endpoint)
);

create table outbound_file (
  id         bigint      generated always as identity primary key,
  partner    text        not null,
  endpoint   text        not null,
  name       text,                                   -- null only inside the transaction that writes the row
  content    bytea,                                  -- gone when it is in place: the messages keep their bytes
  created_at timestamptz not null,
  placed_at  timestamptz
);
create index outbound_file_open on outbound_file (partner, endpoint, id) where placed_at is null;

create table outbound_item (
  file       bigint  not null references outbound_file (id) on delete cascade,
  position   integer not null,
  message_id text    not null,
  attempt    integer not null,
  primary key (file, position)
);

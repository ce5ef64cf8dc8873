-- Bulk exports that clients asked for; the files lie in the data directory.
create table bulk_export (
  id          text        primary key,
  client      text        not null,                -- who may look and fetch
  partner     text        not null,
  scopes      text        not null,                -- of the token that it was asked with
  request     text        not null,                -- the address that was asked
  types       text[]      not null,                -- of resources, in the order in which they are written
  since       timestamptz,                         -- only what changed after it
  as_of       timestamptz not null,                -- what was committed before it is in it
  state       text        not null check (state in ('working', 'done', 'failed')),
  resources   bigint      not null default 0,      -- written so far
  type        text,                                -- that is being written
  claim       text,                                -- of who is writing
  claimed_until timestamptz,
  created_at  timestamptz not null,
  expires_at  timestamptz                          -- when the files go; set when it is done
);
create index bulk_export_client on bulk_export (client);

create table bulk_file (
  export    text    not null references bulk_export on delete cascade,
  type      text    not null,
  resources bigint  not null,
  primary key (export, type)
);

-- Of whom it tells: each is one event of the audit.
create table bulk_patient (
  export  text not null references bulk_export on delete cascade,
  patient text not null,
  primary key (export, patient)
);

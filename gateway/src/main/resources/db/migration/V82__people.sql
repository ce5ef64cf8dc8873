-- People who log in to the page: each belongs to one partner and sees what that partner may see.
create table person (
  id            text        primary key,
  partner       text        not null,
  name          text        not null,
  email         text        not null unique,         -- in small letters; the name that audit records
  state         text        not null check (state in ('invited', 'active', 'revoked')),
  password      text,                                -- PBKDF2 with its salt
  totp          bytea,                               -- the second factor's secret, sealed with a key that only the password gives
  totp_step     bigint      not null default 0,      -- a code counts once
  failures      integer     not null default 0,
  locked_until  timestamptz,
  mail          boolean     not null default true,   -- tell me when there is something new
  told_at       timestamptz,                         -- when that was last done
  created_at    timestamptz not null,
  created_by    text        not null,
  entered_at    timestamptz                          -- last login
);

-- A secret that is good for one enrolment; only its hash is kept.
create table person_invitation (
  hash       bytea       primary key,
  person     text        not null references person on delete cascade,
  totp       bytea       not null,                   -- the secret to be enrolled, sealed with the invitation's own
  expires_at timestamptz not null
);

-- For who has lost the second factor; each is good once.
create table person_recovery (
  person text  not null references person on delete cascade,
  hash   bytea not null,
  primary key (person, hash)
);

create table person_session (
  hash       bytea       primary key,
  person     text        not null references person on delete cascade,
  began_at   timestamptz not null,
  seen_at    timestamptz not null
);
create index person_session_person on person_session (person);

-- Machine clients of the token endpoint beside those in luer.yaml, what they were given, and who did what.

create table client (
  id         text        primary key,
  partner    text        not null,
  jwks       text,                               -- public keys (RFC 7517), or where they are
  jwks_url   text,
  scopes     text        not null,               -- separated by blanks
  created_at timestamptz not null,
  created_by text        not null,
  check ((jwks is null) <> (jwks_url is null))
);

-- Assertions that were used; each may be used once until it expires.
create table assertion_used (
  client_id  text        not null,
  jti_hash   bytea       not null,               -- SHA-256
  expires_at timestamptz not null,
  primary key (client_id, jti_hash)
);
create index assertion_used_expiry on assertion_used (expires_at);

-- Access tokens: only the SHA-256 of each is kept.
create table access_grant (
  hash       bytea       primary key,
  id         text        not null unique,
  client_id  text        not null,
  scopes     text        not null,
  issued_at  timestamptz not null,
  expires_at timestamptz not null
);
create index access_grant_expiry on access_grant (expires_at);
create index access_grant_client on access_grant (client_id);

-- Rows are added and never changed.
create table audit_event (
  id      bigint      generated always as identity primary key,
  at      timestamptz not null,
  event   text        not null,                  -- token-granted, client-added, ...
  outcome text        not null check (outcome in ('done', 'refused')),
  actor   text        not null,
  partner text,
  about   text,
  reason  text
);
create index audit_event_partner on audit_event (partner, id);

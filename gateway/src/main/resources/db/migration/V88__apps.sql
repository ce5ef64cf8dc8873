-- Apps that people use in a browser (SMART App Launch): clients with a name and places to go back to, keys or none.
alter table client add column app text;
alter table client add column redirects text[];
alter table client drop constraint client_check;
alter table client add check (jwks is null or jwks_url is null);
alter table client add check (app is not null or jwks is not null or jwks_url is not null);
alter table client add check ((app is null) = (redirects is null));

-- What a person let an app do, from the question to the tokens. Of secrets only the SHA-256 is kept.
create table app_grant (
  id                 text        primary key,
  client_id          text        not null,
  person             text        not null references person on delete cascade,
  request            text        not null,           -- what the app asked for, JSON
  scopes             text        not null default '',-- granted, separated by blanks
  patient            text,                           -- id of the Patient resource that the person chose
  turn               integer     not null,           -- of two at the same time one counts
  state_hash         bytea       unique,             -- while the question is open
  code_hash          bytea       unique,
  code_issued_at     timestamptz,
  code_expires_at    timestamptz,
  code_used          boolean     not null default false,
  access_hash        bytea       unique,
  access_scopes      text,
  access_issued_at   timestamptz,
  access_expires_at  timestamptz,
  refresh_hash       bytea       unique,
  refresh_issued_at  timestamptz,
  refresh_expires_at timestamptz,
  expires_at         timestamptz not null            -- it can be deleted then
);
create index app_grant_expiry on app_grant (expires_at);
create index app_grant_client on app_grant (client_id);
create index app_grant_person on app_grant (person);

-- Refresh tokens that were exchanged: one that comes again was stolen.
create table app_refresh_used (
  hash      bytea primary key,
  app_grant text  not null references app_grant on delete cascade
);
create index app_refresh_used_grant on app_refresh_used (app_grant);

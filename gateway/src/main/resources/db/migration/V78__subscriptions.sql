-- Subscriptions of partners' clients, and what happened for each.

create table subscription (
  id           text        primary key,
  client       text        not null,              -- whose it is; nobody else sees or touches it
  partner      text        not null,
  scopes       text        not null,              -- of the token that it was made with: it never tells more than that token could read
  topic        text        not null,
  resource     text        not null,              -- as the client wrote it, JSON; its channel's headers may be secret
  version      integer     not null,
  status       text        not null check (status in ('requested', 'active', 'error', 'off')),
  error        text,                              -- why it is in error, in plain words
  greeted      boolean     not null default false, -- the endpoint has taken the handshake
  last_event   bigint      not null default 0,    -- number of the newest event: they have no gaps
  delivered    bigint      not null default 0,    -- number of the newest event that the endpoint has taken
  attempts     integer     not null default 0,    -- that failed since the last that did not
  sent_at      timestamptz,                       -- when the endpoint has taken something last
  due_at       timestamptz,                       -- when there is something to do; null = nothing
  claim        text,                              -- of who is doing it
  claimed_until timestamptz,
  ends_at      timestamptz,
  created_at   timestamptz not null,
  changed_at   timestamptz not null
);
create index subscription_client on subscription (client);
create index subscription_topic on subscription (topic) where status <> 'off';
create index subscription_due on subscription (due_at) where due_at is not null;

-- Written with the record that it is about. References only: what is told of it is decided and rendered when it is sent.
create table subscription_event (
  subscription text        not null references subscription on delete cascade,
  number       bigint      not null,
  at           timestamptz not null,
  patient      text        not null,              -- id of the clinic's record
  record       text        not null,              -- InfusionSession/s-1/2: kind, id, version
  created      boolean     not null,              -- whether what it is about is new
  focus        text        not null,              -- Observation/o-1
  context      text[]      not null,              -- what belongs to it, QuestionnaireResponse/q-1
  disclosed_at timestamptz,                       -- when the endpoint was first sent what it is about
  primary key (subscription, number)
);

-- Claims as the clinic follows them. What a claim says is its record in the journal (kind Claim).
create table claim (
  id             text        primary key,          -- number of the claim, the id of its record
  use            text        not null,             -- claim, preauthorization, predetermination
  charge         text,                             -- the charge that it is made of; null = the clinic's own
  patient        text        not null,
  insurer        text        not null,             -- the partner that is claimed from
  state          text        not null,
  reason_code    text,
  reason_text    text,
  version        integer     not null,             -- newest version of the record
  send_version   integer,                          -- the version that the insurer is to have
  findings       jsonb       not null default '[]',
  replaces       text,
  replaced_by    text,
  void_proposed  boolean     not null default false, -- its charge was taken back after it was sent
  insurer_number text,                             -- the number that the insurer gave it
  outcome        text,                             -- the answer that counts, as JSON of ClaimOutcome
  voiding        boolean     not null default false, -- the answer that is being taken belongs to its void
  ask_at         timestamptz,                      -- when the insurer is asked again
  confirmed_by   text,
  created_at     timestamptz not null,
  changed_at     timestamptz not null
);
create index claim_charge on claim (charge);
create index claim_patient on claim (patient);
create index claim_state on claim (state, changed_at);
create index claim_ask on claim (ask_at) where ask_at is not null;

-- What happened to a claim.
create table claim_event (
  id          bigint generated always as identity primary key,
  claim       text        not null references claim,
  at          timestamptz not null,
  actor       text        not null,                -- a person's token, a partner, or luer
  event       text        not null,
  state       text        not null,                -- the state after it
  reason      text,
  message     text                                 -- the journal's message that brought it
);
create index claim_event_claim on claim_event (claim, id);

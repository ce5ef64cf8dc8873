-- Questions to insurers whether somebody is covered, and how far they are.
create table eligibility (
  id          text        primary key,     -- number of the question, the id of its record
  patient     text        not null,
  coverage    text        not null,
  insurer     text        not null,        -- the partner that is asked
  state       text        not null,        -- asked, answered, refused, undelivered
  reason_code text,
  reason_text text,
  answer      text,                        -- JSON of an Eligibility
  said        jsonb,                       -- what the insurer says of a refusal
  asked_at    timestamptz not null,
  asked_by    text        not null,
  changed_at  timestamptz not null
);
create index eligibility_patient on eligibility (patient, asked_at);
create index eligibility_coverage on eligibility (coverage, asked_at);

-- Superbills and estimates as they were handed out: a patient may come back with one years later.
create table self_pay_paper (
  id           text        primary key,                -- its number
  kind         text        not null check (kind in ('superbill', 'estimate')),
  patient      text        not null,
  content      text        not null,                   -- JSON of what is printed
  content_hash text        not null,                   -- of the content without number and time: the same again is the same paper
  records      text[]      not null,                   -- kind, id and version of what it tells
  first_day    date        not null,                   -- of the services
  last_day     date        not null,
  issued_at    timestamptz not null,
  issued_by    text        not null
);
create index self_pay_paper_of_patient on self_pay_paper (patient, kind, issued_at);

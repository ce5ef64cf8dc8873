-- Files of messages that are being taken in, and what each of their messages was answered: the
-- answer is written in the transaction that takes the message, so that a start after a crash goes
-- on behind the last message that was taken. The answers go when the file is done; the journal and
-- the answer file keep them.
create table batch_file (
  id bigint generated always as identity primary key,
  partner text not null,
  name text not null,
  content_hash text not null,
  started_at timestamptz not null,
  finished_at timestamptz
);
create unique index batch_file_open on batch_file (partner, name) where finished_at is null;

create table batch_answer (
  file bigint not null references batch_file (id) on delete cascade,
  position int not null,
  answer bytea not null,
  primary key (file, position)
);

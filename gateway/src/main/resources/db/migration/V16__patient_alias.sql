-- Which of a partner's patients is another one since the partner merged them: what it sends about the retired one is filed under the surviving one.
create table patient_alias (
  owner      text        not null,
  retired    text        not null,               -- id of the partner's copy of the retired patient, also of one that never came
  surviving  text        not null,               -- id of the partner's copy of the surviving patient
  namespace  text,                               -- the retired number and its authority
  oid        text,
  value      text        not null,
  message_id text        not null,
  created_at timestamptz not null,
  primary key (owner, retired)
);

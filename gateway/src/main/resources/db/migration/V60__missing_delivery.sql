-- What a partner is entitled to by its settings and what was never made for it: found by the look at expected against delivered, gone when it is made, or no
-- longer due, or older than what is looked at.
create table missing_delivery (
  partner        text        not null,
  record_kind    text        not null,
  record_id      text        not null,
  record_version integer     not null,
  exchange       text        not null,
  type           text        not null,
  message_id     text        not null,               -- the message that brought this version: replayed to the partner, it closes the gap
  recorded_at    timestamptz not null,               -- when the version came
  found_at       timestamptz not null,
  primary key (partner, record_kind, record_id, exchange, type)
);

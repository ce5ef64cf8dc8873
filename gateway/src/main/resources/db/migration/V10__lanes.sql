-- Delivery: what a rendering found out beside its bytes, and the two questions that lanes ask.

alter table message add column facts jsonb;          -- of a delivery: for the ledger once it is delivered

create index message_open on message (partner, lane_patient, stream, position)
  where direction = 'out' and state in ('queued', 'sending', 'retrying', 'ambiguous');
create index message_stopped on message (partner, lane_patient, stream, record_kind, record_id)
  where direction = 'out' and state in ('held', 'rejected');

-- Takes the locks one after the other, then looks: inside a function each statement sees what was committed when it begins, so that who waited for a lock sees what its holder wrote. One call
-- instead of two for each message.
create function record_turn(locks text[], kinds text[], ids text[])
returns table (kind text, id text, version integer, owner text, patient_id text, order_id text, visit_id text, status text, content text, content_hash text, message_id text, recorded_at timestamptz)
language plpgsql as $$
#variable_conflict use_column
begin
  perform pg_advisory_xact_lock(hashtextextended(one.what, 0))
    from (select what from unnest(locks) with ordinality as asked (what, n) order by n) one;
  return query
    select r.kind, r.id, r.version, r.owner, r.patient_id, r.order_id, r.visit_id, r.status, r.content, r.content_hash, r.message_id, r.recorded_at
    from unnest(kinds, ids) as asked (kind, id)
    cross join lateral (select * from record where record.kind = asked.kind and record.id = asked.id order by record.version desc limit 1) r;
end
$$;

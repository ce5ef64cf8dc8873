-- Takes the locks one after the other, then looks: inside a function each statement sees what was committed when it begins, so that who waited for a lock sees what its holder wrote.
-- Beside the named locks only a record is locked of which the newest version says something else than what comes: a hospital that names itself in each of its messages does not
-- make them wait for each other. The plans are made once: making them cost more than following them.
drop function record_turn(text[], text[], text[]);

create function record_turn(locks text[], kinds text[], ids text[], hashes text[])
returns table (kind text, id text, version integer, owner text, patient_id text, order_id text, visit_id text, status text, content text, content_hash text, message_id text, recorded_at timestamptz)
language plpgsql
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  changing text[];
  locked text[] := '{}';
begin
  perform pg_advisory_xact_lock(hashtextextended(one.what, 0))
    from (select what from unnest(locks) with ordinality as asked (what, n) order by n) one;
  loop -- what was equal a moment ago may have changed while this waited for another's lock
    select coalesce(array_agg(one.what order by one.what collate "C"), '{}') into changing
      from (select 'record/' || asked.kind || '/' || asked.id as what
            from unnest(kinds, ids, hashes) as asked (kind, id, hash)
            where asked.hash is distinct from
              (select r.content_hash from record r where r.kind = asked.kind and r.id = asked.id order by r.version desc limit 1)) one
      where one.what <> all (locked);
    exit when changing = '{}';
    perform pg_advisory_xact_lock(hashtextextended(one.what, 0)) from unnest(changing) as one (what);
    locked := locked || changing;
  end loop;
  return query
    select r.kind, r.id, r.version, r.owner, r.patient_id, r.order_id, r.visit_id, r.status, r.content, r.content_hash, r.message_id, r.recorded_at
    from unnest(kinds, ids) as asked (kind, id)
    cross join lateral (select * from record where record.kind = asked.kind and record.id = asked.id order by record.version desc limit 1) r;
end
$$;

-- What a message that comes in asks of the database must not grow with the journal, whatever the plan was made from; and what the journal writes anyway it need not prove to itself.

-- As before, but the message that had the same control id is looked for by nothing else. The plan is made once; one that was made while the table was small went through all that was ever received.
create or replace function message_turn(sender text, control text, kinds text[], ids text[], hashes text[])
returns table (kind text, id text, version integer, owner text, patient_id text, order_id text, visit_id text, status text, content text, content_hash text, message_id text, recorded_at timestamptz, answer bytea)
language plpgsql
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
#variable_conflict use_column
declare
  changing text[];
  locked text[] := '{}';
begin
  if $2 is not null then
    perform pg_advisory_xact_lock(hashtextextended('control/' || $1 || '/' || $2, 0));
    return query
      select null::text, m.id, null::integer, null::text, null::text, null::text, null::text, null::text, null::text, m.content_hash, null::text, m.received_at, m.answer
      -- nothing but the control id is written so that an index could serve it: the newest of all messages, looked through backwards, had once been thought cheaper
      from (select o.* from message o where o.control_id = $2 and o.partner || '' = $1 and o.direction || '' = 'in' and o.state || '' = 'received' offset 0) m
      order by m.id desc limit 1;
  end if;
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
    select r.kind, r.id, r.version, r.owner, r.patient_id, r.order_id, r.visit_id, r.status, r.content, r.content_hash, r.message_id, r.recorded_at, null::bytea
    from unnest(kinds, ids) as asked (kind, id)
    cross join lateral (select * from record where record.kind = asked.kind and record.id = asked.id order by record.version desc limit 1) r;
end
$$;

-- A delivery is written by the transaction that writes its source, and an attempt by the statement that changes its message; retention takes both away together. To look each of them up again, and to
-- lock what was found, took a third of the statements that wrote them.
alter table message drop constraint message_source_fkey;
alter table attempt drop constraint attempt_message_id_fkey;

-- What disclosure must know of a record and of its patient, as a function whose plan is made once: it was made anew for each record that is told, and making it took longer than following it. Of a
-- patient alone: kind and id are null.
create function disclosure_subject(kind text, id text, patient text)
returns table (lineage text[], adopted text[], authorities text[], sources text[], referrers text[], directives text[])
language plpgsql
stable
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
begin
  return query select
    array(select m.partner from record r join message m on m.id = r.message_id where r.kind = $1 and r.id = $2 and m.partner <> 'clinic'
          union select m.partner from record r join message_removal m on m.message_id = r.message_id where r.kind = $1 and r.id = $2 and m.partner <> 'clinic'),
    array(select i.sender from inbox i where i.became = $1 || '/' || $2),
    array(select a from patient_identifier p, unnest(array[p.namespace, p.oid]) a where p.patient_id = $3 and a is not null),
    array(select distinct r.owner from record r where r.patient_id = $3 and r.owner <> 'clinic' and r.kind in ('InfusionOrder', 'Referral', 'Registration')),
    array(select unnest(newest.npis)
          from (select distinct on (r.id) r.npis, r.status from record r where r.patient_id = $3 and r.kind = 'Referral' order by r.id, r.version desc) newest
          where newest.status in ('requested', 'accepted', 'scheduled', 'in-progress', 'on-hold')),
    array(select newest.content
          from (select distinct on (r.id) r.content from record r
                where r.kind = 'DisclosureDirective' and r.owner = 'clinic' and r.patient_id in ($3, (select l.clinic_patient from patient_link l where l.patient = $3 limit 1))
                order by r.id, r.version desc) newest);
end
$$;

-- Birth date and family name of a patient, by which candidates are found for one whom no number names: each patient of the clinic had been read for it, whenever a partner told of somebody new.
-- Costly for the planner, so that it looks into the index. What cannot be read has none.
create function patient_key(content text) returns text language plpgsql immutable cost 10000 as $$
begin
  return (content::jsonb ->> 'birthDate') || ' ' || lower(content::jsonb #>> '{names,0,family}');
exception when others then
  return null;
end
$$;
create index record_patient_key on record (patient_key(content)) where kind = 'Patient' and owner = 'clinic';

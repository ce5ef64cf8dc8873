-- What each message asks, in fewer statements: each of a function's statements costs the database more to begin than to follow.

-- As before, but what was locked is told with each record instead of looked at a second time: a record that differs from what is to be written and was not locked was changed meanwhile by another, and whoever
-- asks asks again.
drop function message_turn(text, text, text[], text[], text[]);

create function message_turn(sender text, control text, kinds text[], ids text[], hashes text[])
returns table (kind text, id text, version integer, owner text, patient_id text, order_id text, visit_id text, status text, content text, content_hash text, message_id text, recorded_at timestamptz, answer bytea, locked boolean)
language plpgsql
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
#variable_conflict use_column
declare
  changing text[];
  one text;
  done boolean;
begin
  if $2 is not null then
    done := pg_advisory_xact_lock(hashtextextended('control/' || $1 || '/' || $2, 0)) is null;
    return query
      select null::text, m.id, null::integer, null::text, null::text, null::text, null::text, null::text, null::text, m.content_hash, null::text, m.received_at, m.answer, true
      -- nothing but the control id is written so that an index could serve it: the newest of all messages, looked through backwards, had once been thought cheaper
      from (select o.* from message o where o.control_id = $2 and o.partner || '' = $1 and o.direction || '' = 'in' and o.state || '' = 'received' offset 0) m
      order by m.id desc limit 1;
  end if;
  select array_agg('record/' || asked.kind || '/' || asked.id order by asked.kind collate "C", asked.id collate "C") into changing
    from unnest(kinds, ids, hashes) as asked (kind, id, hash)
    where asked.hash is distinct from
      (select r.content_hash from record r where r.kind = asked.kind and r.id = asked.id order by r.version desc limit 1);
  if changing is not null then
    foreach one in array changing loop
      done := pg_advisory_xact_lock(hashtextextended(one, 0)) is null;
    end loop;
  end if;
  return query
    select r.kind, r.id, r.version, r.owner, r.patient_id, r.order_id, r.visit_id, r.status, r.content, r.content_hash, r.message_id, r.recorded_at, null::bytea,
      coalesce('record/' || r.kind || '/' || r.id = any (changing), false)
    from unnest(kinds, ids) as asked (kind, id)
    cross join lateral (select * from record where record.kind = asked.kind and record.id = asked.id order by record.version desc limit 1) r;
end
$$;

-- As before, but where it came from and what the clinic made of it is asked of the clinic's own records alone: a partner's record comes from that partner.
create or replace function disclosure_subject(kind text, id text, patient text)
returns table (lineage text[], adopted text[], authorities text[], sources text[], referrers text[], directives text[])
language plpgsql
stable
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
begin
  if $2 is null then
    lineage := '{}';
    adopted := '{}';
  else
    lineage := array(select m.partner from record r join message m on m.id = r.message_id where r.kind = $1 and r.id = $2 and m.partner <> 'clinic'
                     union select m.partner from record r join message_removal m on m.message_id = r.message_id where r.kind = $1 and r.id = $2 and m.partner <> 'clinic');
    adopted := array(select i.sender from inbox i where i.became = $1 || '/' || $2);
  end if;
  return query select lineage, adopted,
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

-- As before, but a lane in which nothing is outstanding is told by one look, and a lane that the same statement has locked is not locked again.
create or replace function lane_turn_end(partner text, lane_patient text, stream text, task text, instance text, version bigint, now timestamptz, keep boolean, lasting boolean)
returns boolean
language plpgsql
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
declare
  due timestamptz;
begin
  if not lasting then
    perform set_config('synchronous_commit', 'off', true);
    perform 1 from lane l where l.partner = $1 and l.lane_patient = $2 and l.stream = $3 for update;
  end if;
  if exists (select 1 from message m
             where m.direction = 'out' and m.partner = $1 and m.lane_patient = $2 and m.stream = $3 and m.state in ('queued', 'sending', 'retrying', 'ambiguous')) then
    select coalesce(m.next_attempt_at, 'epoch') into due
      from message m
      where m.direction = 'out' and m.partner = $1 and m.lane_patient = $2 and m.stream = $3
        and m.state in ('queued', 'sending', 'retrying', 'ambiguous')
        and m.reason_code is distinct from 'waits-for-answer'
        and not delivery_stopped(m.partner, m.lane_patient, m.stream, m.record_kind, m.record_id, m.record_version, m.type)
      order by m.position limit 1;
    if due is null then
      -- beside each delivery that an earlier one stops it is written why it does not move
      update message m set reason_code = 'waits-for-earlier-version', reason_text = 'An earlier version of this record was not taken; it has to be settled first.', changed_at = $7
        where m.direction = 'out' and m.partner = $1 and m.lane_patient = $2 and m.stream = $3 and m.state = 'queued'
          and (m.reason_code is null or m.reason_code in ('partner-paused', 'circuit-open', 'throttled', 'waits-for-batch'))
          and delivery_stopped(m.partner, m.lane_patient, m.stream, m.record_kind, m.record_id, m.record_version, m.type);
    end if;
  end if;
  if due is null then
    delete from scheduled_tasks t where t.task_name = $4 and t.task_instance = $5 and t.version = $6;
    return false;
  end if;
  if $8 and due <= $7 then
    return exists (select 1 from scheduled_tasks t where t.task_name = $4 and t.task_instance = $5 and t.version = $6);
  end if;
  update scheduled_tasks t set picked = false, picked_by = null, last_heartbeat = null, last_success = $7, consecutive_failures = 0, execution_time = greatest(due, $7), version = t.version + 1
    where t.task_name = $4 and t.task_instance = $5 and t.version = $6;
  return due <= $7;
end
$$;

-- What is kept of the patients that a message names, in one question: a sender's copies that have one of a patient's numbers, and the patient that one whom the sender merged away is by now. Whose patient
-- has a number is not joined: a plan from when there were few patients would ask each of the owner's.
create function patients_kept(owner text, patients text[], numbers text[], namespaces text[], oids text[], merged text[])
returns table (patient text, known text, alias boolean)
language plpgsql
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
begin
  return query
    select n.patient, i.patient_id, false
    from unnest($2, $3, $4, $5) n (patient, number, namespace, oid)
    cross join lateral (
      select p.patient_id from patient_identifier p
      where p.value = n.number and (p.namespace = n.namespace or p.oid = n.oid)
        and $1 = (select r.owner from record r where r.kind = 'Patient' and r.id = p.patient_id order by r.version desc limit 1)
      offset 0) i
    union all
    select a.retired, a.surviving, true from patient_alias a where a.owner = $1 and a.retired = any ($6);
end
$$;

-- The end of a lane's turn as part of the transaction that notes what became of its last delivery, and turns that go on.

-- What lane_turn_over does, and two choices. keep: a turn that has more to do now goes on instead of ending; its task stays as it is. lasting: the transaction holds something else that must outlive a
-- crash of the server. A turn that is lost in one is only repeated: its commit alone need not wait for the disk.
-- True = there is work that is due; with keep only while the task is still this turn's.
create function lane_turn_end(partner text, lane_patient text, stream text, task text, instance text, version bigint, now timestamptz, keep boolean, lasting boolean)
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
  end if;
  perform 1 from lane l where l.partner = $1 and l.lane_patient = $2 and l.stream = $3 for update;
  select coalesce(m.next_attempt_at, 'epoch') into due
    from message m
    where m.direction = 'out' and m.partner = $1 and m.lane_patient = $2 and m.stream = $3
      and m.state in ('queued', 'sending', 'retrying', 'ambiguous')
      and m.reason_code is distinct from 'waits-for-answer'
      and not delivery_stopped(m.partner, m.lane_patient, m.stream, m.record_kind, m.record_id, m.record_version, m.type)
    order by m.position limit 1;
  if due is null then
    -- beside each delivery that an earlier one stops it is written why it does not move
    if exists (select 1 from message m where m.direction = 'out' and m.partner = $1 and m.lane_patient = $2 and m.stream = $3 and m.state = 'queued') then
      update message m set reason_code = 'waits-for-earlier-version', reason_text = 'An earlier version of this record was not taken; it has to be settled first.', changed_at = $7
        where m.direction = 'out' and m.partner = $1 and m.lane_patient = $2 and m.stream = $3 and m.state = 'queued'
          and (m.reason_code is null or m.reason_code in ('partner-paused', 'circuit-open', 'throttled', 'waits-for-batch'))
          and delivery_stopped(m.partner, m.lane_patient, m.stream, m.record_kind, m.record_id, m.record_version, m.type);
    end if;
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

drop function lane_turn_over;

-- Readers of the inbox take turns with its writers, so that writers need not with each other: nobody writes while a reader begins to look, so nothing that is committed later has a smaller id than
-- what it sees.
create function inbox_open(after bigint, most integer)
returns table (item inbox, content text)
language plpgsql
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('inbox', 0));
  -- records too are read after the lock was given: a statement sees what was committed when it began
  return query
    select i, r.content from inbox i
    join record r on r.kind = i.record_kind and r.id = i.record_id and r.version = i.record_version
    where i.acked_at is null and i.id > $1 order by i.id limit $2;
end
$$;

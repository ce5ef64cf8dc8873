-- The end of a lane's turn in one call instead of four: it keeps the lane's row locked until it has looked whether more came meanwhile, and ends or moves the lane's task in the same transaction. Each
-- statement of a function sees what was committed when it begins, so who waited for the lock sees what its holder wrote. The plans are made once, without sequential scans: one that is made
-- while the tables are small would be kept when they are not.

-- What a lane is left with: true = it has work that is due, its task is due now. False = it sleeps until its first delivery is due, or has nothing to do and no task.
-- version: of the task, as its node picked it; another one means that the task was taken over, and it is left alone.
create function lane_turn_over(partner text, lane_patient text, stream text, task text, instance text, version bigint, now timestamptz)
returns boolean
language plpgsql
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
declare
  due timestamptz;
begin
  -- a turn that is lost in a crash of the server is only repeated: its commit need not wait for the disk
  perform set_config('synchronous_commit', 'off', true);
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
  update scheduled_tasks t set picked = false, picked_by = null, last_heartbeat = null, last_success = $7, consecutive_failures = 0, execution_time = greatest(due, $7), version = t.version + 1
    where t.task_name = $4 and t.task_instance = $5 and t.version = $6;
  return due <= $7;
end
$$;

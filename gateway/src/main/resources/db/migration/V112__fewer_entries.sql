-- Each new version of a row opens every index of its table and gets an entry in nearly each of them. These four were read by nothing that the others do not serve as well.

-- Asked only together with the state and the lane of what is outstanding: message_open.
drop index message_work;

-- Tasks are taken in the order of their time, never by priority; what is picked is few rows, looked through every five seconds for nodes that died.
drop index scheduled_tasks_priority;
drop index scheduled_tasks_heartbeat;
drop index scheduled_tasks_execution;
create index scheduled_tasks_due on scheduled_tasks (execution_time) where not picked;

-- Rows that come and go in seconds: room for the next version on the same page, and vacuum before scans meet thousands of dead ones.
alter table scheduled_tasks set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 2000);

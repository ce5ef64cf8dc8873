-- The update of a request for prior authorization is found by the request that it updates.
create index claim_replaces on claim (replaces) where replaces is not null;

-- The records that go with a request for prior authorization, as they were when it was confirmed:
-- [{"record": "Assessment/A-1", "version": 2}]; null = it was not confirmed, or is a claim for payment.
alter table claim add column support jsonb;

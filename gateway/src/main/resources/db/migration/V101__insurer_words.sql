-- What the insurer says of a refusal in its own words: codes, texts and places, JSON.
alter table claim_event add column said jsonb;

-- Each state of a delivery is a new version of its row with an entry in nearly every index of the table. These two told little for what they cost.

-- Most messages are received or delivered: among the newest there are always some. What is looked for by its state alone is the rest.
drop index message_state;
create index message_state on message (state, id) where state not in ('received', 'delivered');

-- New versions of rows are written at the end of the table, so their times lie together.
drop index message_changed;
create index message_changed on message using brin (changed_at) with (pages_per_range = 32, autosummarize = on);

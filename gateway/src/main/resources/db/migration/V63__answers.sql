-- Answers that come after a message was sent: in a file of the partner's, or as a message of its own.
alter table outbound_file add column answers boolean not null default false; -- the partner answers it: until then its messages are outstanding
alter table outbound_item add column answered_at timestamptz;
create index outbound_item_message on outbound_item (message_id);
create index outbound_item_open on outbound_item (file) where answered_at is null;

alter table message add column answers text;          -- of a received acknowledgement: the delivery that it is about
create index message_answers on message (answers) where answers is not null;

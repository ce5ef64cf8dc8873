-- To whom a record is told stands with each resource of it: a search reads one table. Joined with the records, its time depended on what the planner believed of both: with old statistics it went through every record.
alter table fhir_index add column told text[] not null default '{}';
update fhir_index i set told = u.told from fhir_unit u where u.kind = i.kind and u.record = i.record;
alter table fhir_index alter column told drop default;
alter table fhir_unit drop column told;

-- What is kept of one resource, found at once: by the record and its stamp alone, the other resources of the record were read beside it.
drop index fhir_rendition_record;
create index fhir_rendition_record on fhir_rendition (reader, kind, record, stamp, type, id);

-- Each search that keeps a page throws away the old ones.
create index fhir_page_created on fhir_page (created_at);

-- Pages keep their references in another form now; they last an hour at most.
delete from fhir_page;

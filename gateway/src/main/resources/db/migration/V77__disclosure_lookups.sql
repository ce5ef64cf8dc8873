-- What disclosure asks of each record that is planned: whose record it was before, and whose patient a partner's patient is.
create index inbox_became on inbox (became) where became is not null;
create index patient_link_patient on patient_link (patient);

-- What apps may learn of the person: by whom it is signed, and which clinician it is.
-- The public keys of the nodes; a private key never leaves its node.
create table identity_key (
  kid      text        primary key,
  jwk      text        not null,
  begun_at timestamptz not null
);

alter table person add column npi text;          -- the clinician's own number
alter table app_grant add column fhir_user text; -- reference of the resource that is the person: Practitioner/id

-- Who somebody is at an OpenID provider: such a person has no password and no second factor here.
create table person_identity (
  issuer  text not null,
  subject text not null,                             -- unchanging, by the provider (OpenID Connect Core, section 2)
  person  text not null unique references person on delete cascade,
  primary key (issuer, subject)
);

-- Seals over the audit: who changes, removes, inserts or reorders what is sealed is found by luer audit verify.

-- Nodes that seal. A node is named by the fingerprint of its public key; the private one lies in its data directory, never here.
create table audit_node (
  node       text        primary key,                -- first 16 hexadecimal digits of the key's SHA-256
  public_key bytea       not null,                   -- Ed25519, X.509
  since      timestamptz not null
);

-- One chain per node. A seal covers the events that were committed since the last one, of all nodes.
create table audit_seal (
  id        bigint      generated always as identity primary key,
  node      text        not null,
  number    bigint      not null,                    -- from 1, without gaps
  at        timestamptz not null,
  events    bigint[]    not null,                    -- ids, in order
  digests   bytea       not null,                    -- SHA-256 of each, 32 bytes each
  previous  bytea       not null,                    -- hash of the seal before
  witnessed text        not null,                    -- newest seals of the other nodes: node number hash, one a line
  hash      bytea       not null,
  signature bytea       not null,                    -- by the node's key, of the hash
  unique (node, number)
);

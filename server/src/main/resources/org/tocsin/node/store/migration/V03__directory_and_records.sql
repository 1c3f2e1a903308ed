-- A team whose root key a human compared. The first manifest's root stays pinned for ever.
create table pinned_team (
  team text primary key,
  root_fingerprint ${bytes} not null,
  pinned_at bigint not null
);

-- Manifests of pinned teams, exact bytes, from version 1 on.
create table team_manifest (
  team text not null,
  version bigint not null check (version > 0),
  manifest ${bytes} not null,
  signature ${bytes} not null,
  primary key (team, version)
);

-- Our own signatures under agreements; follows from the ledger.
create table agreement_signed (
  agreement_id ${bytes} not null,
  version bigint not null check (version > 0),
  partner text not null,
  terms ${bytes} not null,
  leaf ${bytes} not null,
  ledger_epoch bigint not null,
  ledger_index bigint not null,
  content_id bigint not null,
  signed_at bigint not null,
  primary key (agreement_id, version)
);

-- Partners' signatures under agreements: a verified proof file from the partner's ledger. An agreement is in force when
-- both signatures are here, under the same terms.
create table agreement_evidence (
  agreement_id ${bytes} not null,
  version bigint not null check (version > 0),
  partner text not null,
  terms ${bytes} not null,
  leaf ${bytes} not null,
  proof ${bytes} not null,
  held_at bigint not null,
  primary key (agreement_id, version)
);

-- Versions of records that are held, own and received, in the order in which they were stored: the number of the content
-- is given in that order. Follows from the ledger and from the evidence that was received.
create table record_version (
  content_id ${row_key},
  team text not null,
  epoch bigint not null,
  local_id ${bytes} not null,
  version bigint not null check (version > 0),
  ledger_epoch bigint not null,
  ledger_index bigint not null,
  leaf ${bytes} not null,
  marking text not null,
  name text not null,
  content_bytes bigint not null,
  own bigint not null,
  stored_at bigint not null,
  unique (team, epoch, local_id, version)
);

create index record_version_by_local_id on record_version (local_id, version);
create index record_version_by_leaf on record_version (leaf);
create index record_version_by_team on record_version (team, content_id);

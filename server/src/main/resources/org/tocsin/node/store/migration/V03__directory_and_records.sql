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

-- What a party stated alone about an agreement, own and received. Follows from the ledger and from the evidence that was
-- received.
create table agreement_act (
  agreement_id ${bytes} not null,
  stated_by text not null,
  number bigint not null check (number > 0),
  document ${bytes} not null,
  leaf ${bytes} not null,
  ledger_epoch bigint not null,
  ledger_index bigint not null,
  held_at bigint not null,
  primary key (agreement_id, stated_by, number)
);

-- Statements about agreements that wait for officers' approvals: never shared, and stated when they are complete.
create table agreement_draft (
  draft_id ${bytes} primary key,
  kind text not null,
  agreement_id ${bytes} not null,
  partner text not null,
  document ${bytes} not null,
  created_at bigint not null,
  created_by text not null
);

create table agreement_draft_approval (
  draft_id ${bytes} not null,
  officer text not null,
  approval ${bytes} not null,
  primary key (draft_id, officer)
);

-- Reminders of dates of agreements that were given: each once.
create table agreement_reminder (
  agreement_id ${bytes} not null,
  version bigint not null,
  what text not null,
  days bigint not null,
  reminded_at bigint not null,
  primary key (agreement_id, version, what, days)
);

-- Versions of records that are held, own and received, packed as they were stored: runs of one team's records whose contents
-- have successive numbers. The row has the number of its first content; the names stand apart, because the index that is
-- kept of them in memory is made of nothing else. Follows from the ledger and from the evidence
-- that was received.
create table record_pack (
  id ${row_key},
  team text not null,
  own bigint not null,
  stored_at bigint not null,
  names ${bytes} not null,
  records ${bytes} not null
);

create index record_pack_by_team on record_pack (team, id);

-- What became of records at the teams that received them, the latest of each kind by the stating team's ledger: of our
-- records as partners say, of theirs as we said. Follows from the ledger and from the evidence that was received.
create table record_mark (
  team text not null,
  epoch bigint not null,
  local_id ${bytes} not null,
  version bigint not null,
  stated_by text not null,
  kind text not null,
  detail text not null,
  -- 0 if no date was promised
  backups_by bigint not null,
  at bigint not null,
  held_at bigint not null,
  ledger_epoch bigint not null,
  ledger_index bigint not null,
  -- the hub that it came through
  via text,
  primary key (team, epoch, local_id, version, stated_by, kind)
);

-- Records that their authors withdrew, up to a version; also records that never came: then this is their tombstone.
-- Awaited is how many of the versions are not held: one of them that comes later is kept without its content.
create table withdrawal (
  team text not null,
  epoch bigint not null,
  local_id ${bytes} not null,
  version bigint not null,
  reason text not null,
  held_at bigint not null,
  ledger_epoch bigint not null,
  ledger_index bigint not null,
  awaited bigint not null,
  primary key (team, epoch, local_id)
);
create index withdrawal_awaited on withdrawal (team, awaited);

-- Own statements of records that are withdrawn: lanes send them no more.
create table withdrawn_statement (
  ledger_epoch bigint not null,
  ledger_index bigint not null,
  primary key (ledger_epoch, ledger_index)
);

-- What authors said of records that they narrowed, a statement a row; also of records that never came: then this is what is
-- asked when they come. They add up: the strictest marking, the teams that all of them name.
create table narrowing (
  team text not null,
  epoch bigint not null,
  local_id ${bytes} not null,
  version bigint not null,
  -- empty: as it was
  marking text not null,
  limited bigint not null,
  -- the teams that may keep it, of those that we are shown
  audience text not null,
  reason text not null,
  held_at bigint not null,
  ledger_epoch bigint not null,
  ledger_index bigint not null,
  -- as in withdrawal
  awaited bigint not null,
  primary key (team, epoch, local_id, ledger_epoch, ledger_index)
);
create index narrowing_awaited on narrowing (team, awaited);

-- Own statements of records that are narrowed, and of which records: lanes decide on them otherwise.
create table narrowed_statement (
  ledger_epoch bigint not null,
  ledger_index bigint not null,
  team text not null,
  epoch bigint not null,
  local_id ${bytes} not null,
  version bigint not null,
  primary key (ledger_epoch, ledger_index)
);

-- How long a partner's records may be kept, as it was agreed, and from when on that bound: a record stays no longer than
-- the shortest of what ever bound it. 0: as long as we like. Primary data.
create table retention_term (
  partner text not null,
  since bigint not null,
  days bigint not null,
  primary key (partner, since)
);

-- Up to which row of evidence a partner's records are erased because their time was over ('days'), or because an
-- agreement that says so has ended (its id). Primary data.
create table retention_through (
  partner text not null,
  cause text not null,
  segment bigint not null,
  primary key (partner, cause)
);

-- Signs of life: the latest that went to a partner, and the latest that came; index -1 if there is none.
create table check_in (
  partner text primary key,
  sent_epoch bigint not null,
  sent_index bigint not null,
  sent_at bigint not null,
  heard_epoch bigint not null,
  heard_index bigint not null,
  heard_at bigint not null
);

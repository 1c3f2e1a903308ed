-- The latest profile of each team that is held, our own too: exact bytes, and where its team stated it. Follows from the ledger
-- and from the evidence that was received.
create table team_profile (
  team text primary key,
  version bigint not null check (version > 0),
  document ${bytes} not null,
  held_at bigint not null,
  ledger_epoch bigint not null,
  ledger_index bigint not null
);

-- Which version of our own profile was last given to a partner.
create table team_profile_told (
  partner text primary key,
  version bigint not null
);

-- Reminders of profiles' dates that were given: each once.
create table team_profile_reminder (
  team text not null,
  version bigint not null,
  what text not null,
  days bigint not null,
  reminded_at bigint not null,
  primary key (team, version, what, days)
);

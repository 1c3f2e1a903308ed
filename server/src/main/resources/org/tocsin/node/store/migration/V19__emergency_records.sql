-- Records that emergencies refer to: at the originator, what became of each for each team that is called; at a called team,
-- which records its originators may send ahead, and what came of them. Of this node alone: nothing makes it again.
create table emergency_record (
  emergency ${bytes} not null,
  -- the team that is called
  team text not null,
  -- its place among the records of the emergency, from 0
  number bigint not null,
  author text not null,
  record_epoch bigint not null,
  local_id ${bytes} not null,
  version bigint not null,
  state text not null,
  -- why it does not go ahead, or was refused; else empty
  reason text not null,
  -- bytes of the fragment set that is shown; 0: not sent, or not for this emergency
  size bigint not null,
  -- where it stands in our ledger, if it goes ahead
  ledger_epoch bigint not null,
  ledger_index bigint not null,
  primary key (emergency, team, number)
);
create index emergency_record_pending on emergency_record (emergency) where state = 'PENDING';
create index emergency_record_under_way on emergency_record (team) where state = 'AHEAD';
create index emergency_record_of on emergency_record (author, local_id, version);

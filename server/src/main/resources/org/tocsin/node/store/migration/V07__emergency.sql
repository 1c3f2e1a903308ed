-- Emergencies, ours and those of partners that call us, by the leaf hash of their statement. Follows from the ledger and
-- from the evidence that was received.
create table emergency (
  id ${bytes} primary key,
  originator text not null,
  kind text not null,
  precedence text not null,
  raised_at bigint not null,
  reply_by bigint not null,
  held_at bigint not null,
  ledger_epoch bigint not null,
  ledger_index bigint not null,
  document ${bytes} not null
);
create index emergency_of on emergency (originator, held_at);
create index emergency_by_time on emergency (held_at);

-- How an emergency stands at the teams that are called, as far as this node hears of it: at all of them if it is ours, else
-- at ours. Follows from emergency_step.
create table emergency_called (
  emergency ${bytes} not null,
  team text not null,
  state text not null,
  -- the one that it was coalesced into
  coalesced_into ${bytes},
  -- when a human answered first, by the clock of who answered; 0: never
  answered_at bigint not null,
  primary key (emergency, team)
);

-- What either side stated about an emergency. As above.
create table emergency_step (
  leaf ${bytes} primary key,
  emergency ${bytes} not null,
  stated_by text not null,
  ledger_epoch bigint not null,
  ledger_index bigint not null,
  held_at bigint not null,
  -- who signed it; empty: the node alone
  officer text not null,
  document ${bytes} not null
);
create index emergency_step_of on emergency_step (emergency, stated_by, ledger_epoch, ledger_index);

-- What follows here is of this node alone: nothing makes it again.

-- The officer who raised an emergency of ours.
create table emergency_officer (
  emergency ${bytes} primary key,
  officer text not null
);

-- The ladder that is climbed for an emergency, as it was taken when the climb began.
create table emergency_run (
  emergency ${bytes} primary key,
  snapshot text not null,
  -- the step that was taken last; 0 before the first
  round bigint not null,
  rung bigint not null,
  -- in which round it ends
  rounds bigint not null,
  began_at bigint not null
);

-- What is done next, and when. Team is empty, or the one that it is about.
create table duty_timer (
  emergency ${bytes} not null,
  team text not null,
  what text not null,
  set_at bigint not null,
  due_at bigint not null,
  primary key (emergency, team, what)
);
create index duty_timer_due on duty_timer (due_at);

-- Attempts at reaching officers: written before they are made. No outcome: it is under way, or nobody knows.
create table summons_attempt (
  attempt text primary key,
  emergency ${bytes} not null,
  purpose text not null,
  round bigint not null,
  rung bigint not null,
  officer text not null,
  channel text not null,
  -- which of the officer's channels, from 0, and all of them, with spaces between
  place bigint not null,
  channels text not null,
  language text not null,
  zone text not null,
  made_at bigint not null,
  outcome text,
  said text not null,
  done_at bigint not null
);
create index summons_attempt_of on summons_attempt (emergency, made_at);

-- What this node did to reach a partner, or could not.
create table emergency_tried (
  emergency ${bytes} not null,
  team text not null,
  what text not null,
  at bigint not null,
  said text not null,
  primary key (emergency, team, what)
);

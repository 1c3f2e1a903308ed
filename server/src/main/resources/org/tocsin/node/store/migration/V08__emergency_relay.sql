-- Statements about emergencies that go through a mutual partner: ours that are handed to one, and at the mutual partner those
-- of others that it hands on. Of this node alone: nothing makes it again.
create table emergency_relay (
  -- the statement that is handed on, and which emergency it is about
  leaf ${bytes} not null,
  emergency ${bytes} not null,
  author text not null,
  -- the team that it is for, and the mutual partner; where this node is that, its own
  team text not null,
  via text not null,
  -- where it stands in our ledger, if it is ours
  of_epoch bigint not null,
  of_index bigint not null,
  due_at bigint not null,
  -- our statement that hands it on; 0: not yet
  stated_at bigint not null,
  ledger_epoch bigint not null,
  ledger_index bigint not null,
  -- why it cannot be handed on; empty: it can
  failed text not null,
  -- whether officers were told what the mutual partner made of it
  told bigint not null,
  primary key (leaf, team, via)
);
create index emergency_relay_of on emergency_relay (emergency, team);
create index emergency_relay_by on emergency_relay (author, due_at);
create index emergency_relay_due on emergency_relay (stated_at, due_at);

-- By which mutual partners an emergency came, or was sent, while the direct line brings nothing.
create table emergency_way (
  emergency ${bytes} not null,
  -- the other team
  team text not null,
  via text not null,
  primary key (emergency, team, via)
);

-- What speaks against partners, and what officers decided about it. No document: what others could not verify. Primary data.
create table doubt (
  id ${bytes} primary key,
  team text not null,
  kind text not null,
  epoch bigint not null,
  what text not null,
  document ${bytes} not null,
  -- empty: this node found it
  told_by text not null,
  found_at bigint not null,
  -- 1 once the witnesses that the team named were told
  told bigint not null,
  decision text not null,
  decided_by text not null,
  decided_at bigint not null,
  seal ${bytes} not null
);

-- Heads that partners signed, and of which nobody has shown yet that they belong to what was seen. Primary data.
create table seen_claim (
  team text not null,
  epoch bigint not null,
  source text not null,
  size bigint not null,
  root ${bytes} not null,
  checkpoint ${bytes} not null,
  at bigint not null,
  seal ${bytes} not null,
  primary key (team, epoch, source)
);

-- Of whose ledgers the witnesses that they named are to be told, and when they were told last.
create table sighting (
  team text primary key,
  due bigint not null,
  told_at bigint not null,
  seal ${bytes} not null
);

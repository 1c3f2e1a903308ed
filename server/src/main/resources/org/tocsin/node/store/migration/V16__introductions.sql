-- Teams that partners introduced: their word, from which nothing follows. The last one of each team by each partner.
create table introduction (
  team text not null,
  introducer text not null,
  root_fingerprint ${bytes} not null,
  document ${bytes} not null,
  introduced_at bigint not null,
  primary key (team, introducer)
);

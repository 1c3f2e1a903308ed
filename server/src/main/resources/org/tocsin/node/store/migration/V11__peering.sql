-- Peers that an officer cut off: nothing passes between them and this node until an officer lets them back.
create table peer_cut (
  team text primary key,
  cut_at bigint not null,
  officer text not null,
  reason text not null
);

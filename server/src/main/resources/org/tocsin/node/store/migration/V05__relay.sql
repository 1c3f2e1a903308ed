-- The authors' own evidence of records that came through a hub; the hub's frame is in received_segment.
create table relayed_record (
  content_id bigint primary key,
  evidence ${bytes} not null
);

-- Manifests of authors that hubs vouched for, exact bytes, from version 1 on. They open no connection.
create table vouched_manifest (
  team text not null,
  version bigint not null check (version > 0),
  manifest ${bytes} not null,
  signature ${bytes} not null,
  hub text not null,
  primary key (team, version)
);

-- At a hub: which statement of ours handed a record on.
create table relay_stated (
  record_content_id bigint primary key,
  ledger_epoch bigint not null,
  ledger_index bigint not null,
  content_id bigint not null
);

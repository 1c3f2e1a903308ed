-- The local ledger: what officers and the node itself did. Never shared, and made again by nothing.
create table local_entry (
  entry_index bigint primary key,
  -- the exact bytes that are hashed
  entry ${bytes} not null,
  -- of the tree that ends with it
  root ${bytes} not null
);

-- One row: how far the local ledger goes, the right edge of its tree, and the newest checkpoint that was signed.
create table local_head (
  id bigint primary key,
  size bigint not null,
  edge ${bytes} not null,
  signed_size bigint not null,
  checkpoint ${bytes} not null
);

-- Acts that began and have not ended.
create table local_open (
  act bigint primary key
);

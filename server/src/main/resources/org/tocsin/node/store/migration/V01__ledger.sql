-- One team's own ledger, an epoch a row: its head and the latest checkpoint it signed.
-- Closed once: at the highest size that anyone is known to hold, which may be above what this database holds.
create table ledger_epoch (
  epoch ${row_key},
  team text not null,
  size bigint not null check (size >= 0),
  root ${bytes} not null,
  checkpoint ${bytes} not null,
  closed_size bigint,
  closed_root ${bytes},
  seal ${bytes} not null
);

-- The statements of one commit: their bytes one after the other, and a place of 45 bytes each
-- (kind 1, length 4, content 8, leaf 32). The seal is a hash of the columns that no checkpoint covers.
create table ledger_segment (
  id ${row_key},
  epoch bigint not null,
  first_index bigint not null check (first_index >= 0),
  entry_count bigint not null check (entry_count > 0),
  committed_at bigint not null,
  places ${bytes} not null,
  statements ${bytes} not null,
  seal ${bytes} not null,
  unique (epoch, first_index)
);

-- Contents of one commit, one after the other: each encrypted, and compressed before if it is not short. The row has the
-- number of its first content.
create table content_segment (
  id ${row_key},
  body ${bytes} not null
);

-- The same contents: where each is and the secret it is encrypted under, a slot of 44 bytes each (place 4, length 4,
-- length in the clear 4, secret 32). Contents are numbered in the order of storing; the row has the number of its first
-- slot. To erase is to overwrite a secret with zeros.
create table content (
  id ${row_key},
  slots ${bytes} not null
);

-- Heads of this ledger that partners hold and that are beyond it, or contradict it. They outlive the start that found them.
create table partner_head (
  partner text not null,
  epoch bigint not null,
  size bigint not null,
  root ${bytes} not null,
  checkpoint ${bytes} not null,
  heard_at bigint not null,
  seal ${bytes} not null,
  primary key (partner, epoch, size, root)
);

-- One row in a database that is a copy: a backup marks what it hands out. A copy does not sign before it is known that
-- nothing was released beyond it, or its epoch has ended.
create table copy_mark (
  id ${row_key} check (id = 1),
  made_at bigint not null
);

-- RED documents that an officer published and that wait for a further officer's approval: in no ledger, never shared, gone when
-- they are stated or thrown away.
create table release_draft (
  draft_id ${bytes} primary key,
  content ${bytes} not null,
  audience text not null,
  supersedes text not null,
  conditions ${bytes} not null,
  created_at bigint not null,
  created_by text not null
);

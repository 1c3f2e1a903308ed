-- Over all other tables that nothing makes again: how many rows each has, and the sum of their seals. Every row of those has
-- its own in a column row_seal, which the store adds, since a table of a later version is to have one too.
create table store_seal (
  id ${row_key} check (id = 1),
  -- the version of the schema that rows were sealed under
  made_under text not null,
  commits bigint not null,
  tables ${bytes} not null,
  seal ${bytes} not null
);

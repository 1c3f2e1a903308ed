-- Who brought the record that a statement of ours handed on: not always who brought it first. '' means that one.
alter table relay_stated add column brought_by text not null default '';

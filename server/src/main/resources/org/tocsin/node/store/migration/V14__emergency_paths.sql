-- An emergency must not take longer because there were many: what its path asks for is found without looking at the others.

-- Which emergencies of an originator summon at a team, or did: said here once more, so that one index has it all.
alter table emergency_called add column originator text not null default '';
alter table emergency_called add column kind text not null default '';
alter table emergency_called add column held_at bigint not null default 0;
update emergency_called set
  originator = (select e.originator from emergency e where e.id = emergency_called.emergency),
  kind = (select e.kind from emergency e where e.id = emergency_called.emergency),
  held_at = (select e.held_at from emergency e where e.id = emergency_called.emergency);
create index emergency_called_summoning on emergency_called (team, originator, kind, held_at, emergency)
  where coalesced_into is null;

create index duty_timer_of on duty_timer (team, what, set_at);
create index duty_timer_set on duty_timer (set_at);

-- Steps that this team took while its ledger did not sign, until they are stated. Nothing makes them again.
create table emergency_owed (
  emergency ${bytes} not null,
  -- of this emergency, from 1
  number bigint not null,
  stated_by text not null,
  held_at bigint not null,
  -- who signed it; empty: the node alone
  officer text not null,
  document ${bytes} not null,
  -- the officer's signature
  approval ${bytes},
  primary key (emergency, number)
);

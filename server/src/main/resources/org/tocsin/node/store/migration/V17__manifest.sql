-- Which version of our own manifest was last stated to a partner.
create table manifest_told (
  partner text primary key,
  version bigint not null
);

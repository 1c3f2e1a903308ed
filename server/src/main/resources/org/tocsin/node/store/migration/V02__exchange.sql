-- Lanes to partners: what was decided for them, what they hold receipts for. Primary data.
create table lane_out (
    partner text not null,
    lane text not null,
    lane_epoch bigint not null,
    last_sequence bigint not null,
    last_hash ${bytes} not null,
    -- rows of lane_pack in this lane epoch
    packs bigint not null,
    receipted bigint not null,
    receipt ${bytes},
    receipt_at bigint not null,
    stopped text,
    stopped_at bigint not null,
    -- 1 while an officer wants nothing sent
    paused bigint not null,
    -- where our ledger ended when the lane was opened, and when that was: what stands before is history
    began_epoch bigint not null,
    began_index bigint not null,
    began_at bigint not null,
    -- entries from scan_* up to until_* are to be decided, or decided again; until_epoch 0: none are
    scan_epoch bigint not null,
    scan_index bigint not null,
    until_epoch bigint not null,
    until_index bigint not null,
    -- bulk: the instant from which on history was asked for; 0: none was
    history_from bigint not null,
    -- control: the last sequence that says something about an agreement
    agreed_sequence bigint not null default 0,
    -- which agreements were in force when it was last looked at what they let through
    terms ${bytes},
    primary key (partner, lane)
);
create index lane_out_by_lane on lane_out (lane);

-- Decisions of one commit for one lane, packed, by index; sequences are gapless from 1 in each lane epoch, and so are the numbers of packs.
create table lane_pack (
    partner text not null,
    lane text not null,
    lane_epoch bigint not null,
    first_sequence bigint not null,
    pack bigint not null,
    ledger_epoch bigint not null,
    first_index bigint not null,
    last_index bigint not null,
    released bigint not null,
    hash_before ${bytes} not null,
    agreement_id ${bytes},
    agreement_version bigint not null,
    -- the reason for which all of them were withheld before, in this lane epoch
    overturned text,
    entries ${bytes} not null,
    decided_at bigint not null,
    primary key (partner, lane, lane_epoch, first_sequence, pack)
);
create index lane_pack_by_entry on lane_pack (partner, lane, ledger_epoch, first_index, last_index);

create table lane_withheld (
    partner text not null,
    lane text not null,
    lane_epoch bigint not null,
    reason text not null,
    records bigint not null,
    primary key (partner, lane, lane_epoch, reason)
);

-- Records that are withheld until an instant, by the clock alone: then they are decided again.
create table lane_wake (
    partner text not null,
    lane text not null,
    ledger_epoch bigint not null,
    entry_index bigint not null,
    at bigint not null,
    primary key (partner, lane, ledger_epoch, entry_index)
);
create index lane_wake_by_time on lane_wake (at);

-- Sequences that a partner's receipt covers and that it did not store: it refused them, or we sent them void.
create table lane_exception (
    partner text not null,
    lane text not null,
    lane_epoch bigint not null,
    sequence bigint not null,
    kind text not null,
    reason text not null,
    primary key (partner, lane, lane_epoch, sequence)
);

-- When a partner's receipts came, a row each: so that it can be told when a record was processed. Times only; evidence is in lane_out.
create table lane_receipt (
    partner text not null,
    lane text not null,
    lane_epoch bigint not null,
    through bigint not null,
    at bigint not null,
    primary key (partner, lane, lane_epoch, through)
);

-- Lanes from partners: how far each is processed. Primary data.
create table lane_in (
    author text not null,
    lane text not null,
    lane_epoch bigint not null,
    through bigint not null,
    hash ${bytes} not null,
    stored bigint not null,
    duplicates bigint not null,
    voided bigint not null,
    receipt_epoch bigint not null,
    receipt_index bigint not null,
    stopped text,
    stopped_at bigint not null,
    primary key (author, lane)
);

-- Receipts that list refusals: sent again to an author that does not hold them.
create table lane_in_receipt (
    author text not null,
    lane text not null,
    lane_epoch bigint not null,
    through bigint not null,
    ledger_epoch bigint not null,
    ledger_index bigint not null,
    primary key (author, lane, lane_epoch, through)
);

create table lane_in_refusal (
    author text not null,
    lane text not null,
    lane_epoch bigint not null,
    sequence bigint not null,
    reason text not null,
    leaf ${bytes} not null,
    at bigint not null,
    primary key (author, lane, lane_epoch, sequence)
);

-- The highest head of each partner's ledgers that was verified, with the signed checkpoint.
create table seen_head (
    team text not null,
    epoch bigint not null,
    size bigint not null,
    root ${bytes} not null,
    checkpoint ${bytes} not null,
    at bigint not null,
    primary key (team, epoch)
);

-- Evidence of frames: checkpoint, shared proof and statements, exact bytes, without content. Primary data.
-- Admitted are those of its statements that were stored as records, with the numbers of their contents.
create table received_segment (
    id ${row_key},
    team text not null,
    epoch bigint not null,
    stored_at bigint not null,
    body ${bytes} not null,
    admitted ${bytes} not null
);

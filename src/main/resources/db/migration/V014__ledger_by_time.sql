-- An account's ledger in the order of time: settlements and exports read it by days. Entries come in that order, so
-- a new one is added at the index's end.
CREATE INDEX ledger_entry_by_time ON ledger_entry (account_id, created_at, id);

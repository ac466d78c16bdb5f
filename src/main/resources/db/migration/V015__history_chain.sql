-- A proof that history is as it was written: blocks of rows, each with a keyed hash over them and over the block
-- before. Who can write to this database, but has not the gateways' master key, cannot change a row unseen.

-- The order in which lines were written.
ALTER TABLE audit ADD COLUMN seq bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT audit_seq UNIQUE;

CREATE TABLE chain_block (
    book             text        NOT NULL CHECK (book IN ('Ledger', 'AuditLog')),
    number           bigint      NOT NULL CHECK (number > 0),
    -- The rows above this one …
    behind           bigint      NOT NULL,
    -- … up to this one.
    last             bigint      NOT NULL,
    row_count        integer     NOT NULL CHECK (row_count > 0),
    hash             bytea       NOT NULL CHECK (length(hash) = 32),
    made_at          timestamptz NOT NULL,

    -- Two gateways that make the same block: one of them does.
    CONSTRAINT chain_block_once PRIMARY KEY (book, number),
    CONSTRAINT rows_in_between CHECK (last > behind)
);

CREATE TRIGGER chain_block_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON chain_block
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_rewrite_history();

-- Sums of operations, so that a merchant's figures need not read a month of them.

-- An operation as it is summed up. A reversal either takes back a sale or releases a hold, which moved nothing.
CREATE VIEW tallied_operation AS
SELECT o.id, o.account_id, o.asked_at, o.outcome, o.currency, o.amount,
    CASE
        WHEN o.kind = 'Reverse' AND (SELECT p.kind FROM operation p WHERE p.id = o.payment) = 'Authorize' THEN 'Release'
        ELSE o.kind
    END AS kind
FROM operation o;

CREATE TABLE tally (
    account_id       text        COLLATE "C" NOT NULL,
    -- The quarter of an hour in which the operations were asked: there are zones like +05:45.
    quarter          timestamptz NOT NULL,
    kind             text        NOT NULL
                     CHECK (kind IN ('Sale', 'Authorize', 'Charge', 'Capture', 'Refund', 'Reverse', 'Release')),
    outcome          text        NOT NULL CHECK (outcome IN ('Approved', 'Declined', 'Abandoned')),
    currency         text        NOT NULL,
    number           bigint      NOT NULL CHECK (number > 0),
    amount           bigint      NOT NULL CHECK (amount > 0),

    PRIMARY KEY (account_id, quarter, kind, outcome, currency)
);

-- Operations that had no outcome when their quarter was summed up. They are added once they have one.
CREATE TABLE tally_late (
    operation_id     uuid        PRIMARY KEY REFERENCES operation
);

-- How far the summing up has come. Whoever goes on locks this row.
CREATE TABLE tally_mark (
    singleton        boolean     PRIMARY KEY DEFAULT true CHECK (singleton),
    -- What was asked before this is summed up. Null until there is an operation.
    until            timestamptz,
    -- No operation that was asked since has a lesser id: ids begin with their time.
    since_id         uuid        NOT NULL
);

INSERT INTO tally_mark (since_id)
VALUES ('00000000-0000-0000-0000-000000000000');

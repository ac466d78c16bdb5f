-- What payments are found by in the portal: a projection that the indexer fills after the fact, so that creating and
-- paying cost no more than before. See docs/decisions/0010-payments-found-by-keywords.md.

-- Which transaction wrote an event. Events are not committed in the order of their seq; but below the oldest
-- transaction that is still open everything is committed, so that whoever reads up to there loses none. Rows from
-- before have none, and a gateway of the version before gets the default. A bigint, since it is counted with.
ALTER TABLE event ADD COLUMN xid bigint;
ALTER TABLE event ALTER COLUMN xid SET DEFAULT pg_current_xact_id()::text::bigint;

-- The indexer's way to what is new. Rows lie about in this order, so a coarse index does, and costs next to nothing
-- to keep.
CREATE INDEX event_xid ON event USING brin (xid) WITH (pages_per_range = 16, autosummarize = on);

-- A keyword is a number, made of an account and what a payment of it is found by: a status, a total, a card's last
-- digits, a word of its reference. The text itself would be three times as large, and is nowhere but in the payment.
CREATE TABLE payment_search (
    id               text        COLLATE "C" PRIMARY KEY,
    -- Those by which the payment is listed below.
    keywords         bigint[]    NOT NULL
);

-- One row for each keyword of each payment. The key gives the payments of a keyword in the order of the list.
CREATE TABLE payment_keyword (
    keyword          bigint      NOT NULL,
    created_at       timestamptz NOT NULL,
    id               text        COLLATE "C" NOT NULL,

    PRIMARY KEY (keyword, created_at, id)
);

-- How far the indexer is. Whoever has this row locked is the one gateway that works.
CREATE TABLE payment_search_progress (
    singleton        boolean     PRIMARY KEY DEFAULT true CHECK (singleton),
    -- Every event of a lower transaction was taken.
    xid              bigint      NOT NULL,
    -- Payments from before the first mark are taken in the order of their ids, up to this one; null when all are.
    filled_to        text        COLLATE "C"
);

-- The lock that the columns above needed lets nobody write events meanwhile: what is committed is filled in, and
-- what is not has this or a higher transaction.
INSERT INTO payment_search_progress (xid, filled_to)
SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint, CASE WHEN EXISTS (SELECT FROM payment_intent) THEN '' END;

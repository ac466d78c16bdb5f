-- The last calls of each account: how each ended, and nothing that was in it. Written from memory once in a second,
-- forgotten after a week.

CREATE TABLE api_call (
    id               text        COLLATE "C" PRIMARY KEY,
    account_id       text        COLLATE "C" NOT NULL,
    at               timestamptz NOT NULL,
    method           text        NOT NULL,
    -- The pattern; a path may hold a secret.
    route            text        NOT NULL,
    -- The id in the path, where it is the name of something and opens nothing.
    subject          text        COLLATE "C",
    status           integer     NOT NULL,
    milliseconds     integer     NOT NULL,
    trace            text        COLLATE "C" NOT NULL,
    version          text,
    agent            text,
    problem          text,
    fields           text
) WITH (
    -- As many go as come.
    autovacuum_vacuum_scale_factor = 0.05
);

CREATE INDEX api_call_newest ON api_call (account_id, at DESC, id DESC);
-- The way to what is old. Rows lie about in the order of time.
CREATE INDEX api_call_at ON api_call USING brin (at) WITH (autosummarize = on);

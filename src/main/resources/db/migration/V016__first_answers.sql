-- Answers to writes that bore an Idempotency-Key, so that the same request again gets the same answer.
CREATE TABLE first_answer (
    account_id       text        COLLATE "C" NOT NULL,
    key              text        COLLATE "C" NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    -- SHA-256 of the method, the path and the body.
    request_hash     bytea       NOT NULL CHECK (length(request_hash) = 32),
    begun_at         timestamptz NOT NULL,
    -- Null while the request is being served, and for ever when its gateway died.
    status           integer,
    content_type     text,
    -- Encrypted: answers hold client session secrets.
    sealed           bytea,

    PRIMARY KEY (account_id, key),
    CONSTRAINT answered_with_a_body CHECK ((status IS NULL) = (sealed IS NULL))
);

CREATE INDEX first_answer_begun ON first_answer (begun_at);

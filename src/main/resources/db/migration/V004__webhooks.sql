-- Who wants to be told what, and the secrets that sign it.

CREATE TABLE webhook_subscription (
    id               text        COLLATE "C" PRIMARY KEY,
    account_id       text        COLLATE "C" NOT NULL REFERENCES account,
    url              text        NOT NULL,
    description      text,
    created_at       timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL
);

-- Listing an account's subscriptions.
CREATE INDEX webhook_subscription_account ON webhook_subscription (account_id, created_at, id);

CREATE TABLE webhook_subscription_event (
    subscription_id  text        COLLATE "C" NOT NULL REFERENCES webhook_subscription ON DELETE CASCADE,
    account_id       text        COLLATE "C" NOT NULL,
    event            text        NOT NULL,
    position         integer     NOT NULL,

    -- An event of an account goes to one subscription at most.
    CONSTRAINT one_subscription_for_an_event PRIMARY KEY (account_id, event)
);

CREATE INDEX webhook_subscription_event_subscription ON webhook_subscription_event (subscription_id);

CREATE TABLE webhook_secret (
    id               text        COLLATE "C" PRIMARY KEY,
    subscription_id  text        COLLATE "C" NOT NULL REFERENCES webhook_subscription ON DELETE CASCADE,
    -- The order in which they were made; two may share a time.
    seq              bigint      GENERATED ALWAYS AS IDENTITY,
    -- Readable, as the API shows it again and again.
    value            text        NOT NULL,
    active           boolean     NOT NULL,
    created_at       timestamptz NOT NULL,
    last_used_at     timestamptz
);

CREATE INDEX webhook_secret_subscription ON webhook_secret (subscription_id, seq);
-- One signature for a delivery: there is one active secret.
CREATE UNIQUE INDEX one_active_secret ON webhook_secret (subscription_id) WHERE active;

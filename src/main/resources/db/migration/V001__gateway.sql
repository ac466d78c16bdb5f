-- Accounts, cards, payments, their events and their book.
--
-- Ids are text as the API prints them, in the C collation: they are only ever compared, byte by byte.
-- Rows that are written with every request name their account without a foreign key: checking it
-- would lock the one account row from every connection at once, and accounts are never deleted.

CREATE TABLE gateway (
    singleton        boolean     PRIMARY KEY DEFAULT true CHECK (singleton),
    -- A keyed hash of nothing in particular: a gateway with another master key must not start.
    master_key_check bytea       NOT NULL
);

CREATE TABLE account (
    id               text        COLLATE "C" PRIMARY KEY,
    environment      text        NOT NULL CHECK (environment IN ('Sandbox', 'Live')),
    trading_name     text        NOT NULL CHECK (length(trading_name) BETWEEN 1 AND 100),
    location_id      text        NOT NULL,
    time_zone        text        NOT NULL,
    created_at       timestamptz NOT NULL
);

CREATE TABLE api_key (
    -- Keyed hash of the key; the key itself is nowhere.
    hash             bytea       PRIMARY KEY CHECK (length(hash) = 32),
    account_id       text        COLLATE "C" NOT NULL REFERENCES account,
    origin           text        NOT NULL CHECK (origin IN ('Setting', 'Made')),
    created_at       timestamptz NOT NULL
);

CREATE TABLE card (
    id               uuid        PRIMARY KEY,
    sealed           bytea       NOT NULL,
    created_at       timestamptz NOT NULL
);

CREATE TABLE payment_intent (
    id               text        COLLATE "C" PRIMARY KEY,
    account_id       text        COLLATE "C" NOT NULL,
    -- Raised by every change; a writer names the version it read, and loses if it is no longer that.
    version          integer     NOT NULL,
    status           text        NOT NULL
                     CHECK (status IN ('Created', 'Authorized', 'Captured', 'Reversed', 'Refunded', 'Canceled')),
    capture_mode     text        NOT NULL CHECK (capture_mode IN ('Auto', 'Manual')),
    currency         text        NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    amount           bigint      NOT NULL CHECK (amount > 0),
    tips_amount      bigint      CHECK (tips_amount >= 0),
    requested_amount bigint      CHECK (requested_amount > 0),
    authorized       bigint      NOT NULL DEFAULT 0,
    captured         bigint      NOT NULL DEFAULT 0,
    refunded         bigint      NOT NULL DEFAULT 0,
    -- The approved sale or authorisation: what captures, refunds and reversals refer to.
    payment          json,
    -- The one operation that was asked and not yet settled.
    in_flight        json,
    -- The one attempt whose shopper is at the bank's page.
    challenge        json,
    secret_serial    integer     NOT NULL,
    secret_used      boolean     NOT NULL,
    secret_expires_at timestamptz NOT NULL,
    purchase         json        NOT NULL,
    payment_events   json        NOT NULL,
    expire_at        timestamptz NOT NULL,
    auto_expire_ms   bigint      CHECK (auto_expire_ms > 0),
    auto_expire_action text      CHECK (auto_expire_action IN ('Release', 'Capture')),
    -- When the intent changes by itself next: an unpaid one expires, a held one is captured or released.
    due_at           timestamptz,
    created_at       timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL,

    CONSTRAINT captured_within_authorized CHECK (captured BETWEEN 0 AND authorized),
    CONSTRAINT refunded_within_captured CHECK (refunded BETWEEN 0 AND captured),
    CONSTRAINT held_by_a_payment CHECK (authorized = 0 OR payment IS NOT NULL),
    CONSTRAINT refunded_means_all CHECK (status <> 'Refunded' OR refunded = captured)
) WITH (fillfactor = 85); -- room for a row's next version on its own page

-- Search: newest first, with the id as tie-breaker.
CREATE INDEX payment_intent_newest ON payment_intent (account_id, created_at DESC, id DESC);
-- The expirer's work list.
CREATE INDEX payment_intent_due ON payment_intent (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE operation (
    id               uuid        PRIMARY KEY,
    payment_intent_id text       COLLATE "C" NOT NULL REFERENCES payment_intent,
    account_id       text        COLLATE "C" NOT NULL,
    kind             text        NOT NULL CHECK (kind IN ('Sale', 'Authorize', 'Capture', 'Refund', 'Reverse')),
    currency         text        NOT NULL,
    amount           bigint      NOT NULL CHECK (amount > 0),
    payment          uuid        NOT NULL,
    idempotency_key  text        CHECK (length(idempotency_key) BETWEEN 1 AND 100),
    request_hash     bytea,
    reason           text,
    notes            text,
    asked_at         timestamptz NOT NULL,
    -- Null until the acquirer's answer is known.
    outcome          text        CHECK (outcome IN ('Approved', 'Declined', 'Abandoned')),
    message          text,
    auth_code        text,
    settled_at       timestamptz,

    CONSTRAINT settled_with_a_time CHECK ((outcome IS NULL) = (settled_at IS NULL)),
    CONSTRAINT key_with_its_request CHECK ((idempotency_key IS NULL) = (request_hash IS NULL)),
    -- One key, one refund; also the way from an intent to its operations.
    CONSTRAINT operation_idempotency UNIQUE (payment_intent_id, idempotency_key)
);

-- The resolver's work list.
CREATE INDEX operation_unsettled ON operation (asked_at) WHERE outcome IS NULL;

CREATE TABLE ledger_entry (
    id               bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- An operation moves money at most once.
    operation_id     uuid        NOT NULL UNIQUE REFERENCES operation,
    account_id       text        COLLATE "C" NOT NULL,
    debit            text        NOT NULL CHECK (debit IN ('AcquirerReceivable', 'MerchantPayable')),
    credit           text        NOT NULL CHECK (credit IN ('AcquirerReceivable', 'MerchantPayable')),
    currency         text        NOT NULL,
    amount           bigint      NOT NULL CHECK (amount > 0),
    created_at       timestamptz NOT NULL,

    CONSTRAINT two_sides CHECK (debit <> credit)
);

CREATE FUNCTION refuse_to_rewrite_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: correct it with another row', TG_TABLE_NAME;
END
$$;

CREATE TRIGGER ledger_entry_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_rewrite_history();

CREATE TABLE event (
    id               text        COLLATE "C" PRIMARY KEY,
    -- The order in which events were written; of one intent's events, the order in which they happened.
    seq              bigint      GENERATED ALWAYS AS IDENTITY,
    account_id       text        COLLATE "C" NOT NULL,
    type             text        NOT NULL,
    data             json        NOT NULL,
    created_at       timestamptz NOT NULL
);

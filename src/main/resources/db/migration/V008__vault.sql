-- The card vault: every card number that is kept, and the keys that encrypt them.

-- What was sealed before was sealed with a key that is not in use any more. No release ever wrote one, so
-- they go; whoever ran the gateway from source types the card once more.
DELETE FROM payment_method;
ALTER TABLE payment_method DROP COLUMN sealed;
DROP TABLE card;

-- The keys that there are, by their numbers alone, so that no number is encrypted by a key that is gone,
-- and no key goes while a number needs it.
CREATE TABLE vault_key (
    id               bigint      PRIMARY KEY
);

CREATE TABLE vault_keyset (
    singleton        boolean     PRIMARY KEY DEFAULT true CHECK (singleton),
    -- The keys themselves, encrypted by a key that comes of the master key.
    wrapped          bytea       NOT NULL,
    -- The one that encrypts; the others wait until the last number they encrypted has been encrypted anew.
    primary_key_id   bigint      NOT NULL REFERENCES vault_key
);

CREATE TABLE card (
    -- Of whatever the number is kept for: an attempt, or a payment method, whose id spells the same bytes.
    id               uuid        PRIMARY KEY,
    -- For encrypting anew only. Whoever opens a number must say whose it is.
    owner            text        NOT NULL,
    key_id           bigint      NOT NULL REFERENCES vault_key,
    sealed           bytea       NOT NULL,
    -- Null: for as long as its owner lives.
    destroy_at       timestamptz
);

-- The rotation's work list, and whether a key is still needed.
CREATE INDEX card_by_key ON card (key_id, id);

CREATE INDEX card_to_destroy ON card (destroy_at) WHERE destroy_at IS NOT NULL;

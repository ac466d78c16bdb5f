-- Cards that customers saved.

CREATE TABLE payment_method (
    id               text        COLLATE "C" PRIMARY KEY,
    -- A customer's cards go with the customer.
    customer_id      text        COLLATE "C" NOT NULL REFERENCES customer ON DELETE CASCADE,
    -- The card number, encrypted for this customer.
    sealed           bytea       NOT NULL,
    -- A keyed hash of the number: the same card is saved once.
    fingerprint      bytea       NOT NULL CHECK (length(fingerprint) = 32),
    -- What may be shown: the masked number, scheme, last day, name.
    card             json        NOT NULL,
    created_at       timestamptz NOT NULL,

    CONSTRAINT payment_method_once UNIQUE (customer_id, fingerprint)
);

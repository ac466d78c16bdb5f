-- Buyers whom merchants want to know again.

CREATE TABLE customer (
    id               text        COLLATE "C" PRIMARY KEY,
    account_id       text        COLLATE "C" NOT NULL,
    name             text,
    shipping_address json,
    billing_address  json,
    email_address    text,
    phone_number     text,
    vat_number       text,
    document_version integer     NOT NULL CHECK (document_version >= 0),
    created_at       timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL
);

-- Search: newest first, with the id as tie-breaker.
CREATE INDEX customer_newest ON customer (account_id, created_at DESC, id DESC);

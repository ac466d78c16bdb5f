-- Setup intents: what shoppers agree to be charged for later, and the card they leave for it.

CREATE TABLE setup_intent (
    id               text        COLLATE "C" PRIMARY KEY,
    account_id       text        COLLATE "C" NOT NULL,
    -- Raised by every change; a writer names the version it read, and loses if it is no longer that.
    version          integer     NOT NULL,
    status           text        NOT NULL
                     CHECK (status IN
                         ('Created', 'Authorized', 'Completed', 'Canceled', 'Closed', 'Expired', 'CardExpired')),
    type             text        NOT NULL CHECK (type IN ('NoShow', 'Unscheduled')),
    currency         text        NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    intended_amount  bigint      NOT NULL CHECK (intended_amount >= 0),
    -- What the shopper is asked to agree to. Never changes.
    terms            text        NOT NULL CHECK (length(terms) BETWEEN 1 AND 10240),
    -- Whose erasure ends it. No foreign key: merchants may name customers whom we do not know.
    customer_id      text        COLLATE "C",
    details          json        NOT NULL,
    secret_serial    integer     NOT NULL,
    secret_used      boolean     NOT NULL,
    secret_expires_at timestamptz NOT NULL,
    -- The verification that was asked and not yet settled, and since when.
    in_flight        json,
    asked_at         timestamptz,
    -- The one attempt whose shopper is at the bank's page.
    challenge        json,
    -- When, to which words and from where the shopper agreed. A merchant may have to prove it.
    consent          json,
    -- The verified card, masked, and what the scheme calls its verification.
    card             json,
    -- The one charge in hand, of a no-show.
    charge           uuid,
    setup_events     json        NOT NULL,
    expire_at        timestamptz,
    -- When it changes by itself next: nobody has agreed in time, or the card's last day has passed.
    due_at           timestamptz,
    created_at       timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL,

    CONSTRAINT asked_since CHECK ((in_flight IS NULL) = (asked_at IS NULL)),
    CONSTRAINT authorized_with_a_card
        CHECK (status NOT IN ('Authorized', 'Completed', 'Closed', 'CardExpired') OR card IS NOT NULL),
    CONSTRAINT no_card_without_consent CHECK (card IS NULL OR consent IS NOT NULL),
    CONSTRAINT charged_while_authorized CHECK (charge IS NULL OR type = 'NoShow' AND status = 'Authorized')
);

-- The resolver's and the expirer's work lists.
CREATE INDEX setup_intent_asked ON setup_intent (asked_at) WHERE asked_at IS NOT NULL;
CREATE INDEX setup_intent_due ON setup_intent (due_at) WHERE due_at IS NOT NULL;

-- What ends with a customer.
CREATE INDEX setup_intent_customer ON setup_intent (customer_id)
    WHERE customer_id IS NOT NULL AND status IN ('Created', 'Authorized');

-- A charge is a payment that the merchant began.
ALTER TABLE operation
    DROP CONSTRAINT operation_kind_check,
    ADD CONSTRAINT operation_kind_check
        CHECK (kind IN ('Sale', 'Authorize', 'Charge', 'Capture', 'Refund', 'Reverse'));

-- The books of the pretend card world.
--
-- They stand for another company's: they have a schema of their own, and nothing here refers to the
-- gateway's tables or is ever joined with them. So both sides can be compared, to the penny.

CREATE SCHEMA sandbox;

-- What was asked and what was answered: one row for each operation id, for ever.
CREATE TABLE sandbox.movement (
    operation        uuid        PRIMARY KEY,
    kind             text        NOT NULL CHECK (kind IN ('Sale', 'Authorize', 'Capture', 'Refund', 'Reverse')),
    payment          uuid        NOT NULL,
    currency         text        NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    amount           bigint      NOT NULL CHECK (amount > 0),
    -- Masked. Only a payment that arrived has a card; one that was withdrawn before has none.
    card             text        CHECK (card LIKE '%****%'),
    eci              text        CHECK (eci IN ('Authenticated', 'Attempted', 'MailOrTelephone')),
    -- Abandoned is a tombstone: the payment was withdrawn before it arrived.
    outcome          text        NOT NULL CHECK (outcome IN ('Approved', 'Declined', 'Abandoned')),
    message          text        NOT NULL,
    auth_code        text,
    happened_at      timestamptz NOT NULL,

    CONSTRAINT approved_with_a_code CHECK ((outcome = 'Approved') = (auth_code IS NOT NULL)),
    CONSTRAINT card_with_its_payment
        CHECK ((card IS NOT NULL) = (kind IN ('Sale', 'Authorize') AND outcome <> 'Abandoned')),
    CONSTRAINT eci_with_its_card CHECK ((eci IS NOT NULL) = (card IS NOT NULL))
);

-- The approved payments, and what has become of their money. Sums only ever grow.
CREATE TABLE sandbox.payment (
    id               uuid        PRIMARY KEY,
    kind             text        NOT NULL CHECK (kind IN ('Sale', 'Authorize')),
    currency         text        NOT NULL,
    authorized       bigint      NOT NULL CHECK (authorized > 0),
    captured         bigint      NOT NULL,
    refunded         bigint      NOT NULL DEFAULT 0,
    reversed         bigint      NOT NULL DEFAULT 0,

    CONSTRAINT captured_within_authorized CHECK (captured BETWEEN 0 AND authorized),
    CONSTRAINT refunded_within_captured CHECK (refunded BETWEEN 0 AND captured),
    CONSTRAINT a_sale_is_captured_at_once CHECK (kind <> 'Sale' OR captured = authorized),
    -- A reversal undoes all of a payment: of a hold nothing was captured, of a sale nothing refunded.
    CONSTRAINT reversed_means_all
        CHECK (reversed = 0
            OR reversed = authorized AND refunded = 0 AND (kind = 'Sale' OR captured = 0))
) WITH (fillfactor = 85); -- room for a row's next version on its own page

-- Shoppers at the bank's page: one challenge for each payment.
CREATE TABLE sandbox.challenge (
    payment          uuid        PRIMARY KEY,
    state            text        NOT NULL CHECK (state IN ('Pending', 'Passed', 'Failed', 'Cancelled')),
    wrong_tries      integer     NOT NULL DEFAULT 0 CHECK (wrong_tries BETWEEN 0 AND 3),
    opened_at        timestamptz NOT NULL,
    -- When the gateway was told the result. Nothing changes afterwards.
    concluded_at     timestamptz,

    CONSTRAINT concluded_with_a_result CHECK (concluded_at IS NULL OR state <> 'Pending')
);

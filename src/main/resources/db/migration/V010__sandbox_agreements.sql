-- The pretend card world learns of agreements: a card is verified, and later charged without its holder.

ALTER TABLE sandbox.movement
    -- What the scheme calls a verification.
    ADD COLUMN scheme_reference text,
    -- Which verification a charge named.
    ADD COLUMN agreement text,
    DROP CONSTRAINT movement_kind_check,
    DROP CONSTRAINT movement_amount_check,
    DROP CONSTRAINT card_with_its_payment,
    DROP CONSTRAINT eci_with_its_card,
    ADD CONSTRAINT movement_kind_check
        CHECK (kind IN ('Sale', 'Authorize', 'Charge', 'Verify', 'Capture', 'Refund', 'Reverse')),
    ADD CONSTRAINT movement_amount_check CHECK (CASE kind WHEN 'Verify' THEN amount = 0 ELSE amount > 0 END),
    ADD CONSTRAINT card_with_its_payment
        CHECK ((card IS NOT NULL)
            = (kind IN ('Sale', 'Authorize', 'Charge', 'Verify') AND outcome <> 'Abandoned')),
    -- The cardholder was there, or had agreed before.
    ADD CONSTRAINT eci_with_its_card
        CHECK ((eci IS NOT NULL) = (card IS NOT NULL AND kind <> 'Charge')),
    ADD CONSTRAINT agreement_with_its_charge
        CHECK ((agreement IS NOT NULL) = (card IS NOT NULL AND kind = 'Charge')),
    ADD CONSTRAINT reference_with_its_verification
        CHECK ((scheme_reference IS NOT NULL) = (kind = 'Verify' AND outcome = 'Approved'));

-- A charge looks up what it names.
CREATE UNIQUE INDEX movement_scheme_reference ON sandbox.movement (scheme_reference)
    WHERE scheme_reference IS NOT NULL;

ALTER TABLE sandbox.payment
    DROP CONSTRAINT payment_kind_check,
    DROP CONSTRAINT a_sale_is_captured_at_once,
    DROP CONSTRAINT reversed_means_all,
    ADD CONSTRAINT payment_kind_check CHECK (kind IN ('Sale', 'Authorize', 'Charge')),
    ADD CONSTRAINT a_sale_is_captured_at_once CHECK (kind = 'Authorize' OR captured = authorized),
    ADD CONSTRAINT reversed_means_all
        CHECK (reversed = 0
            OR reversed = authorized AND refunded = 0 AND (kind <> 'Authorize' OR captured = 0));

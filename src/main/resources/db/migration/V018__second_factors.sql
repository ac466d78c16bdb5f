-- A second factor for users who sign in with a password: codes of an app (TOTP), and some to write down.

ALTER TABLE portal_user
    -- The secret that the user's app has too, sealed for this user alone. Null when there is no second factor.
    ADD COLUMN totp          bytea,
    -- The half minute of the last code that was taken: no code is taken twice.
    ADD COLUMN totp_step     bigint,
    ADD CONSTRAINT totp_has_a_step CHECK ((totp IS NULL) = (totp_step IS NULL));

CREATE TABLE recovery_code (
    -- Keyed hash of whose it is and the code. Who signs in with it takes the row away, so it works once.
    hash             bytea       PRIMARY KEY CHECK (length(hash) = 32),
    user_id          text        COLLATE "C" NOT NULL REFERENCES portal_user
);

CREATE INDEX recovery_code_user ON recovery_code (user_id);

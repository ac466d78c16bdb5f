-- Wallets: which of their tokens have bought something, and the keys of the pretend ones.

-- A token buys once. It is written down before anybody is asked for money.
CREATE TABLE used_wallet_token (
    -- SHA-256 of what no other token has. Of what is in the token nothing is kept.
    id               bytea       PRIMARY KEY CHECK (length(id) = 32),
    -- Afterwards nobody could use it a second time anyway, and the row may go.
    usable_until     timestamptz NOT NULL
);

-- The reaper's work list.
CREATE INDEX used_wallet_token_by_end ON used_wallet_token (usable_until);

-- What the sandbox plays Apple and Google with, and the keys that its merchants would have registered with them.
CREATE TABLE sandbox.wallet_keys (
    singleton        boolean     PRIMARY KEY DEFAULT true CHECK (singleton),
    -- Encrypted by a key that comes of the master key.
    sealed           bytea       NOT NULL
);

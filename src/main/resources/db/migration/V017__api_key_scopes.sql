-- Keys have names and scopes, and end. The defaults are for the rows that are here, which may do everything, and for
-- a gateway of the version before that starts during an upgrade.

ALTER TABLE api_key
    ADD COLUMN id            text        COLLATE "C" NOT NULL
               DEFAULT 'key_' || translate(rtrim(encode(uuid_send(gen_random_uuid()), 'base64'), '='), '+/', '-_'),
    ADD COLUMN name          text        NOT NULL DEFAULT 'First key' CHECK (length(name) BETWEEN 1 AND 60),
    ADD COLUMN scopes        text[]      NOT NULL DEFAULT '{Read,Write,Refunds,Webhooks}'
               CHECK (cardinality(scopes) > 0 AND scopes <@ '{Read,Write,Refunds,Webhooks}'),
    -- The key's last characters. Null until a gateway of this version has met the key.
    ADD COLUMN hint          text        CHECK (length(hint) = 4),
    -- An e-mail address as it was then; null for keys that nobody made by hand.
    ADD COLUMN created_by    text,
    -- Within a minute or so.
    ADD COLUMN last_used_at  timestamptz,
    ADD COLUMN expires_at    timestamptz CHECK (expires_at > created_at),
    -- Whoever revokes a key may still want to see it.
    ADD COLUMN revoked_at    timestamptz;

UPDATE api_key SET name = 'Operator''s key' WHERE origin = 'Setting';

CREATE UNIQUE INDEX api_key_id ON api_key (id);

-- An account's keys, newest first.
CREATE INDEX api_key_account ON api_key (account_id, created_at DESC, id DESC);

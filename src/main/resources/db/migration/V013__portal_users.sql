-- People who sign in to the portal, where they belong, and what they did there.

CREATE TABLE portal_user (
    id               text        COLLATE "C" PRIMARY KEY,
    -- In small letters, so that nobody is here twice.
    email            text        COLLATE "C" NOT NULL CONSTRAINT portal_user_email UNIQUE
                     CHECK (email = lower(email) AND length(email) BETWEEN 3 AND 254),
    name             text        NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    -- Argon2id with its salt and parameters, as a PHC string. Null until one is chosen.
    password         text        CHECK (password LIKE '$argon2id$%'),
    -- By the operator: nowhere any more. An account's owners disable a member instead.
    disabled         boolean     NOT NULL DEFAULT false,
    created_at       timestamptz NOT NULL
);

CREATE TABLE member (
    user_id          text        COLLATE "C" NOT NULL REFERENCES portal_user,
    account_id       text        COLLATE "C" NOT NULL REFERENCES account,
    role             text        NOT NULL CHECK (role IN ('Owner', 'Developer', 'Support', 'Viewer')),
    disabled         boolean     NOT NULL DEFAULT false,
    created_at       timestamptz NOT NULL,

    PRIMARY KEY (user_id, account_id)
);

CREATE INDEX member_account ON member (account_id, user_id);

CREATE TABLE invitation (
    -- Keyed hash of the secret in the link. Who opens it takes the row away, so it opens once.
    hash             bytea       PRIMARY KEY CHECK (length(hash) = 32),
    -- Null for whoever runs the gateway on their own machine.
    user_id          text        COLLATE "C" REFERENCES portal_user,
    account_id       text        COLLATE "C" NOT NULL REFERENCES account,
    -- Whether a password that was chosen before is to be chosen anew. Only an operator's link does that.
    resets           boolean     NOT NULL,
    expires_at       timestamptz NOT NULL
);

CREATE INDEX invitation_user ON invitation (user_id);
CREATE INDEX invitation_expires ON invitation (expires_at);

CREATE TABLE portal_session (
    -- Keyed hash of what the browser's cookie holds.
    hash             bytea       PRIMARY KEY CHECK (length(hash) = 32),
    user_id          text        COLLATE "C" REFERENCES portal_user,
    account_id       text        COLLATE "C" NOT NULL REFERENCES account,
    created_at       timestamptz NOT NULL,
    -- Within a minute.
    seen_at          timestamptz NOT NULL,
    ends_at          timestamptz NOT NULL
);

CREATE INDEX portal_session_user ON portal_session (user_id);
CREATE INDEX portal_session_ends ON portal_session (ends_at);
CREATE INDEX portal_session_seen ON portal_session (seen_at);

CREATE TABLE audit (
    id               text        COLLATE "C" PRIMARY KEY,
    account_id       text        COLLATE "C" NOT NULL,
    at               timestamptz NOT NULL,
    -- An e-mail address as it was then, or what else acted.
    who              text        NOT NULL,
    what             text        NOT NULL,
    -- An intent's id, another user's address.
    subject          text,
    -- Without secrets.
    detail           json        NOT NULL
);

CREATE INDEX audit_newest ON audit (account_id, at DESC, id DESC);

CREATE TRIGGER audit_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_rewrite_history();

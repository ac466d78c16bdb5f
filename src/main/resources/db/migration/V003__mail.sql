-- Mails, written together with their cause and sent afterwards.

CREATE TABLE mail (
    id               uuid        PRIMARY KEY,
    recipient        text        NOT NULL CHECK (length(recipient) BETWEEN 3 AND 254),
    -- A line break would begin a header of the writer's choice.
    sender_name      text        NOT NULL CHECK (sender_name !~ '[\r\n]'),
    subject          text        NOT NULL CHECK (subject !~ '[\r\n]'),
    -- Gone once the mail is: it is in the reader's hands, and what a shopper bought is not ours to keep.
    -- That it went, to whom and when stays, to answer "I never got it". A mail that was given up keeps
    -- its body, so that it can be sent again when the operator has mended what was wrong:
    -- UPDATE mail SET given_up_at = NULL, next_try_at = now(), tries = 0 WHERE given_up_at > …
    text             text,
    html             text,
    written_at       timestamptz NOT NULL,
    tries            integer     NOT NULL DEFAULT 0 CHECK (tries >= 0),
    -- When it is due; while a gateway has it in hand, when that lease ends.
    next_try_at      timestamptz,
    sent_at          timestamptz,
    given_up_at      timestamptz,
    last_error       text,

    CONSTRAINT waiting_sent_or_given_up CHECK (num_nonnulls(next_try_at, sent_at, given_up_at) = 1),
    CONSTRAINT body_until_sent CHECK (num_nonnulls(text, html) = CASE WHEN sent_at IS NULL THEN 2 ELSE 0 END),
    CONSTRAINT given_up_with_a_reason CHECK (given_up_at IS NULL OR last_error IS NOT NULL)
);

-- The mailer's work list.
CREATE INDEX mail_due ON mail (next_try_at) WHERE next_try_at IS NOT NULL;

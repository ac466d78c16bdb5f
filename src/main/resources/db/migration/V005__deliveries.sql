-- What must be told to whom, and every try to tell it.

CREATE TABLE webhook_delivery (
    -- Neither names its row by a foreign key: checking the subscription's would lock that one row from
    -- every connection that writes an event. Of a deleted subscription nothing is sent, and the reaper
    -- clears up.
    subscription_id  text        COLLATE "C" NOT NULL,
    event_seq        bigint      NOT NULL,
    event_id         text        COLLATE "C" NOT NULL,
    -- Whose events keep their order: the payment intent.
    subject          text        COLLATE "C" NOT NULL,
    state            text        NOT NULL CHECK (state IN ('Waiting', 'Delivered', 'Exhausted')),
    -- Tries that were begun. Whoever records one names its number, and is too late if it is no longer that.
    tries            integer     NOT NULL DEFAULT 0 CHECK (tries >= 0),
    -- Of these, the tries before somebody asked to send it again: the schedule begins anew.
    earlier_tries    integer     NOT NULL DEFAULT 0 CHECK (earlier_tries BETWEEN 0 AND tries),
    -- Until the first try has ended, later events of the subject wait.
    untried          boolean     NOT NULL DEFAULT true,
    next_try_at      timestamptz,
    -- While a gateway has it in hand. In no index, so that taking one in hand changes none.
    leased_until     timestamptz,
    settled_at       timestamptz,

    -- Once for each subscription, whatever happens.
    PRIMARY KEY (subscription_id, event_seq),
    CONSTRAINT waiting_has_a_next_try CHECK ((state = 'Waiting') = (next_try_at IS NOT NULL)),
    CONSTRAINT settled_has_a_time CHECK ((state = 'Waiting') = (settled_at IS NULL))
) WITH (
    -- Each row is written three times, and two of its versions are dead within the second.
    fillfactor = 60,
    autovacuum_vacuum_scale_factor = 0.01,
    autovacuum_vacuum_threshold = 1000
);

-- The courier's work list, endpoint by endpoint.
CREATE INDEX webhook_delivery_due ON webhook_delivery (subscription_id, next_try_at, event_seq)
    WHERE next_try_at IS NOT NULL;
-- What is before an event of the same subject.
CREATE INDEX webhook_delivery_untried ON webhook_delivery (subscription_id, subject, event_seq) WHERE untried;
-- What was given up, to look at and to send again.
CREATE INDEX webhook_delivery_exhausted ON webhook_delivery (subscription_id, event_seq) WHERE state = 'Exhausted';
-- The reaper's way to what is old. Rows lie about in the order of time, so a coarse index does, and costs
-- next to nothing to keep.
CREATE INDEX webhook_delivery_settled ON webhook_delivery USING brin (settled_at) WITH (autosummarize = on);

CREATE TABLE webhook_attempt (
    subscription_id  text        COLLATE "C" NOT NULL,
    event_seq        bigint      NOT NULL,
    try              integer     NOT NULL,
    began_at         timestamptz NOT NULL,
    milliseconds     integer     NOT NULL CHECK (milliseconds >= 0),
    -- Null when there was no answer, and then the reason is not.
    status           integer,
    failure          text,
    -- The beginning of the answer's body.
    answer           text        NOT NULL,

    PRIMARY KEY (subscription_id, event_seq, try),
    CONSTRAINT answered_or_failed CHECK (num_nonnulls(status, failure) = 1)
);

CREATE INDEX webhook_attempt_began ON webhook_attempt USING brin (began_at) WITH (autosummarize = on);

-- What happened to an account after a moment, in order, for those who listen.
CREATE INDEX event_account ON event (account_id, seq);

-- A delivery is written by the statement that writes the event, for whoever is subscribed at that moment:
-- committed together with the cause, or not at all. Nobody has to look for events that were not yet seen,
-- and no mark on the event has to be kept.
CREATE FUNCTION plan_deliveries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO webhook_delivery (subscription_id, event_seq, event_id, subject, state, next_try_at)
    SELECT s.subscription_id, e.seq, e.id, coalesce(e.data ->> 'paymentIntentId', e.id), 'Waiting', e.created_at
    FROM written AS e
    JOIN webhook_subscription_event AS s ON s.account_id = e.account_id AND s.event = e.type;
    RETURN NULL;
END
$$;

CREATE TRIGGER event_plan_deliveries
    AFTER INSERT ON event
    REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION plan_deliveries();

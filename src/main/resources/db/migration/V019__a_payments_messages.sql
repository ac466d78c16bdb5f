-- What a payment's page shows of the messages that were sent because of it.

-- Deliveries by their payment. Only once they have been tried: the statement that writes an event, and lets somebody
-- pay, leaves this index alone. Those before that are found by webhook_delivery_untried.
CREATE INDEX webhook_delivery_subject ON webhook_delivery (subject, event_seq) WHERE NOT untried;

-- The payment intent whose receipt a mail is. Older mails do not know.
ALTER TABLE mail ADD COLUMN about text COLLATE "C";
CREATE INDEX mail_about ON mail (about, written_at, id) WHERE about IS NOT NULL;

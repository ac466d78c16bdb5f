// Receives Tatami's webhooks. Node 18 or later, nothing to install:
//
//     PORT=3000 WEBHOOK_SECRETS=first,second node receiver.mjs

import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

const SECRETS = process.env.WEBHOOK_SECRETS.split(',').filter(Boolean); // two while you rotate them
const LARGEST = 64 * 1024; // bytes; an event has about three hundred
const TOLERANCE = 5 * 60; // seconds

const seen = new Set(); // in your shop: a table, with a UNIQUE column for the event's id

/** Whether one of our secrets signed these very bytes. */
function verify(body, signature = '') {
  return SECRETS.some((secret) => {
    const pairs = hmac(secret, body).toString('hex').toUpperCase().match(/../g);
    return same('sha256=' + pairs.join('-'), signature);
  });
}

/** Whether it was sent just now, as far as the sender says when. Tatami always does. */
function fresh(body, headers) {
  const { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': signature } = headers;
  if (signature === undefined) return true;
  const age = Math.abs(Date.now() / 1000 - Number(time));
  return age <= TOLERANCE
    && SECRETS.some((secret) => same('v1,' + hmac(secret, `${id}.${time}.`, body).toString('base64'), signature));
}

async function receive(request, response) {
  const answer = (status) => response.writeHead(status).end();
  if (request.method !== 'POST' || request.url !== '/hook') return answer(404);

  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= LARGEST) chunks.push(chunk);
  }
  if (size > LARGEST) return answer(413);
  const body = Buffer.concat(chunks);

  if (!verify(body, request.headers['dojo-signature']) || !fresh(body, request.headers)) return answer(401);
  const event = JSON.parse(body);
  const isNew = !seen.has(event.id);
  seen.add(event.id);
  answer(200); // remembered first, answered second, worked on third
  if (isNew) work(event);
}

/** In your shop: GET the payment intent and act on what it says. */
function work({ event, data }) {
  if (data.paymentIntentId === undefined) return; // an event that we know nothing of
  console.log(event, data.paymentIntentId, data.paymentStatus);
}

function hmac(secret, ...parts) {
  return parts.reduce((mac, part) => mac.update(part), createHmac('sha256', secret)).digest();
}

/** Compares without telling by its time how much was right. */
function same(expected, given) {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}

createServer((request, response) => receive(request, response).catch(() => response.destroy()))
  .listen(process.env.PORT, '127.0.0.1');

// A sample shop that is paid through Tatami. Node 20 or later, nothing to install; README.md says how to start it.
'use strict';

const { createHash, createHmac, randomUUID, timingSafeEqual } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { createServer } = require('node:http');
const { join } = require('node:path');

const { TATAMI_URL = 'http://localhost:8080', TATAMI_SECRET_KEY, WEBHOOK_SECRET = '', PORT = '3000' } = process.env;
const { SHOP_URL = `http://localhost:${PORT}` } = process.env; // where shoppers come back to; never what a browser says
const SECRETS = WEBHOOK_SECRET.split(',').filter(Boolean); // two while you rotate them
if (!TATAMI_SECRET_KEY || SECRETS.length === 0) {
  console.error('TATAMI_SECRET_KEY and WEBHOOK_SECRET must be set. README.md says where they come from.');
  process.exit(1);
}

const TATAMI = new URL(TATAMI_URL).origin;
const LARGEST = 64 * 1024; // bytes of a request; an event has about three hundred
const TOLERANCE = 5 * 60; // seconds

/** What things cost, in pence, is known here alone. */
const TEAS = new Map([
  ['genmaicha', { name: 'Genmaicha, with rice', price: 650 }],
  ['sencha', { name: 'Sencha, spring harvest', price: 800 }],
  ['hojicha', { name: 'Hojicha, dark roast', price: 720 }],
]);

// Both are gone when the shop stops. In yours they are tables, with a UNIQUE column for the event's id.
const orders = new Map();
const seen = new Set();

const PAGE = readFileSync(join(__dirname, 'index.html'), 'utf8').replace('{{tatami}}', TATAMI);
const POLICY = [
  "default-src 'none'",
  "connect-src 'self'",
  'img-src data:',
  `style-src ${hashOf('style')}`,
  `script-src ${hashOf('script')} ${TATAMI}`,
  `frame-src ${TATAMI} https://*`, // the card form, and the page of whichever bank wants to ask the shopper
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Lets the page's own script and style run, and none that somebody got into it. */
function hashOf(tag) {
  const [, text] = new RegExp(`<${tag}>(.*?)</${tag}>`, 's').exec(PAGE);
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

const complain = (error) => console.error(error.message);

async function tatami(method, path, body) {
  const answer = await fetch(TATAMI + path, {
    method,
    headers: { Authorization: `Basic ${TATAMI_SECRET_KEY}`, version: '2022-04-07', 'Content-Type': 'application/json' },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

/** One order has one payment intent, however often the shopper tries: so it cannot be paid twice. */
async function createOrder(tea, shopper) {
  const id = randomUUID(); // cannot be guessed: whoever has it sees the order
  const back = `${SHOP_URL}/orders/${id}`;
  const intent = await tatami('POST', '/payment-intents', {
    amount: { value: tea.price, currencyCode: 'GBP' },
    reference: id,
    description: tea.name,
    config: { redirectUrl: back, cancelUrl: back },
  });
  const order = { id, tea, shopper, intent: intent.id, status: intent.status, sent: false, looking: Promise.resolve() };
  orders.set(id, order);
  return back;
}

/** Asks the gateway how an order stands; no browser is believed. One question at a time, so the newest answer wins. */
function look(order) {
  order.looking = order.looking.catch(() => {}).then(async () => {
    const { status, reference, amount } = await tatami('GET', `/payment-intents/${order.intent}`);
    if (reference !== order.id || amount.value !== order.tea.price || amount.currencyCode !== 'GBP') {
      throw new Error(`${order.intent} is not what order ${order.id} asked for`);
    }
    order.status = status;
    if (status === 'Captured' && !order.sent) {
      order.sent = true; // in your shop: UPDATE … WHERE NOT sent, and look at the count
      console.log(`Order ${order.id} is paid: send it.`);
    }
  });
  return order.looking;
}

/** What the order's page may know of it. */
function view({ id, tea, shopper, intent, status }) {
  const state = { Created: 'unpaid', Authorized: 'unpaid', Captured: 'paid' }[status] ?? 'closed';
  return { id, state, shopper, tea: tea.name, price: tea.price, paymentPage: `${TATAMI}/checkout/${intent}` };
}

/** Whether one of our secrets signed these very bytes. */
function verify(body, signature = '') {
  return SECRETS.some((secret) => {
    const pairs = hmac(secret, body).toString('hex').toUpperCase().match(/../g);
    return same('sha256=' + pairs.join('-'), signature);
  });
}

/** Whether it was sent just now. */
function fresh(body, headers) {
  const { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': signature = '' } = headers;
  const age = Math.abs(Date.now() / 1000 - Number(time));
  return age <= TOLERANCE
    && SECRETS.some((secret) => same('v1,' + hmac(secret, `${id}.${time}.`, body).toString('base64'), signature));
}

function hmac(secret, ...parts) {
  return parts.reduce((mac, part) => mac.update(part), createHmac('sha256', secret)).digest();
}

/** Compares without telling by its time how much was right. */
function same(expected, given) {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Remembers first, answers second, works third. */
function hook(body, headers, answer) {
  if (!verify(body, headers['dojo-signature']) || !fresh(body, headers)) return answer(401);
  const event = JSON.parse(body);
  const isNew = !seen.has(event.id);
  seen.add(event.id);
  answer(200);
  const order = [...orders.values()].find(({ intent }) => intent === event.data?.paymentIntentId);
  if (!isNew || !order) return;
  console.log(`Event ${event.id} is about order ${order.id}.`);
  look(order).catch(complain); // in your shop: a job, which is tried again
}

/** The raw bytes: what a parser has read and written anew has another signature. Null when there are too many. */
async function read(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= LARGEST) chunks.push(chunk);
  }
  return size <= LARGEST ? Buffer.concat(chunks) : null;
}

async function serve(request, response) {
  const answer = (status, type = 'text/plain', text = '', headers = {}) => response.writeHead(status, {
    'Content-Type': `${type}; charset=utf-8`,
    'Content-Security-Policy': POLICY,
    'Referrer-Policy': 'no-referrer', // an order's address is for the shopper alone
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
    ...headers,
  }).end(text);
  const json = (value) => answer(200, 'application/json', JSON.stringify(value));
  const body = await read(request);
  if (body === null) return answer(413);
  const [path] = request.url.split('?');
  const [, id, rest] = /^\/orders\/([^/]+)(|\/state|\/secret)$/.exec(path) ?? [];
  const order = orders.get(id);
  switch (`${request.method} ${order ? 'order' + rest : path}`) {
    case 'GET /':
    case 'GET order':
      return answer(200, 'text/html', PAGE);
    case 'GET /teas':
      return json([...TEAS].map(([key, tea]) => ({ key, ...tea })));
    case 'POST /orders': {
      const form = new URLSearchParams(body.toString());
      const tea = TEAS.get(form.get('tea'));
      const shopper = form.get('shopper')?.slice(0, 60);
      if (!tea || !shopper) return answer(400);
      return answer(303, 'text/plain', '', { Location: await createOrder(tea, shopper) });
    }
    case 'GET order/state':
      // Once it is paid, webhooks say what else becomes of it. Should the gateway not answer, we say what we know.
      if (order.status !== 'Captured') await look(order).catch(complain);
      return json(view(order));
    case 'POST order/secret': {
      // A try uses a secret up, and half an hour makes it stale: so each try gets a fresh one.
      const intent = await tatami('POST', `/payment-intents/${order.intent}/refresh-client-session-secret`);
      return intent.status === 'Created' ? json({ secret: intent.clientSessionSecret }) : answer(409);
    }
    case 'POST /hook':
      return hook(body, request.headers, answer);
    default:
      return answer(404, 'text/plain', 'There is nothing here.');
  }
}

createServer((request, response) => serve(request, response).catch((error) => {
  complain(error);
  if (response.headersSent) return response.destroy();
  response.writeHead(502).end('Something went wrong. Please try again.');
})).listen(PORT, '127.0.0.1', () => console.log(`The shop is open: ${SHOP_URL}`));

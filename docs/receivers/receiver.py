# Receives Tatami's webhooks. Python 3.8 or later, nothing to install:
#
#     PORT=3000 WEBHOOK_SECRETS=first,second python3 receiver.py

import base64
import hmac
import json
import os
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRETS = [s.encode() for s in os.environ["WEBHOOK_SECRETS"].split(",") if s]  # two while you rotate them
LARGEST = 64 * 1024  # bytes; an event has about three hundred
TOLERANCE = 5 * 60  # seconds

seen = set()  # in your shop: a table, with a UNIQUE column for the event's id
lock = threading.Lock()


def verify(body, signature):
    """Whether one of our secrets signed these very bytes."""
    return any(
        same("sha256=" + hmac.digest(secret, body, "sha256").hex("-").upper(), signature)
        for secret in SECRETS
    )


def fresh(body, headers):
    """Whether it was sent just now, as far as the sender says when. Tatami always does."""
    signature = headers.get("webhook-signature")
    if signature is None:
        return True
    sent = headers.get("webhook-timestamp", "")
    if not sent.isdecimal() or abs(time.time() - int(sent)) > TOLERANCE:
        return False
    message = f"{headers.get('webhook-id')}.{sent}.".encode() + body
    return any(
        same("v1," + base64.b64encode(hmac.digest(secret, message, "sha256")).decode(), signature)
        for secret in SECRETS
    )


def same(expected, given):
    """Compares without telling by its time how much was right."""
    return hmac.compare_digest(expected.encode(), given.encode())


def is_new(event_id):
    with lock:
        known = event_id in seen
        seen.add(event_id)
        return not known


def work(event):
    """In your shop: GET the payment intent and act on what it says."""
    data = event["data"]
    if "paymentIntentId" in data:  # otherwise an event that we know nothing of
        print(event["event"], data["paymentIntentId"], data["paymentStatus"], flush=True)


class Receiver(BaseHTTPRequestHandler):
    timeout = 10  # seconds that a read may take

    def do_POST(self):
        if self.path != "/hook":
            return self.answer(404)
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > LARGEST:
            return self.answer(413)
        body = self.rfile.read(int(length))

        if not verify(body, self.headers.get("dojo-signature", "")) or not fresh(body, self.headers):
            return self.answer(401)
        event = json.loads(body)
        new = is_new(event["id"])
        self.answer(200)  # remembered first, answered second, worked on third
        if new:
            work(event)

    def answer(self, status):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.send_header("Connection", "close")
        self.end_headers()


ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Receiver).serve_forever()

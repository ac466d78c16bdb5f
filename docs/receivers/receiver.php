<?php
// Receives Tatami's webhooks. PHP 8, nothing to install:
//
//     WEBHOOK_SECRETS=first,second php -S 127.0.0.1:3000 receiver.php

declare(strict_types=1);

define('SECRETS', array_filter(explode(',', (string) getenv('WEBHOOK_SECRETS')))); // two while you rotate them
const LARGEST = 64 * 1024; // bytes; an event has about three hundred
const TOLERANCE = 5 * 60; // seconds

/** Whether one of our secrets signed these very bytes. */
function verify(string $body, string $signature): bool
{
    foreach (SECRETS as $secret) {
        $pairs = str_split(strtoupper(hash_hmac('sha256', $body, $secret)), 2);
        if (hash_equals('sha256=' . implode('-', $pairs), $signature)) {
            return true;
        }
    }
    return false;
}

/** Whether it was sent just now, as far as the sender says when. Tatami always does. */
function fresh(string $body, string $id, string $time, string $signature): bool
{
    if ($signature === '') {
        return true;
    }
    foreach (SECRETS as $secret) {
        $mac = base64_encode(hash_hmac('sha256', "$id.$time.$body", $secret, true));
        if (hash_equals("v1,$mac", $signature)) {
            return abs(time() - (int) $time) <= TOLERANCE;
        }
    }
    return false;
}

/** Once for each id. In your shop: a table, with a UNIQUE column. Here: a file that must not be there yet. */
function isNew(string $id): bool
{
    $file = sys_get_temp_dir() . '/event-' . hash('sha256', $id);
    $made = @fopen($file, 'x');
    if ($made === false && !file_exists($file)) {
        throw new RuntimeException('Cannot remember the event.');
    }
    return $made !== false;
}

/** In your shop: GET the payment intent and act on what it says. */
function work(array $event): void
{
    $data = $event['data'];
    if (isset($data['paymentIntentId'])) { // otherwise an event that we know nothing of
        file_put_contents('php://stdout', "{$event['event']} {$data['paymentIntentId']} {$data['paymentStatus']}\n");
    }
}

/** @return array{int, ?array} the status to answer with, and the event if it is a new one */
function receive(): array
{
    if ($_SERVER['REQUEST_METHOD'] !== 'POST' || $_SERVER['REQUEST_URI'] !== '/hook') {
        return [404, null];
    }
    $body = file_get_contents('php://input', length: LARGEST + 1);
    if (strlen($body) > LARGEST) {
        return [413, null];
    }
    $header = fn (string $name) => $_SERVER["HTTP_$name"] ?? '';
    if (!verify($body, $header('DOJO_SIGNATURE'))
        || !fresh($body, $header('WEBHOOK_ID'), $header('WEBHOOK_TIMESTAMP'), $header('WEBHOOK_SIGNATURE'))) {
        return [401, null];
    }
    $event = json_decode($body, true, flags: JSON_THROW_ON_ERROR);
    return [200, isNew($event['id']) ? $event : null];
}

http_response_code(500); // should anything go wrong below, the event is sent again
[$status, $event] = receive();
http_response_code($status); // remembered first, answered second, worked on third
if (function_exists('fastcgi_finish_request')) {
    fastcgi_finish_request(); // the answer leaves now; PHP's own test server sends it at the end
}
if ($event !== null) {
    work($event);
}

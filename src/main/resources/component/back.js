// Back from the bank: tells the card form what became of the attempt.

const { channel, verdict } = document.body.dataset;
cardForm(channel)?.postMessage({ channel, type: "verdict", verdict: JSON.parse(verdict) }, location.origin);

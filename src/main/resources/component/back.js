// Back from the bank: tells the component's frame what became of the attempt.

const { channel, verdict } = document.body.dataset;
payingFrame(channel)?.postMessage({ channel, type: "verdict", verdict: JSON.parse(verdict) }, location.origin);

// The bank meets the device before it is asked for anything: in a hidden frame, and through a page of ours, so that no
// page on which cards are typed has to allow the bank's address. A bank that knows the device asks less often.

// Worth this long, no more. What the bank is not told by then it does without.
const DEVICE_LIMIT = 5_000;

async function introduceDevice(home, channel, token, card, signal) {
    const answer = await fetch(`${home}/api/device-data/${token}`, {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(card),
        credentials: "omit", redirect: "error", signal,
    });
    const { formAction, token: jwt } = answer.ok ? await answer.json() : {};
    if (!formAction) {
        return;
    }
    const frame = document.createElement("iframe");
    frame.hidden = true;
    frame.src = `${home}/payments/v1/bank#${channel}`;
    signal.addEventListener("abort", () => frame.remove());
    await new Promise(collected => {
        window.addEventListener("message", event => {
            const message = event.data;
            if (event.source !== frame.contentWindow || event.origin !== location.origin || message?.channel !== channel) {
                return;
            }
            if (message.type === "ready") {
                event.source.postMessage({ channel, type: "collect", url: formAction, fields: { JWT: jwt } }, location.origin);
            } else if (message.type === "collected") {
                collected();
            }
        }, { signal });
        document.body.append(frame);
    });
}

// The card may be promised, and there may be none. Never fails.
async function meetBank(home, channel, token, card) {
    const over = new AbortController();
    const late = new Promise(done => setTimeout(done, DEVICE_LIMIT));
    const met = Promise.resolve(card).then(known => known && introduceDevice(home, channel, token, known, over.signal));
    await Promise.race([met, late]).catch(() => {});
    over.abort();
}

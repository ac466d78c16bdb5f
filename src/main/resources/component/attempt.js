// What every frame of the component does that pays: it speaks with the merchant's page that opened it and with the
// gateway it came from, meets the bank, and finds out what became of an attempt. The page is told that and no more.

const HOME = location.pathname.replace(/\/payments\/v1\/[a-z]+$/, "");
const RETURN = "?frame=";

// Who opened this frame: the channel is theirs alone, and whatever is posted goes to that origin only.
const hash = location.hash.slice(1);
const channel = hash.slice(0, hash.indexOf("/"));
const shop = decodeURIComponent(hash.slice(hash.indexOf("/") + 1));

// Longer than the gateway asks an acquirer and takes back what was not answered.
const PAY_LIMIT = 25_000;
// For our own page to come, before the bank's is asked for.
const BANK_LIMIT = 15_000;
// The gateway finds out within ten seconds what became of a payment that nobody answered.
const TRUTH_LIMIT = 20_000;
const TRUTH_PAUSE = 1_000;

const PROCESSING = 40;
const AUTHORIZING = 3;

const tell = (type, more) => parent.postMessage({ channel, type, ...more }, shop);

let height = 0;

function measure(element) {
    const now = Math.ceil(element.getBoundingClientRect().height);
    if (now !== height) {
        height = now;
        tell("height", { height });
    }
}

async function ask(path, body, limit) {
    const answer = await fetch(HOME + path, {
        method: body ? "POST" : "GET",
        headers: body ? { "Content-Type": "application/json" } : {},
        body: body && JSON.stringify(body),
        credentials: "omit",
        redirect: "error",
        signal: AbortSignal.timeout(limit),
    });
    const read = await answer.json();
    if (answer.ok) {
        return read;
    }
    const message = Object.values(read.errors ?? {}).flat().join(" ") || read.detail || read.title;
    return { statusCode: answer.status < 500 ? 400 : 500, message };
}

const pause = time => new Promise(done => setTimeout(done, time));
const within = (limit, promise) => Promise.race([promise, pause(limit).then(() => { throw new Error("too late"); })]);

// Waits for a message of the one kind from a page of ours that this frame has opened.
const expected = new Map();
const heard = type => new Promise(resolve => expected.set(type, resolve));

// What became of an attempt that we lost sight of.
async function truth(token) {
    let verdict = { statusCode: 500, message: "The gateway cannot be reached. Ask it for the status of the payment." };
    for (const end = Date.now() + TRUTH_LIMIT; Date.now() < end; await pause(TRUTH_PAUSE)) {
        try {
            verdict = await ask(`/payments/v1/outcome/${token}`, null, TRUTH_LIMIT);
            if (verdict.statusCode !== PROCESSING) {
                return verdict;
            }
        } catch {
            // Asked again.
        }
    }
    return verdict;
}

async function challenge(token, { stepUpUrl, paReq, md }) {
    const givenUp = heard("giveUp");
    const verdict = heard("verdict");
    const ready = heard("ready");
    tell("challenge");
    try {
        const source = await within(BANK_LIMIT, Promise.race([ready, givenUp]));
        source?.postMessage({ channel, type: "ask", url: stepUpUrl, fields: { JWT: paReq, MD: md } }, location.origin);
        const answer = await Promise.race([verdict, givenUp]);
        if (answer) {
            return answer;
        }
    } catch {
        // Our own page did not come.
    } finally {
        tell("challengeOver");
    }
    // The attempt ends here, so that another may begin; unless the bank's answer came first.
    const ended = await ask(`/mobile/payments/${token}/three-ds-complete`, { paRes: "" }, PAY_LIMIT);
    return ended.statusCode === 30 ? ended : truth(token);
}

// Asks the gateway for the payment, and whoever must be asked besides; gives what became of it.
async function attempt(token, path, body) {
    let verdict = await ask(path + RETURN + channel, body, PAY_LIMIT).catch(() => truth(token));
    if (verdict.statusCode === AUTHORIZING) {
        verdict = await challenge(token, verdict).catch(() => truth(token));
    }
    return verdict.statusCode === PROCESSING ? truth(token) : verdict;
}

// What the merchant's page asks of this frame, each by its name; and what pages of ours say to it.
function listen(asked) {
    window.addEventListener("message", event => {
        const message = event.data;
        if (message?.channel !== channel) {
            return;
        }
        if (event.source === parent && event.origin === shop) {
            if (message.type === "giveUp") {
                expected.get("giveUp")?.(null);
            } else if (Object.hasOwn(asked, message.type)) {
                asked[message.type](message);
            }
        } else if (event.origin === location.origin) {
            switch (message.type) {
                case "verdict": return expected.get("verdict")?.(message.verdict);
                case "ready": return expected.get("ready")?.(event.source);
            }
        }
    });
    if (channel && parent !== window) {
        tell("hello");
    }
}

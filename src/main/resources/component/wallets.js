// The wallets' buttons within a merchant's page. What a wallet gives comes here and goes to the gateway; its sheet is
// opened by the merchant's page, as it lies over all of that.

const buttons = document.getElementById("buttons");
const COLOURS = ["black", "white"];
const WORDS = {
    plain: "", book: "Book with", buy: "Buy with", checkout: "Check out with", donate: "Donate with", order: "Order with",
};

const OFFER_LIMIT = 10_000;

// The wallet whose button was pressed, and the secret that it pays with. There is one at a time.
let pressed = null;

// The button that the focus comes back to: it is elsewhere on the page for a while.
let last = null;

// What is to be paid, and to whom, as it is at this moment.
const offerFor = token => ask(`/payments/v1/offer/${token}`, null, OFFER_LIMIT)
    .catch(() => ({ statusCode: 500, message: "The gateway cannot be reached." }));

async function set({ token, look: { colour, type } }) {
    buttons.classList.add(COLOURS.includes(colour) ? colour : "black");
    const words = Object.hasOwn(WORDS, type) ? WORDS[type] : "";
    buttons.classList.toggle("worded", words !== "");
    buttons.querySelectorAll(".words").forEach(place => place.textContent = words);
    const offer = await offerFor(encodeURIComponent(token));
    if (offer.statusCode !== 0) {
        tell("refused", { verdict: offer });
        return;
    }
    buttons.hidden = false;
    measure(buttons);
    tell("loaded");
}

function press(button) {
    if (!pressed) {
        pressed = { wallet: button.value };
        last = button;
        buttons.setAttribute("aria-busy", "true");
        tell("pressed");
    }
}

function release() {
    pressed = null;
    buttons.removeAttribute("aria-busy");
    expected.clear();
    if (document.hasFocus()) {
        refocus();
    }
}

function refocus() {
    last?.focus();
    last = pressed ? last : null;
}

async function start({ token }) {
    const now = pressed;
    if (!now || now.token) {
        return;
    }
    now.token = encodeURIComponent(token);
    const offer = await offerFor(now.token);
    if (offer.statusCode === 0) {
        const { merchant, amount, currency } = offer;
        tell("sheet", { wallet: now.wallet, merchant, amount, currency });
        return;
    }
    release();
    const errorType = offer.statusCode < 500 ? "paymentTokenInvalid" : "gatewayUnreachable";
    tell("errors", { errors: [{ errorType, message: offer.message }] });
}

async function agreed({ payment }) {
    const { wallet, token, isPaying } = pressed ?? {};
    if (!token || isPaying) {
        return;
    }
    pressed.isPaying = true;
    let verdict = { statusCode: 400, message: "The wallet gave nothing to pay with." };
    try {
        const body = tokenOf(wallet, payment);
        verdict = { statusCode: 500, message: "The payment could not be sent." };
        if (wallet === "google-pay") {
            await meetBank(HOME, channel, token, onFile(HOME, token, body.token));
        }
        const path = wallet === "google-pay" ? `/api/payments/${token}/google-pay` : `/cors/api/payments/${token}/apple-pay`;
        verdict = await attempt(token, path, body);
    } catch {
        // Told as it is.
    }
    release();
    tell("result", { verdict });
}

buttons.querySelectorAll("button").forEach(button => button.addEventListener("click", () => press(button)));
window.addEventListener("focus", refocus);
new ResizeObserver(() => measure(buttons)).observe(buttons);
listen({ set, start, agreed, over: () => pressed?.isPaying || release() });

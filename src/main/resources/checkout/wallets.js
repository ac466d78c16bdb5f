
// Wallets: a button opens the wallet's sheet, and what the wallet gives there pays in the place of a card.

const wallets = document.getElementById("wallets");
const sheet = document.getElementById("sheet");
const SHEET = "sheet";

function openSheet(opener) {
    const total = inputs.filter(input => input === price || input === ownTip);
    total.forEach(input => show(input, wrong(input)));
    const first = total.find(input => input.hasAttribute("aria-invalid"));
    if (first) {
        first.focus();
        return;
    }
    const { merchant, currency, asks } = wallets.dataset;
    const query = new URLSearchParams(
        { merchant, currency, asks, amount: form.elements.total.value, channel: SHEET, origin: location.origin });
    const frame = document.createElement("iframe");
    frame.title = opener.textContent.trim();
    frame.src = `${opener.dataset.sheet}?${query}`;
    sheet.replaceChildren(frame);
    sheet.showModal();
}

function payWith(wallet, payment) {
    const given = { wallet, "wallet-payment": JSON.stringify(payment) };
    Object.entries(given).forEach(([name, value]) =>
        form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value })));
    busy(true);
    const card = wallet === "google-pay" && onFile(HOME, secret(), payment.token);
    meetBank(HOME, form.dataset.channel, secret(), card).finally(() => form.submit());
}

wallets.hidden = false;
wallets.querySelectorAll("button").forEach(opener => opener.addEventListener("click", () => {
    sheet.dataset.wallet = opener.value;
    openSheet(opener);
}));
sheet.addEventListener("close", () => sheet.replaceChildren());
window.addEventListener("message", event => {
    const frame = sheet.querySelector("iframe");
    if (!frame || event.source !== frame.contentWindow || event.origin !== location.origin || event.data?.channel !== SHEET) {
        return;
    }
    sheet.close();
    if (event.data.type === "agreed") {
        payWith(sheet.dataset.wallet, tokenOf(sheet.dataset.wallet, event.data.payment));
    }
});

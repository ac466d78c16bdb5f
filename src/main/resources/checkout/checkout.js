// Makes the form pleasanter. Everything works without it; the gateway checks everything again.

const form = document.getElementById("pay");
const number = document.getElementById("card-number");
const expiry = document.getElementById("expiry");
const cvv = document.getElementById("cvv");
const holder = document.getElementById("name");
const button = form.querySelector("button.pay");
const inputs = [...form.querySelectorAll("[data-wrong]")];
const given = input => input.type === "checkbox" ? (input.checked ? input.value : "") : input.value.trim();

const savedCard = () => form.querySelector("[name=method]:checked:not([value=new])");
const isAmex = () => savedCard() ? savedCard().dataset.scheme === "AMEX" : brandOf(number.value)?.name === "American Express";

function showBrand() {
    picture(document.getElementById("brand"), brandOf(number.value));
    cvv.maxLength = isAmex() ? 4 : 3;
}

// Addresses, by the habits of their country. The last line of the table is for countries it does not know.

const HABITS = (form.dataset.habits ?? "").split(";").map(line => {
    const [country, postcode, needsPostcode, pattern, region, needsRegion] = line.split("/");
    return { country, postcode, needsPostcode, pattern: new RegExp(`^(?:${pattern})$`), any: !pattern, region, needsRegion };
});
const OTHERS = HABITS.at(-1);
const groups = ["billing", "shipping"].filter(group => document.getElementById(group + "-country"));
const same = document.getElementById("shipping-same");
const part = (group, name) => document.getElementById(`${group}-${name}`);
const habitOf = group => HABITS.find(habit => habit.country === part(group, "country").value) ?? OTHERS;

const WORDS = JSON.parse(form.dataset.words ?? "{}");

function ask(input, what, needed) {
    input.labels[0].textContent = needed ? WORDS[what] : WORDS.optional.replace("{}", WORDS[what]);
    input.dataset.missing = needed ? WORDS[what + ".missing"] : "";
}

function adopt(group) {
    const habit = habitOf(group);
    const region = part(group, "region");
    const postcode = part(group, "postcode");
    ask(region, "region." + (habit.region || OTHERS.region), habit.needsRegion);
    ask(postcode, "postcode." + habit.postcode, habit.needsPostcode);
    postcode.dataset.wrong = WORDS[`postcode.${habit.postcode}.wrong`];
    region.closest(".field").hidden = !habit.region && !region.value;
}

groups.forEach(group => part(group, "country").addEventListener("change", () => {
    adopt(group);
    [part(group, "region"), part(group, "postcode")].forEach(input => show(input, ""));
}));
same?.addEventListener("change", () => inputs.filter(input => !counts(input)).forEach(input => show(input, "")));

// What is paid: a price that may be typed, and a tip. In minor units, read as the gateway reads it.

const choose = document.getElementById("choose");
const price = document.getElementById("amount");
const ownTip = document.getElementById("own-tip");
const MOST = 999_999_999_999;

const LANGUAGES = [...document.querySelectorAll("[hreflang]")].map(link => link.hreflang);

function format(language, more) {
    const digits = +choose.dataset.digits;
    const style = { style: "currency", currency: choose.dataset.currency, minimumFractionDigits: digits, maximumFractionDigits: digits };
    return new Intl.NumberFormat(language, { ...style, useGrouping: "always", ...more });
}

const shown = minor => format(document.documentElement.lang).format(minor / 10 ** +choose.dataset.digits);

function namesOfCurrency() {
    const symbols = LANGUAGES.flatMap(language => ["symbol", "narrowSymbol"].map(currencyDisplay =>
        format(language, { currencyDisplay }).formatToParts(0).find(part => part.type === "currency").value));
    return [...new Set([choose.dataset.currency, ...symbols])].sort((one, other) => other.length - one.length);
}

function minorOf(text, groups, mark) {
    const most = +choose.dataset.digits;
    const [whole, fraction = "", ...rest] = text.split(mark);
    const between = groups === "." && !text.includes(mark) ? " " : `[${groups} ]`;
    const isWhole = new RegExp(`^(?:\\d{0,12}|\\d{1,3}(?:${between}\\d{3}){1,3})$`).test(whole);
    const isFraction = new RegExp(`^\\d{0,${most}}$`).test(fraction);
    const figures = digits(whole) + fraction;
    return !isWhole || !isFraction || rest.length || !figures || (!most && text.includes(mark)) ? null : +figures.padEnd(digits(whole).length + most, "0");
}

function amountOf(typed) {
    let text = typed.replace(/\s+/g, " ").trim();
    for (const name of namesOfCurrency()) {
        const before = text;
        if (text.toUpperCase().startsWith(name)) {
            text = text.slice(name.length).trim();
        } else if (text.toUpperCase().endsWith(name)) {
            text = text.slice(0, -name.length).trim();
        }
        if (text !== before) {
            break;
        }
    }
    const british = minorOf(text, ",", ".");
    const continental = minorOf(text, ".", ",");
    const amount = british ?? continental;
    return (british !== null && continental !== null && british !== continental) || amount > MOST ? null : amount;
}

const share = (minor, thousandths) => Math.floor((minor * thousandths + 500) / 1000);
const chosenTip = () => form.elements.tip?.value;

function addUp() {
    const before = price ? amountOf(price.value) : +choose.dataset.price;
    const chosen = chosenTip();
    const tip = chosen === undefined ? +choose.dataset.tip
        : chosen !== "own" ? share(before ?? 0, +chosen)
        : ownTip.value.trim() ? amountOf(ownTip.value) : 0;
    if (!before || tip === null || before + tip > MOST) {
        return; // said at the field, and nothing is sent
    }
    for (const choice of form.querySelectorAll(".choice small")) {
        choice.textContent = shown(share(before, +choice.closest("label").control.value));
    }
    form.elements.total.value = before + tip;
    pay = button.dataset.pay.replace("{}", shown(before + tip));
    label.textContent = pay;
    document.querySelectorAll("[data-shows=tip]").forEach(place => {
        place.textContent = shown(tip);
        place.parentElement.hidden = !tip;
    });
    document.querySelectorAll("[data-shows=total]").forEach(place => place.textContent = shown(before + tip));
}

choose?.addEventListener("input", addUp);

// What is wrong with a field, in the words that the gateway would use. What is not asked is not wrong.

const counts = input => !input.closest("[hidden]")
    && !(same?.checked && input.closest(".shipping-address"))
    && !(input === ownTip && chosenTip() !== "own")
    && !(savedCard() && [number, expiry, holder].includes(input));

const RULES = {
    "card-number": text => /^\d{12,19}$/.test(digits(text)) && passesLuhn(digits(text)),
    expiry: text => /^(0[1-9]|1[0-2]) \/ \d\d$/.test(text),
    cvv: text => (isAmex() ? /^\d{3,4}$/ : /^\d{3}$/).test(text.trim()),
    email: () => document.getElementById("email").validity.valid,
    name: text => digits(text).length < 8,
    "shipping-name": text => digits(text).length < 8,
    amount: text => amountOf(text) > 0,
    "own-tip": text => amountOf(text) !== null,
    ...Object.fromEntries(groups.map(group => [group + "-postcode", text => {
        const { any, pattern } = habitOf(group);
        return any || pattern.test(text.toUpperCase().replace(/\s/g, ""));
    }])),
};

function wrong(input) {
    const text = given(input);
    if (!counts(input)) {
        return "";
    }
    if (!text) {
        return input.dataset.missing;
    }
    if (RULES[input.id]?.(text) === false) {
        return input.dataset.wrong;
    }
    return input === expiry && hasPassed(text) ? form.dataset.expired : "";
}

function show(input, sentence) {
    const error = document.getElementById(input.id + "-error");
    error.textContent = sentence;
    error.hidden = !sentence;
    input.toggleAttribute("aria-invalid", false);
    input.removeAttribute("aria-describedby");
    if (sentence) {
        input.setAttribute("aria-invalid", "true");
        input.setAttribute("aria-describedby", error.id);
    }
}

inputs.forEach(input => {
    input.addEventListener("input", () => {
        if (input === number) {
            retype(input, spacedNumber);
            showBrand();
        } else if (input === expiry) {
            retype(input, spacedExpiry);
        }
        if (input.hasAttribute("aria-invalid") && !wrong(input)) {
            show(input, "");
        }
    });
    input.addEventListener("blur", () => {
        if (given(input)) {
            show(input, wrong(input));
        }
    });
});

form.querySelectorAll("[name=method]").forEach(choice => choice.addEventListener("change", () => {
    cvv.value = "";
    [number, expiry, cvv, holder].forEach(input => show(input, ""));
    showBrand();
}));

// Sending, once.

const label = button.querySelector("span");
let pay = label.textContent;

function busy(is) {
    button.disabled = is;
    label.textContent = is ? button.dataset.busy : pay;
}

form.noValidate = true;
form.addEventListener("submit", event => {
    inputs.forEach(input => show(input, wrong(input)));
    const first = inputs.find(input => input.hasAttribute("aria-invalid"));
    if (first) {
        event.preventDefault();
        first.focus();
        return;
    }
    busy(true);
    if (!savedCard()) {
        event.preventDefault();
        introduce().finally(() => form.submit());
    }
});

const HOME = new URL(form.action).pathname.replace(/\/checkout\/.*$/, "");
form.dataset.channel = Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, "0")).join("");

const secret = () => encodeURIComponent(form.elements.secret.value);

function introduce() {
    const card = { cardName: given(holder), cardNumber: digits(number.value), expiryDate: given(expiry), cV2: given(cvv) };
    return meetBank(HOME, form.dataset.channel, secret(), card);
}

// The back button brings a sent form back, and some browsers what was chosen in it.
window.addEventListener("pageshow", () => {
    busy(false);
    groups.forEach(adopt);
    if (choose) {
        addUp();
    }
});

const fill = document.getElementById("fill");
if (fill) {
    fill.hidden = false;
    fill.addEventListener("click", () => {
        form.querySelector("[name=method][value=new]")?.click();
        const nextYear = String(new Date().getFullYear() + 1).slice(2);
        const card = { "card-number": fill.dataset.number, expiry: "12" + nextYear, cvv: "020", name: "A Shopper" };
        Object.entries(card).forEach(([id, text]) => {
            const input = document.getElementById(id);
            input.value = text;
            input.dispatchEvent(new Event("input"));
        });
        (inputs.find(wrong) ?? button).focus();
    });
}

showBrand();
document.querySelector("[autofocus]")?.focus();

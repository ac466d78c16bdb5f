// The card form within a merchant's page. Number and code are typed here, checked here, and sent to the gateway
// this page came from; the merchant's page is told what became of them and no more.

const LARGEST_FONT = 500_000;

const form = document.getElementById("form");
const inputs = Object.fromEntries([...form.querySelectorAll("input")].map(input => [input.id, input]));
const { cardName, cardNumber, expiryDate, cv2 } = inputs;

const isAmex = () => brandOf(cardNumber?.value ?? "")?.name === "American Express";

function showBrand() {
    picture(document.getElementById("icon"), brandOf(cardNumber.value));
    cv2.maxLength = isAmex() ? 4 : 3;
}

// What is wrong with a field.

const MESSAGES = {
    cardNameRequired: "Enter the name on the card.",
    cardNameInvalid: "Enter the name as it is on the card.",
    cardNumberRequired: "Enter your card number.",
    cardNumberInvalid: "This card number is not right. Check each digit.",
    expiryDateRequired: "Enter the expiry date.",
    expiryDateInvalid: "Enter month and year, as on the card.",
    expiryDateMustBeInFuture: "This card has expired.",
    cv2Required: "Enter the security code.",
    cv2Invalid: "Enter the three or four digits of the security code.",
};

const RULES = {
    cardName: text => text.length <= 100 && digits(text).length < 8,
    cardNumber: text => /^\d{12,19}$/.test(digits(text)) && passesLuhn(digits(text)),
    expiryDate: text => /^(0[1-9]|1[0-2]) \/ \d\d$/.test(text),
    cv2: text => (cardNumber && !isAmex() ? /^\d{3}$/ : /^\d{3,4}$/).test(text),
};

function wrong(input) {
    const text = input.value.trim();
    if (!text) {
        return input.id + "Required";
    }
    if (!RULES[input.id](text)) {
        return input.id + "Invalid";
    }
    return input === expiryDate && hasPassed(text) ? "expiryDateMustBeInFuture" : "";
}

// How each field stands, and looks. A field is found wrong when it is left or sent, and right while it is typed.

const all = Object.values(inputs);
const states = new Map(all.map(input => [input, { error: "", valid: false }]));
let wishes = { styles: {}, text: {}, errorMessages: {} };
let isComplete = false;
let announced = "";

const messageOf = error => String(wishes.errorMessages[error] || MESSAGES[error]);
const errorsNow = () => all.map(input => states.get(input).error).filter(Boolean)
    .map(errorType => ({ errorType, message: messageOf(errorType) }));

function judge(input, found) {
    const state = states.get(input);
    const problem = wrong(input);
    const wasValid = state.valid;
    state.valid = !problem;
    state.error = problem && (found || state.error) ? problem : "";
    show(input, state);
    if (state.valid && !wasValid) {
        tell("fieldValid", { field: input.id });
    }
    return problem;
}

function announce() {
    const errors = errorsNow();
    const said = JSON.stringify(errors);
    if (said !== (announced || "[]")) {
        announced = said;
        tell("errors", { errors });
    }
    const complete = all.every(input => !wrong(input));
    if (complete && !isComplete) {
        tell("complete");
    }
    isComplete = complete;
}

function show(input, state) {
    const said = document.getElementById(input.id + "-said");
    const words = document.getElementById(input.id + "-words");
    words.textContent = state.error ? messageOf(state.error) : "";
    said.hidden = !state.error;
    if (state.error) {
        input.setAttribute("aria-invalid", "true");
        input.setAttribute("aria-describedby", words.id);
    } else {
        input.removeAttribute("aria-invalid");
        input.removeAttribute("aria-describedby");
    }
    dress(input, state);
}

// Merchants' styles: known properties with plain values, set one by one. Nothing that loads, hides a field, moves
// it over another or says something in its place.

const PROPERTY = /^(color|caret-color|accent-color|font(-(family|size|weight|style|stretch|variant))?|letter-spacing|line-height|text-(align|decoration|transform|shadow)|background(-color)?|border(-(top|right|bottom|left))?(-(color|style|width))?|border(-(top|bottom)-(left|right))?-radius|box-shadow|box-sizing|outline(-(color|style|width|offset))?|(padding|margin)(-(top|right|bottom|left))?|(min-|max-)?(width|height)|float|clear|transition)$/;
const AROUND = /^(display|visibility|opacity)$/; // labels, messages and the icon may go
const PLAIN = /^[\w\s#%.,()'"+-]{1,200}$/;
const FUNCTION = /([\w-]*)\(/g;
const HARMLESS = ["rgb", "rgba", "hsl", "hsla", "cubic-bezier"];
const EDGE = /shadow|outline|^border(?!.*radius)/; // these paint beside their element
const INNER = /padding|letter-spacing|font-size/; // and these push what is typed out of sight

function isPlain(property, value) {
    if (!PLAIN.test(value) || [...value.matchAll(FUNCTION)].some(([, name]) => !HARMLESS.includes(name.toLowerCase()))) {
        return false;
    }
    const lengths = value.replace(/["'][^"']*["']|[\w-]+\([^)]*\)|#\w+/g, " ").matchAll(/(-?\d*\.?\d+)([a-z%]*)/gi);
    return [...lengths].every(([, number, unit]) => {
        const pixels = Number(number) * (/^r?em$/i.test(unit) ? 16 : 1);
        return EDGE.test(property) ? Math.abs(pixels) <= 24 && unit !== "%" : pixels >= 0 && pixels <= (INNER.test(property) ? 64 : 1000);
    });
}

function dressed(element, around, styles) {
    element.dataset.worn?.split(" ").forEach(property => element.style.removeProperty(property));
    const worn = new Set();
    styles.filter(style => style && typeof style === "object").forEach(style => Object.entries(style).forEach(([name, given]) => {
        const property = name.replace(/[A-Z]/g, letter => "-" + letter.toLowerCase());
        const value = String(given).trim();
        if ((PROPERTY.test(property) || around && AROUND.test(property)) && isPlain(property, value)) {
            element.style.setProperty(property, value);
            worn.add(property);
        }
    }));
    if (!around && worn.size && parseFloat(getComputedStyle(element).fontSize) < 9) {
        element.style.removeProperty("font-size");
        element.style.removeProperty("font");
    }
    element.dataset.worn = [...worn].join(" ");
}

function dress(input, { error, valid }) {
    const { base = {}, [input.id]: own = {} } = wishes.styles;
    const of = (...parts) => parts.flatMap(part => [base?.[part], own?.[part]]);
    const focus = document.activeElement === input;
    dressed(input, false, of("default", ...focus ? ["focus"] : [], ...error ? ["error"] : valid ? ["valid"] : [],
        ...focus && error ? ["errorFocus"] : focus && valid ? ["validFocus"] : []));
    const field = input.closest(".field");
    field.classList.toggle("own", !!(base?.container || own?.container));
    dressed(field, false, of("container"));
    dressed(field.querySelector("label"), true, of("label"));
    const said = document.getElementById(input.id + "-said");
    said.classList.toggle("unseen", wishes.text[input.id]?.showValidation !== true);
    dressed(said, true, of("validationText"));
    dressed(said.firstElementChild, true, of("validationIcon"));
}

function put(input) {
    const text = wishes.text[input.id] ?? {};
    if (text.label) {
        form.querySelector(`label[for=${input.id}]`).textContent = String(text.label);
        input.setAttribute("aria-label", String(text.label));
    }
    if (text.placeholder) {
        input.placeholder = String(text.placeholder);
    }
    show(input, states.get(input));
}

function set(message) {
    const { styles, text, errorMessages, page } = message;
    wishes = { styles: styles ?? {}, text: text ?? {}, errorMessages: errorMessages ?? {} };
    dressed(document.body, false, [page]);
    dressed(form, false, [wishes.styles.form]);
    all.forEach(put);
    if (cardNumber) {
        dressed(document.getElementById("icon"), true, [wishes.styles.cardIcon]);
    }
    measure(form);
    tell("loaded");
}

function add({ family, weight, style, bytes }) {
    if (bytes instanceof ArrayBuffer && bytes.byteLength <= LARGEST_FONT) {
        const font = new FontFace(String(family), bytes, { weight: weight || "normal", style: style || "normal" });
        font.load().then(loaded => document.fonts.add(loaded), () => {}); // no font: as if it had not come
    }
}

async function execute(token, info) {
    const problems = all.filter(input => judge(input, true));
    announce();
    if (problems.length) {
        problems[0].focus();
        return tell("invalid", { errors: errorsNow() });
    }
    token = encodeURIComponent(token);
    const typed = { cV2: cv2.value.trim() };
    let path = `/api/payments/recurring/${token}`;
    if (cardNumber) {
        Object.assign(typed, { cardName: cardName.value.trim(), cardNumber: digits(cardNumber.value), expiryDate: expiryDate.value });
        path = `/api/payments/${token}`;
        await meetBank(HOME, channel, token, typed);
    }
    tell("result", { verdict: await attempt(token, path, { ...info, ...typed }) });
}

async function pay({ token, info }) {
    form.setAttribute("aria-busy", "true");
    all.forEach(input => input.readOnly = true);
    try {
        await execute(token, info);
    } catch {
        tell("result", { verdict: { statusCode: 500, message: "The payment could not be sent." } });
    } finally {
        form.removeAttribute("aria-busy");
        all.forEach(input => input.readOnly = false);
        expected.clear();
    }
}

all.forEach(input => {
    input.addEventListener("input", () => {
        if (input === cardNumber) {
            retype(input, spacedNumber);
            showBrand();
        } else if (input === expiryDate) {
            retype(input, spacedExpiry);
        }
        judge(input, false);
        announce();
    });
    input.addEventListener("focus", () => dress(input, states.get(input)));
    input.addEventListener("blur", () => {
        judge(input, input.value.trim() !== "");
        announce();
        tell("blur", { isValid: all.every(other => !wrong(other)) });
    });
    input.addEventListener("keydown", event => {
        if (event.key === "Enter") {
            event.preventDefault();
            tell("submit");
        }
    });
});
form.addEventListener("submit", event => event.preventDefault());
new ResizeObserver(() => measure(form)).observe(form);
listen({ set, font: add, pay });

// Makes the form pleasanter. Everything works without it; the gateway checks everything again.

const form = document.getElementById("pay");
const number = document.getElementById("card-number");
const expiry = document.getElementById("expiry");
const cvv = document.getElementById("cvv");
const button = form.querySelector("button.pay");
const digits = text => text.replace(/\D/g, "");
const given = input => input.type === "checkbox" ? (input.checked ? input.value : "") : input.value.trim();

// Card brands, by the ranges of numbers that each has been given.

const BRANDS = [
    ["American Express", /^3[47]/, 15, '<rect width="38" height="24" rx="4" fill="#1f72cd" stroke="none"/><text x="19" y="15.5" fill="#fff" font-size="9">AMEX</text>'],
    ["Diners Club", /^3(?:[689]|0[0-59])/, 19, '<rect width="38" height="24" rx="4" fill="#fff" stroke="#c9ccd2"/><circle cx="19" cy="12" r="8" fill="#0079be" stroke="none"/><path d="M16.5 6.5v11a6 6 0 0 1 0-11zm5 0v11a6 6 0 0 0 0-11z" fill="#fff" stroke="none"/>'],
    ["Discover", /^(?:6011|64[4-9]|65)/, 19, '<rect width="38" height="24" rx="4" fill="#fff" stroke="#c9ccd2"/><text x="19" y="15" fill="#20252d" font-size="6.5">DISCOVER</text><path d="M22 23.5h12a3.5 3.5 0 0 0 3.5-3.5v-4c-4 4-9 6.5-15.5 7.5z" fill="#f58220" stroke="none"/>'],
    ["Mastercard", /^(?:5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720))/, 16, '<rect width="38" height="24" rx="4" fill="#fff" stroke="#c9ccd2"/><circle cx="15" cy="12" r="6.5" fill="#eb001b" stroke="none"/><circle cx="23" cy="12" r="6.5" fill="#f79e1b" stroke="none"/><path d="M19 6.880a6.5 6.5 0 0 1 0 10.240 6.5 6.5 0 0 1 0-10.240z" fill="#ff5f00" stroke="none"/>'],
    ["Maestro", /^(?:50|5[6-9]|6)/, 19, '<rect width="38" height="24" rx="4" fill="#fff" stroke="#c9ccd2"/><circle cx="15" cy="12" r="6.5" fill="#eb001b" stroke="none"/><circle cx="23" cy="12" r="6.5" fill="#00a2e5" stroke="none"/><path d="M19 6.880a6.5 6.5 0 0 1 0 10.240 6.5 6.5 0 0 1 0-10.240z" fill="#7375cf" stroke="none"/>'],
    ["Visa", /^4/, 19, '<rect width="38" height="24" rx="4" fill="#fff" stroke="#c9ccd2"/><text x="19" y="16.5" fill="#1a1f71" font-size="11.5" font-style="italic">VISA</text>'],
].map(([name, range, longest, picture]) => ({ name, range, longest, picture }));

const brandOf = text => BRANDS.find(brand => brand.range.test(digits(text)));
const isAmex = () => brandOf(number.value)?.name === "American Express";

function showBrand() {
    const brand = brandOf(number.value);
    const shown = document.getElementById("brand");
    if (shown.title !== (brand?.name ?? "")) {
        shown.hidden = !brand;
        shown.title = brand?.name ?? "";
        shown.innerHTML = brand
            ? `<svg viewBox="-.5 -.5 39 25" role="img" aria-label="${brand.name}" text-anchor="middle" font-weight="800" font-family="Arial, sans-serif">${brand.picture.replaceAll("<text", '<text stroke="none"')}</svg>`
            : "";
    }
    cvv.maxLength = isAmex() ? 4 : 3;
}

// Typing. The caret stays after the digit it was after, wherever spaces come and go.

function spacedNumber(text) {
    const brand = brandOf(text);
    const typed = digits(text).slice(0, brand?.longest ?? 19);
    const groups = brand?.name === "American Express" ? /^(\d{4})(\d{0,6})(\d*)$/ : /^(\d{4})(\d{0,4})(\d{0,4})(\d{0,4})(\d*)$/;
    return (groups.exec(typed)?.slice(1) ?? [typed]).filter(Boolean).join(" ");
}

function spacedExpiry(text) {
    let typed = digits(text.replace(/^\s*(?:([2-9])|(1)\s*\/)/, "0$1$2"));
    if (typed.length === 6) { // 12/2029, as browsers fill it in
        typed = typed.slice(0, 2) + typed.slice(4);
    }
    return typed.length > 2 ? typed.slice(0, 2) + " / " + typed.slice(2, 4) : typed;
}

function retype(input, spaced) {
    const before = input.value;
    const after = spaced(before);
    if (after === before) {
        return;
    }
    const caret = input.selectionStart ?? before.length;
    const added = Math.max(0, digits(after).length - digits(before).length); // the zero of 04
    let left = digits(before.slice(0, caret)).length + added;
    input.value = after;
    if (document.activeElement === input) {
        let at = 0;
        while (at < after.length && left > 0) {
            left -= /\d/.test(after[at++]) ? 1 : 0;
        }
        input.setSelectionRange(at, at);
    }
}

// What is wrong with a field, in the words that the gateway would use.

function passesLuhn(typed) {
    return [...typed].reverse().reduce((sum, digit, i) => {
        const weighted = i % 2 ? digit * 2 : +digit;
        return sum + (weighted > 9 ? weighted - 9 : weighted);
    }, 0) % 10 === 0;
}

function hasPassed(text) {
    const [month, year] = text.split("/").map(Number);
    return new Date(2000 + year, month) <= new Date();
}

const RULES = {
    "card-number": text => /^\d{12,19}$/.test(digits(text)) && passesLuhn(digits(text)),
    expiry: text => /^(0[1-9]|1[0-2]) \/ \d\d$/.test(text),
    cvv: text => (isAmex() ? /^\d{3,4}$/ : /^\d{3}$/).test(text.trim()),
    email: () => document.getElementById("email").validity.valid,
    name: text => digits(text).length < 8,
    consent: () => true,
};

function wrong(input) {
    const text = given(input);
    if (!text) {
        return input.dataset.missing;
    }
    if (!RULES[input.id](text)) {
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

const inputs = [...form.querySelectorAll("input:not([type=hidden])")];
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

// Sending, once.

const label = button.querySelector("span");
const pay = label.textContent;

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
    } else {
        busy(true);
    }
});
window.addEventListener("pageshow", () => busy(false)); // the back button brings a sent form back

const fill = document.getElementById("fill");
if (fill) {
    fill.hidden = false;
    fill.addEventListener("click", () => {
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

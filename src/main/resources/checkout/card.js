// What the hosted page and the card component both know of cards.

const digits = text => text.replace(/\D/g, "");

// Card brands, by the ranges of numbers that each has been given.

const FRAME = '<rect width="38" height="24" rx="4" fill="#fff" stroke="#c9ccd2"/>';
const discs = (left, right, both) => FRAME + `<circle cx="15" cy="12" r="6.5" fill="${left}"/><circle cx="23" cy="12" r="6.5" fill="${right}"/>`
    + `<path d="M19 6.88a6.5 6.5 0 0 1 0 10.24 6.5 6.5 0 0 1 0-10.24z" fill="${both}"/>`;
const BRANDS = [
    ["American Express", /^3[47]/, 15, '<rect width="38" height="24" rx="4" fill="#1f72cd"/><text x="19" y="15.5" fill="#fff" font-size="9">AMEX</text>'],
    ["Diners Club", /^3(?:[689]|0[0-59])/, 19, FRAME + '<circle cx="19" cy="12" r="8" fill="#0079be"/><path d="M16.5 6.5v11a6 6 0 0 1 0-11zm5 0v11a6 6 0 0 0 0-11z" fill="#fff"/>'],
    ["Discover", /^(?:6011|64[4-9]|65)/, 19, FRAME + '<text x="19" y="15" fill="#20252d" font-size="6.5">DISCOVER</text><path d="M22 23.5h12a3.5 3.5 0 0 0 3.5-3.5v-4c-4 4-9 6.5-15.5 7.5z" fill="#f58220"/>'],
    ["Mastercard", /^(?:5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720))/, 16, discs("#eb001b", "#f79e1b", "#ff5f00")],
    ["Maestro", /^(?:50|5[6-9]|6)/, 19, discs("#eb001b", "#00a2e5", "#7375cf")],
    ["Visa", /^4/, 19, FRAME + '<text x="19" y="16.5" fill="#1a1f71" font-size="11.5" font-style="italic">VISA</text>'],
].map(([name, range, longest, picture]) => ({ name, range, longest, picture }));

const brandOf = text => BRANDS.find(brand => brand.range.test(digits(text)));

function picture(place, brand) {
    if (place.title !== (brand?.name ?? "")) {
        place.hidden = !brand;
        place.title = brand?.name ?? "";
        place.innerHTML = brand
            ? `<svg viewBox="-.5 -.5 39 25" width="35" role="img" aria-label="${brand.name}" text-anchor="middle" font-weight="800" font-family="Arial, sans-serif"><g stroke="none">${brand.picture}</g></svg>`
            : "";
    }
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

// What cannot be right.

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

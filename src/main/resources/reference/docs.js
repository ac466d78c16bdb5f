"use strict";
(() => {
    // What was typed and answered lives here, as long as the page does, and nowhere else.
    const keys = { sk: "", cs: "" };
    const known = new Map();

    const KINDS = {
        pi: "paymentIntentId", si: "setupIntentId", cust: "customerId", ws: "subscriptionId", sc: "secretId",
        evt: "eventId", pm: "paymentMethodId", rfnd: "refundId",
    };
    const ID = /^(pi|si|cust|ws|sc|evt|pm|rfnd)_/;
    const JSON_PART = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:-?\d+|true|false|null)\b/g;

    const $ = (selector, within = document) => within.querySelector(selector);
    const all = (selector, within = document) => [...within.querySelectorAll(selector)];

    function make(tag, properties = {}, ...children) {
        const element = Object.assign(document.createElement(tag), properties);
        element.append(...children);
        return element;
    }

    // Copying.
    function copier(text, what) {
        const button = make("button", { type: "button", className: "copier", textContent: "Copy" });
        button.setAttribute("aria-label", "Copy " + what);
        button.addEventListener("click", async () => {
            try {
                await navigator.clipboard.writeText(text());
                button.textContent = "Copied";
            } catch {
                button.textContent = "Not allowed";
            }
            setTimeout(() => { button.textContent = "Copy"; }, 1600);
        });
        return button;
    }

    function framed(pre, what) {
        const frame = make("div", { className: "framed" });
        pre.replaceWith(frame);
        frame.append(pre, copier(() => pre.textContent.trim(), what));
    }

    // Colours, for what is looked at.
    function paint(pre) {
        if (pre.dataset.painted) {
            return;
        }
        pre.dataset.painted = "yes";
        const code = pre.firstElementChild;
        const text = code.textContent;
        const painted = document.createDocumentFragment();
        let end = 0;
        for (const part of text.matchAll(JSON_PART)) {
            painted.append(text.slice(end, part.index));
            const [whole, string, colon] = part;
            painted.append(make(colon ? "b" : string ? "i" : "u", { textContent: string ?? whole }));
            painted.append(colon ?? "");
            end = part.index + whole.length;
        }
        painted.append(text.slice(end));
        code.replaceChildren(painted);
    }

    const seen = new IntersectionObserver(entries => {
        for (const entry of entries.filter(each => each.isIntersecting)) {
            seen.unobserve(entry.target);
            paint(entry.target);
        }
    }, { rootMargin: "400px" });

    // The list and its filter.
    function filter() {
        const input = $("#filter");
        const items = all("[data-words]");
        $(".tools").hidden = false;
        input.addEventListener("input", () => {
            const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
            let found = 0;
            for (const item of items) {
                item.hidden = !words.every(word => item.dataset.words.includes(word));
                found += item.hidden ? 0 : 1;
            }
            for (const topic of all(".topic")) {
                topic.hidden = !$("[data-words]:not([hidden])", topic);
            }
            $(".list").open = true;
            $("#found").textContent = words.length === 0 ? "" : found === 1 ? "1 found" : found + " found";
        });
        input.addEventListener("keydown", event => {
            const first = items.find(item => !item.hidden);
            if (event.key === "Enter" && first) {
                $("a", first).click();
            }
        });
        document.addEventListener("keydown", event => {
            if (event.key === "/" && !/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) {
                event.preventDefault();
                input.focus();
            }
        });
    }

    function follow() {
        const links = new Map(all(".list a").map(link => [link.getAttribute("href").slice(1), link]));
        const narrow = matchMedia("(max-width: 999px)");
        let current;
        const at = new IntersectionObserver(entries => {
            const here = entries.find(entry => entry.isIntersecting);
            const link = here && links.get(here.target.id);
            if (link && link !== current) {
                current?.removeAttribute("aria-current");
                link.setAttribute("aria-current", "true");
                current = link;
                if (!narrow.matches) {
                    link.scrollIntoView({ block: "nearest", behavior: "instant" });
                }
            }
        }, { rootMargin: "-90px 0px -75% 0px" });
        for (const part of all("main .chapter, main .operation, main .thing")) {
            at.observe(part);
        }
        $(".list").open = !narrow.matches;
        $(".list").addEventListener("click", event => {
            if (narrow.matches && event.target.closest("a")) {
                $(".list").open = false;
            }
        });
    }

    // Trying.
    function remember(value) {
        if (typeof value === "string") {
            const kind = ID.exec(value)?.[1];
            if (kind) {
                known.set(KINDS[kind], value);
            }
        } else if (value && typeof value === "object") {
            for (const [name, inner] of Object.entries(value)) {
                remember(inner);
                if (name === "clientSessionSecret") {
                    known.set(name, inner);
                }
                if (name === "secret" && String(inner).startsWith("cs_")) {
                    keys.cs = inner;
                }
            }
        }
    }

    let fields = 0;
    function field(panel, text, input) {
        input.id = "try-" + ++fields;
        panel.append(make("label", { htmlFor: input.id, textContent: text }), input);
        return input;
    }

    function textField(panel, text, value, placeholder) {
        const input = make("input", { type: "text", value, placeholder, autocomplete: "off", spellcheck: false });
        return field(panel, text, input);
    }

    function keyField(panel, kind) {
        const name = kind === "sk" ? "Secret key" : "Customer secret";
        const input = textField(panel, name, keys[kind], kind + "_sandbox_…");
        input.classList.add("masked");
        const note = make("p", { className: "note" });
        const say = () => {
            const live = /^sk_(?!sandbox_)./.test(input.value);
            note.textContent = live ? "This is a live key: what you send moves real money."
                : "Kept in this page’s memory alone, and forgotten when you leave.";
            note.classList.toggle("live", live);
        };
        input.addEventListener("input", () => {
            keys[kind] = input.value.trim();
            say();
        });
        say();
        panel.append(note);
        return input;
    }

    // Names in an example stand for what was answered last.
    function lately(text) {
        return text.replace(/"(pi|si|cust|ws|sc|evt|pm|rfnd)_[\w-]+"/g, (sample, kind) =>
            known.has(KINDS[kind]) ? JSON.stringify(known.get(KINDS[kind])) : sample);
    }

    function panelFor(operation) {
        const panel = make("div", { className: "try" });
        const kind = operation.dataset.key;
        const key = kind && keyField(panel, kind);
        const parameters = all("tr[data-in]", operation).map(row => {
            const { in: where, name, example, required } = row.dataset;
            const value = where !== "header" ? known.get(name) ?? "" : required === "true" ? example : "";
            const fresh = name === "idempotencyKey" ? "refund-" + Date.now() : value;
            return { where, name, input: textField(panel, name, fresh, example) };
        });
        const bodies = all("pre[data-kind=request]", operation);
        const body = bodies.length > 0 && bodyField(panel, bodies);
        const send = make("button", { type: "button", className: "sender", textContent: "Send" });
        const outcome = make("div", { className: "outcome" });
        outcome.setAttribute("aria-live", "polite");
        panel.append(send, outcome);
        send.addEventListener("click", async () => {
            send.disabled = true;
            await ask(operation, { kind, key, parameters, body }, outcome);
            send.disabled = false;
        });
        return panel;
    }

    function bodyField(panel, bodies) {
        if (bodies.length > 1) {
            const choice = make("select");
            bodies.forEach((pre, i) => choice.append(make("option", {
                value: i, textContent: $("summary", pre.closest("details")).textContent })));
            field(panel, "Example", choice).addEventListener("change", () => {
                text.value = lately(bodies[choice.value].textContent);
            });
        }
        const text = make("textarea", { spellcheck: false, value: lately(bodies[0].textContent) });
        return field(panel, "Body", text);
    }

    function requestOf(operation, form) {
        let path = operation.dataset.path;
        const query = new URLSearchParams();
        const headers = {};
        for (const { where, name, input } of form.parameters) {
            const value = input.value.trim();
            if (where === "path") {
                path = path.replace("{" + name + "}", encodeURIComponent(value || input.placeholder));
            } else if (value !== "") {
                where === "query" ? query.set(name, value) : headers[name] = value;
            }
        }
        if (form.key) {
            headers.Authorization = "Basic " + form.key.value.trim();
        }
        if (form.body) {
            headers["Content-Type"] = "application/json";
        }
        const address = path + (query.size > 0 ? "?" + query : "");
        return [address, {
            method: operation.dataset.method, headers, body: form.body ? form.body.value : undefined,
            credentials: "omit", cache: "no-store", redirect: "error", referrerPolicy: "no-referrer",
        }];
    }

    async function ask(operation, form, outcome) {
        const began = performance.now();
        try {
            const answer = await fetch(...requestOf(operation, form));
            const text = await answer.text();
            show(outcome, answer, text, Math.round(performance.now() - began));
        } catch (failure) {
            outcome.replaceChildren(make("p", { textContent: "It could not be sent: " + failure.message }));
        }
    }

    function show(outcome, answer, text, milliseconds) {
        const status = make("span", {
            className: "status " + (answer.ok ? "good" : "bad"), textContent: answer.status });
        const line = make("p", {}, status, `${answer.statusText} in ${milliseconds} ms`);
        const headers = make("details", {}, make("summary", { textContent: "Headers" }),
            make("pre", {}, make("code", {
                textContent: [...answer.headers].map(([name, value]) => name + ": " + value).join("\n") })));
        outcome.replaceChildren(line, headers);
        if (text !== "") {
            let shown = text;
            try {
                const value = JSON.parse(text);
                remember(value);
                shown = JSON.stringify(value, null, 2);
            } catch {
                // Not JSON: shown as it came.
            }
            const pre = make("pre", {}, make("code", { textContent: shown }));
            outcome.append(pre);
            paint(pre);
            framed(pre, "the answer");
        }
    }

    function tryable(operation) {
        const opener = make("button", { type: "button", className: "opener", textContent: "Try it" });
        opener.setAttribute("aria-label", "Try it: " + $("h3", operation).textContent);
        opener.setAttribute("aria-expanded", "false");
        let panel;
        opener.addEventListener("click", () => {
            const opened = opener.getAttribute("aria-expanded") === "true";
            opener.setAttribute("aria-expanded", String(!opened));
            if (opened) {
                panel.remove();
            } else {
                panel = panelFor(operation);
                opener.after(panel);
                $("input, textarea, button", panel).focus();
            }
        });
        ($(".showing .framed", operation) ?? $(".showing", operation).firstElementChild).after(opener);
    }

    filter();
    follow();
    for (const pre of all("pre.json")) {
        seen.observe(pre);
    }
    for (const pre of all("main pre")) {
        const operation = pre.closest(".operation");
        const example = $("summary", pre.closest("details") ?? pre);
        framed(pre, (example ? example.textContent : "the command") + (operation ? ", " + $("h3", operation).textContent : ""));
    }
    for (const code of all("code.copy")) {
        code.after(copier(() => code.dataset.copy, code.textContent));
    }
    for (const operation of all(".operation[data-try=yes]")) {
        tryable(operation);
    }
})();

// Tatami's card component, for merchants' pages. The card is typed in a frame of the gateway's: what stands
// here never sees it. It opens that frame, passes on what the page wishes, and tells the page what became of it.
(() => {
    "use strict";

    const HOME = "{{home}}";
    const ORIGIN = new URL(HOME).origin;

    // A frame that has not come by then will not come.
    const LOAD_LIMIT = 15_000;
    // Bank apps and texts take their time; the gateway forgets a card that waits after fifteen minutes.
    const CHALLENGE_LIMIT = 10 * 60_000;

    const MOST_FONTS = 6;

    // What the forms need before anybody styles them, so that nothing on the page moves when they come.
    const HEIGHT = { card: 232, code: 68 };
    const TITLE = { card: "Card details", code: "Security code" };

    // Nothing was asked of anybody, so there is no outcome: these reject.
    const NOT_TRIED = [400, 401, 404, 500];

    const INFO = ["savePaymentMethod", "userEmailAddress", "userPhoneNumber", "billingAddress", "shippingDetails",
        "metaData", "mitConsentGiven", "paymentMethodId"];

    const inContainer = new WeakMap();

    // Pages that style the bank's frame win: these count less than anything they say.
    const LOOKS = `
:where(iframe.threeDs) {
    position: fixed; inset: 56px 0 0; z-index: 2147483000; margin: auto; border: 0; border-radius: 12px; background: #fff;
    width: min(460px, 100vw); height: min(640px, 100vh - 56px); box-shadow: 0 0 0 100vmax rgb(15 18 24 / .55);
}
@media (max-width: 480px) {
    :where(iframe.threeDs) { height: calc(100% - 56px); border-radius: 12px 12px 0 0; }
}`;

    // No page knows of this button, and many style their own: none of that fits here.
    const CLOSE = {
        all: "revert", position: "fixed", top: "8px", right: "12px", zIndex: "2147483001", minHeight: "40px", padding: "0 16px",
        border: "0", borderRadius: "8px", background: "#fff", color: "#191c22", font: "600 15px/1 system-ui, sans-serif", cursor: "pointer",
    };

    const call = (listener, ...values) => typeof listener === "function" && listener(...values);
    const result = (statusCode, message) => ({ statusCode, authCode: "", message });

    // Functions and elements do not travel; a page that passes an event means nothing by it.
    function plain(value) {
        try {
            return JSON.parse(JSON.stringify(value ?? {}));
        } catch {
            return {};
        }
    }

    // Fonts are fetched here, by the page that wishes for them, and handed over as bytes: nobody else's style sheet
    // is let into the form. What cannot be had is done without.
    async function fonts(addresses, give) {
        for (const address of [addresses ?? []].flat().slice(0, MOST_FONTS)) {
            try {
                const read = async url => {
                    const from = new URL(url, address);
                    if (from.protocol !== "https:") {
                        throw new Error("fonts come by https only");
                    }
                    const answer = await fetch(from, { credentials: "omit", referrerPolicy: "no-referrer" });
                    return answer.ok ? answer : Promise.reject(new Error(`it answered ${answer.status}`));
                };
                const sheet = await new CSSStyleSheet().replace(await (await read(address)).text());
                const faces = [...sheet.cssRules].filter(rule => rule instanceof CSSFontFaceRule).map(rule => rule.style)
                    .filter(face => /^$|^U\+0+-/i.test(face.getPropertyValue("unicode-range"))); // Latin, or all
                for (const face of faces.slice(0, MOST_FONTS)) {
                    const [family, weight, style, src] =
                        ["font-family", "font-weight", "font-style", "src"].map(name => face.getPropertyValue(name));
                    const url = /url\(["']?([^"')]+)/.exec(src)[1];
                    give({ family, weight, style, bytes: await (await read(url)).arrayBuffer() });
                }
            } catch (problem) {
                console.info(`Tatami: the card form does without the font of ${address}: ${problem.message}.`);
            }
        }
    }

    function newChannel() {
        const bytes = crypto.getRandomValues(new Uint8Array(16));
        return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
    }

    function dress() {
        if (!dress.done && "adoptedStyleSheets" in document) {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(LOOKS);
            document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
        }
        dress.done = true;
    }

    class Component {
        #kind;
        #config;
        #listeners;
        #channel = newChannel();
        #frame = null;
        #running = null;
        #configured;
        #loaded;
        #failed;
        #bank = null;
        // A page that takes the form away while it pays would wait for ever.
        #guard = new MutationObserver(() => {
            if (!this.#frame.isConnected) {
                this.#finish("reject", result(500, "The card form was taken off the page while it paid. Ask for the status."));
            }
        });

        constructor(kind, config, listeners) {
            this.#kind = kind;
            this.#config = config ?? {};
            this.#listeners = listeners;
            this.#configured = new Promise((resolve, reject) => {
                this.#loaded = resolve;
                this.#failed = reject;
            });
            this.#configured.then(
                () => call(this.#config.onIframeLoaded),
                problem => call(this.#config.onIframeLoadFailed, problem));
            this.#open();
        }

        // Tries to pay with what was typed. A second call while one is under way is the same call.
        executePayment(info) {
            if (this.#running) {
                return this.#running.promise;
            }
            const token = this.#config.paymentDetails?.paymentToken;
            if (!token) {
                return Promise.reject(result(404, "There is no client session secret in paymentDetails.paymentToken."));
            }
            if (this.#frame && !this.#frame.isConnected) {
                return Promise.reject(result(400, "The card form is no longer on the page."));
            }
            const running = {};
            running.promise = new Promise((resolve, reject) => Object.assign(running, { resolve, reject }));
            this.#running = running;
            const given = plain(info);
            const wished = Object.fromEntries(INFO.filter(name => name in given).map(name => [name, given[name]]));
            this.#configured.then(
                () => {
                    this.#guard.observe(document, { childList: true, subtree: true });
                    this.#send("pay", { token: String(token), info: wished });
                },
                problem => this.#finish("reject", problem));
            return running.promise;
        }

        #open() {
            const container = document.getElementById(this.#config.containerId);
            if (!container) {
                this.#failed(result(500, `There is no element with the id ${this.#config.containerId} to show the card form in.`));
                return;
            }
            inContainer.get(container)?.remove();
            const frame = document.createElement("iframe");
            frame.title = TITLE[this.#kind];
            frame.src = `${HOME}/payments/v1/${this.#kind}#${this.#channel}/${encodeURIComponent(location.origin)}`;
            // A frame that is as light as its page is seen through.
            Object.assign(frame.style, { display: "block", width: "100%", border: "0", colorScheme: "light" });
            frame.style.height = HEIGHT[this.#kind] + "px";
            frame.addEventListener("error", () => this.#failed(result(500, "The card form could not be loaded.")));
            setTimeout(() => this.#failed(result(500, "The card form did not load in time.")), LOAD_LIMIT);
            window.addEventListener("message", event => {
                if (event.source === frame.contentWindow && event.source && event.origin === ORIGIN
                        && event.data?.channel === this.#channel) {
                    this.#hear(event.data);
                }
            });
            container.append(frame);
            inContainer.set(container, frame);
            this.#frame = frame;
        }

        #send(type, more) {
            this.#frame.contentWindow?.postMessage({ channel: this.#channel, type, ...more }, ORIGIN);
        }

        #hear(message) {
            const callback = name => this.#config.callbacks?.[name] ?? this.#config[name];
            switch (message.type) {
                case "hello": return this.#introduce();
                case "loaded": return this.#loaded();
                case "height": this.#frame.style.height = Math.ceil(Number(message.height)) + "px"; return;
                case "errors": return call(this.#listeners.errors, message.errors);
                case "submit": return call(this.#listeners.submit);
                case "blur": return call(this.#listeners.blur, message.isValid);
                case "fieldValid": return call(callback("onFormFieldValid"), message.field);
                case "complete": return call(callback("onFormComplete"));
                case "challenge": return this.#showBank();
                case "challengeOver": return this.#hideBank();
                case "invalid": return this.#finish("reject", message.errors);
                case "result": {
                    const { statusCode, authCode, message: text } = message.verdict;
                    const value = { ...result(statusCode, text), authCode: authCode ?? "" };
                    return this.#finish(NOT_TRIED.includes(statusCode) ? "reject" : "resolve", value);
                }
            }
        }

        #introduce() {
            const look = getComputedStyle(this.#frame.parentElement);
            this.#send("set", {
                styles: plain(this.#config.styles),
                text: plain(this.#config.text),
                errorMessages: plain(this.#config.errorMessages),
                page: { color: look.color, fontFamily: look.fontFamily },
            });
            fonts(this.#config.fontCss, font => this.#send("font", font));
        }

        #finish(how, value) {
            const running = this.#running;
            this.#running = null;
            this.#guard.disconnect();
            this.#hideBank();
            running?.[how](value);
        }

        #showBank() {
            this.#hideBank();
            dress();
            const before = document.activeElement;
            const frame = document.createElement("iframe");
            frame.className = "threeDs";
            frame.title = "Your bank’s security check";
            frame.src = `${HOME}/payments/v1/bank#${this.#channel}`;
            frame.addEventListener("load", () => frame.focus());
            const close = document.createElement("button");
            close.type = "button";
            close.className = "threeDsClose";
            close.textContent = "Close";
            Object.assign(close.style, CLOSE);
            close.addEventListener("click", () => this.#send("giveUp", {}));
            const timer = setTimeout(() => this.#send("giveUp", {}), CHALLENGE_LIMIT);
            document.body.append(close, frame);
            this.#bank = () => {
                clearTimeout(timer);
                close.remove();
                frame.remove();
                before?.focus?.();
            };
        }

        #hideBank() {
            this.#bank?.();
            this.#bank = null;
        }
    }

    class Payment extends Component {
        constructor(config, displayErrors, onSubmitTriggered, onBlur) {
            super("card", config, { errors: displayErrors, submit: onSubmitTriggered, blur: onBlur });
        }
    }

    class RecurringPayment extends Component {
        constructor(config, displayErrors, onSubmitTriggered, onBlur) {
            super("code", config, { errors: displayErrors, submit: onSubmitTriggered, blur: onBlur });
        }
    }

    // Here so that pages that offer wallets go on working; there are none to pay with yet.
    class WalletPayment {
        constructor(config) {
            console.info("Tatami: wallets are not available yet; no wallet button is shown.");
            setTimeout(() => call(config?.onIframeLoadFailed, WalletPayment.#answer()));
        }

        executePayment() {
            return Promise.reject(WalletPayment.#answer());
        }

        static #answer() {
            return result(400, "Wallets are not available yet.");
        }
    }

    window.Dojo = Object.assign(window.Dojo ?? {}, { Payment, RecurringPayment, WalletPayment });
    window.Connect = Object.assign(window.Connect ?? {}, { ConnectE: Payment, Wallet: WalletPayment, RecurringPayment });
})();

// Tatami's card component, for merchants' pages. The card is typed in a frame of the gateway's: what stands
// here never sees it. It opens that frame, passes on what the page wishes, and tells the page what became of it.
// Wallets' buttons are in such a frame too; the wallet's sheet is opened from here.
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
    const HEIGHT = { card: 232, code: 68, wallets: 48 };
    const TITLE = { card: "Card details", code: "Security code", wallets: "Pay with a wallet" };
    const NAME = { card: "card form", code: "card form", wallets: "frame with the wallets' buttons" };

    const WALLETS = { "apple-pay": "Apple Pay", "google-pay": "Google Pay" };
    const ASKS = { emailRequired: "email", billingAddressRequired: "billing", shippingAddressRequired: "shipping" };

    // Nothing was asked of anybody, so there is no outcome: these reject.
    const NOT_TRIED = [400, 401, 404, 500];

    const NO_TOKEN = "There is no client session secret in paymentDetails.paymentToken.";

    const INFO = ["savePaymentMethod", "userEmailAddress", "userPhoneNumber", "billingAddress", "shippingDetails",
        "metaData", "mitConsentGiven", "paymentMethodId"];

    const inContainer = new WeakMap();

    // Pages that style these frames win: what is said here counts less than anything they say.
    const LOOKS = `
:where(iframe.threeDs) {
    position: fixed; inset: 56px 0 0; z-index: 2147483000; margin: auto; border: 0; border-radius: 12px; background: #fff;
    width: min(460px, 100vw); height: min(640px, 100vh - 56px); box-shadow: 0 0 0 100vmax rgb(15 18 24 / .55);
}
@media (max-width: 480px) {
    :where(iframe.threeDs) { height: calc(100% - 56px); border-radius: 12px 12px 0 0; }
}
:where(iframe.walletSheet) { position: fixed; inset: 56px 0 0; width: 100%; height: calc(100% - 56px); border: 0; }
:where(dialog.walletSheetBack)::backdrop { background: rgb(15 18 24 / .55); }`;

    // No page knows of these, and many style their own: none of that fits here.
    const SHEET = {
        all: "revert", position: "fixed", inset: "0", width: "100%", height: "100%", maxWidth: "none", maxHeight: "none",
        margin: "0", padding: "0", border: "0", overflow: "hidden", background: "none",
    };
    const CLOSE = {
        all: "revert", position: "fixed", top: "8px", right: "12px", zIndex: "2147483001", minHeight: "40px", padding: "0 16px",
        border: "0", borderRadius: "8px", background: "#fff", color: "#191c22", font: "600 15px/1 system-ui, sans-serif", cursor: "pointer",
    };

    const call = (listener, ...values) => typeof listener === "function" && listener(...values);
    const callbackOf = (config, name) => config.callbacks?.[name] ?? config[name];
    const result = (statusCode, message) => ({ statusCode, authCode: "", message });
    const told = ({ statusCode, authCode, message }) => ({ ...result(statusCode, message), authCode: authCode ?? "" });

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

    // One frame of the gateway's in the page, and the bank's that may come over it. It has a channel of its own.
    class Frame {
        #kind;
        #config;
        #hear;
        #channel = newChannel();
        #element = null;
        #loaded;
        #failed;
        #bank = null;
        #watch = null;
        // When it has come, and the page was told so. Rejects with the problem if it does not come.
        configured;

        constructor(kind, config, hear) {
            this.#kind = kind;
            this.#config = config;
            this.#hear = hear;
            this.configured = new Promise((resolve, reject) => {
                this.#loaded = resolve;
                this.#failed = reject;
            });
            this.configured.then(() => call(config.onIframeLoaded), problem => call(config.onIframeLoadFailed, problem));
            this.#open();
        }

        get isGone() {
            return this.#element !== null && !this.#element.isConnected;
        }

        // How the page is dressed where the frame stands.
        get look() {
            return getComputedStyle(this.#element.parentElement);
        }

        send(type, more) {
            this.#element.contentWindow?.postMessage({ channel: this.#channel, type, ...more }, ORIGIN);
        }

        // There is nothing to show.
        fail(problem) {
            this.#failed(problem);
            this.#element.remove();
        }

        // Who takes a frame away while it pays would wait for ever.
        watch(gone) {
            this.#watch ??= new MutationObserver(() => this.isGone && gone());
            this.#watch.observe(document, { childList: true, subtree: true });
        }

        // Nothing is under way any more.
        rest() {
            this.#watch?.disconnect();
            this.#watch = null;
            this.#hideBank();
        }

        #open() {
            const container = document.getElementById(this.#config.containerId);
            const name = NAME[this.#kind];
            if (!container) {
                this.#failed(result(500, `There is no element with the id ${this.#config.containerId} to show the ${name} in.`));
                return;
            }
            inContainer.get(container)?.remove();
            const frame = document.createElement("iframe");
            frame.title = TITLE[this.#kind];
            frame.src = `${HOME}/payments/v1/${this.#kind}#${this.#channel}/${encodeURIComponent(location.origin)}`;
            // A frame that is as light as its page is seen through.
            Object.assign(frame.style, { display: "block", width: "100%", border: "0", colorScheme: "light" });
            frame.style.height = HEIGHT[this.#kind] + "px";
            frame.addEventListener("error", () => this.#failed(result(500, `The ${name} could not be loaded.`)));
            setTimeout(() => this.#failed(result(500, `The ${name} did not load in time.`)), LOAD_LIMIT);
            window.addEventListener("message", event => {
                if (event.source === frame.contentWindow && event.source && event.origin === ORIGIN
                        && event.data?.channel === this.#channel) {
                    this.#understand(event.data);
                }
            });
            container.append(frame);
            inContainer.set(container, frame);
            this.#element = frame;
        }

        #understand(message) {
            switch (message.type) {
                case "loaded": return this.#loaded();
                case "height": this.#element.style.height = Math.ceil(Number(message.height)) + "px"; return;
                case "challenge": return this.#showBank();
                case "challengeOver": return this.#hideBank();
                default: return this.#hear(message);
            }
        }

        #showBank() {
            this.#hideBank();
            dress();
            const before = document.activeElement;
            const frame = over("threeDs", "Your bank’s security check", `${HOME}/payments/v1/bank#${this.#channel}`);
            const close = closing("threeDsClose", () => this.send("giveUp", {}));
            const timer = setTimeout(() => this.send("giveUp", {}), CHALLENGE_LIMIT);
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

    // A frame over the page, which takes the focus when it comes; and the button beside it, in case it does not come.
    function over(className, title, src) {
        const frame = Object.assign(document.createElement("iframe"), { className, title, src });
        frame.addEventListener("load", () => frame.focus());
        return frame;
    }

    function closing(className, listener) {
        const close = Object.assign(document.createElement("button"), { type: "button", className, textContent: "Close" });
        Object.assign(close.style, CLOSE);
        close.addEventListener("click", listener);
        return close;
    }

    class Component {
        #config;
        #listeners;
        #frame;
        #running = null;

        constructor(kind, config, listeners) {
            this.#config = config ?? {};
            this.#listeners = listeners;
            this.#frame = new Frame(kind, this.#config, message => this.#hear(message));
        }

        // Tries to pay with what was typed. A second call while one is under way is the same call.
        executePayment(info) {
            if (this.#running) {
                return this.#running.promise;
            }
            const token = this.#config.paymentDetails?.paymentToken;
            if (!token) {
                return Promise.reject(result(404, NO_TOKEN));
            }
            if (this.#frame.isGone) {
                return Promise.reject(result(400, "The card form is no longer on the page."));
            }
            const running = {};
            running.promise = new Promise((resolve, reject) => Object.assign(running, { resolve, reject }));
            this.#running = running;
            const given = plain(info);
            const wished = Object.fromEntries(INFO.filter(name => name in given).map(name => [name, given[name]]));
            this.#frame.configured.then(
                () => {
                    this.#frame.watch(() => this.#finish("reject",
                        result(500, "The card form was taken off the page while it paid. Ask for the status.")));
                    this.#frame.send("pay", { token: String(token), info: wished });
                },
                problem => this.#finish("reject", problem));
            return running.promise;
        }

        #hear(message) {
            const callback = name => callbackOf(this.#config, name);
            switch (message.type) {
                case "hello": return this.#introduce();
                case "errors": return call(this.#listeners.errors, message.errors);
                case "submit": return call(this.#listeners.submit);
                case "blur": return call(this.#listeners.blur, message.isValid);
                case "fieldValid": return call(callback("onFormFieldValid"), message.field);
                case "complete": return call(callback("onFormComplete"));
                case "invalid": return this.#finish("reject", message.errors);
                case "result": {
                    const value = told(message.verdict);
                    return this.#finish(NOT_TRIED.includes(value.statusCode) ? "reject" : "resolve", value);
                }
            }
        }

        #introduce() {
            const { color, fontFamily } = this.#frame.look;
            this.#frame.send("set", {
                styles: plain(this.#config.styles),
                text: plain(this.#config.text),
                errorMessages: plain(this.#config.errorMessages),
                page: { color, fontFamily },
            });
            fonts(this.#config.fontCss, font => this.#frame.send("font", font));
        }

        #finish(how, value) {
            const running = this.#running;
            this.#running = null;
            this.#frame.rest();
            running?.[how](value);
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

    // Buttons that the shopper presses. One that is pressed opens its wallet's sheet, and the page hears the end.
    class WalletPayment {
        #config;
        #displayErrors;
        #paymentComplete;
        #frame;
        #sheet = null;

        constructor(config, displayErrors, paymentComplete) {
            this.#config = config ?? {};
            this.#displayErrors = displayErrors;
            this.#paymentComplete = paymentComplete;
            this.#frame = new Frame("wallets", this.#config, message => this.#hear(message));
        }

        executePayment() {
            return Promise.reject(result(400, "A wallet pays when the shopper presses its button: there is nothing to execute."));
        }

        get #token() {
            return this.#config.paymentDetails?.paymentToken;
        }

        #hear(message) {
            switch (message.type) {
                case "hello": return this.#introduce();
                case "refused": return this.#frame.fail(told(message.verdict));
                case "pressed": return this.#start();
                case "errors": return this.#refuse(message.errors);
                case "sheet": return this.#open(message);
                case "result": return this.#finish(told(message.verdict));
            }
        }

        #introduce() {
            if (!this.#token) {
                this.#frame.fail(result(404, NO_TOKEN));
                return;
            }
            const { colour, color, type } = plain(this.#config.buttonConfig);
            this.#frame.send("set", { token: String(this.#token), look: { colour: colour ?? color, type } });
        }

        #start() {
            if (this.#token) {
                this.#frame.watch(() => this.#lose());
                this.#frame.send("start", { token: String(this.#token) });
            } else {
                this.#frame.send("over", {});
                this.#refuse([{ errorType: "paymentTokenRequired", message: NO_TOKEN }]);
            }
            call(callbackOf(this.#config, "onPaymentInitiated"));
        }

        #refuse(errors) {
            this.#frame.rest();
            call(this.#displayErrors, errors);
        }

        // In a dialog, so that nothing else of the page can be used meanwhile.
        #open({ wallet, merchant, amount, currency }) {
            call(this.#displayErrors, []);
            dress();
            const channel = newChannel();
            const asks = Object.keys(ASKS).filter(name => this.#config[name] === true).map(name => ASKS[name]).join();
            const query = new URLSearchParams({ merchant, amount, currency, asks, channel, origin: location.origin });
            const before = document.activeElement;
            const frame = over("walletSheet", WALLETS[wallet], `${HOME}/sandbox/wallets/${encodeURIComponent(wallet)}?${query}`);
            frame.style.colorScheme = "light"; // so that it is seen through
            const dialog = document.createElement("dialog");
            dialog.className = "walletSheetBack";
            dialog.setAttribute("aria-label", WALLETS[wallet]);
            Object.assign(dialog.style, SHEET);
            const hear = event => {
                if (event.source === frame.contentWindow && event.source && event.origin === ORIGIN
                        && event.data?.channel === channel) {
                    this.#close();
                    if (event.data.type === "agreed") {
                        this.#frame.send("agreed", { payment: plain(event.data.payment) });
                    } else {
                        this.#cancel();
                    }
                }
            };
            window.addEventListener("message", hear);
            dialog.addEventListener("cancel", () => this.#close() && this.#cancel());
            dialog.append(closing("walletSheetClose", () => this.#close() && this.#cancel()), frame);
            document.body.append(dialog);
            this.#sheet = () => {
                window.removeEventListener("message", hear);
                dialog.close();
                dialog.remove();
                before?.focus?.();
            };
            dialog.showModal();
        }

        // Whether there was one to close.
        #close() {
            const sheet = this.#sheet;
            this.#sheet = null;
            sheet?.();
            return sheet !== null;
        }

        #cancel() {
            this.#frame.rest();
            this.#frame.send("over", {});
            call(callbackOf(this.#config, "onPaymentCancelled"));
        }

        #lose() {
            if (this.#close()) {
                this.#cancel();
            } else {
                this.#finish(result(500, "The wallets' buttons were taken off the page while one paid. Ask for the status."));
            }
        }

        #finish(value) {
            this.#frame.rest();
            call(this.#paymentComplete, value);
        }
    }

    window.Dojo = Object.assign(window.Dojo ?? {}, { Payment, RecurringPayment, WalletPayment });
    window.Connect = Object.assign(window.Connect ?? {}, { ConnectE: Payment, Wallet: WalletPayment, RecurringPayment });
})();

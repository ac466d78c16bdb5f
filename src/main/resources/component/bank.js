// Between the component's frame and the bank: takes from that frame, which is of this origin, what to post where, and
// posts it. Beside it, in the merchant's page, this frame becomes the bank's; within it, this one stays, and says when
// the bank's has loaded.

const channel = location.hash.slice(1);

function post(message, target) {
    const form = document.createElement("form");
    form.method = "post";
    form.action = message.url;
    form.target = target;
    Object.entries(message.fields).forEach(([name, value]) => {
        const field = document.createElement("input");
        field.type = "hidden";
        field.name = name;
        field.value = value;
        form.append(field);
    });
    document.body.append(form);
    form.submit();
}

const payer = payingFrame(channel);
window.addEventListener("message", event => {
    const message = event.data;
    if (event.source !== payer || event.origin !== location.origin || message?.channel !== channel) {
        return;
    }
    if (message.type === "ask") {
        post(message, "_self");
    } else if (message.type === "collect") {
        const frame = document.createElement("iframe");
        frame.name = "device";
        document.body.append(frame);
        frame.addEventListener("load", () => payer.postMessage({ channel, type: "collected" }, location.origin));
        post(message, "device");
    }
});
payer?.postMessage({ channel, type: "ready" }, location.origin);

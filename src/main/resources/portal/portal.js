// Without this everything works, too.
for (const form of document.querySelectorAll("form[data-by-itself]")) {
    form.requestSubmit();
}
for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(button.dataset.copy);
        button.firstChild.data = "Copied";
        button.setAttribute("aria-live", "polite");
        setTimeout(() => button.firstChild.data = "Copy", 2000);
    });
}
// On a phone the sections are wider than the screen.
document.querySelector(".bar [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
// A second click while the first is on its way sends nothing.
for (const form of document.querySelectorAll("form[method=post]")) {
    let sent = false;
    form.addEventListener("submit", event => {
        if (sent) {
            event.preventDefault();
        }
        sent = true;
    });
}
// A brand is seen before it is saved.
const branding = document.querySelector("[data-palette]");
if (branding) {
    const { colour, picker, preview, logo } = branding.elements;
    const show = async () => {
        const typed = colour.value;
        const answer = await fetch(branding.dataset.palette + "?colour=" + encodeURIComponent(typed));
        if (!answer.ok || colour.value !== typed) {
            return;
        }
        for (const [scheme, look] of Object.entries(await answer.json())) {
            const { style } = document.querySelector(".sample." + scheme);
            for (const property of look.split(";")) {
                style.setProperty(...property.split(":"));
            }
        }
    };
    const toPicker = () => {
        const digits = /^\s*#?([0-9a-f]{6})\s*$/i.exec(colour.value);
        picker.value = "#" + (digits ? digits[1].toLowerCase() : "274b7d");
    };
    preview.hidden = true;
    picker.hidden = false;
    toPicker();
    colour.addEventListener("input", () => {
        toPicker();
        show();
    });
    picker.addEventListener("input", () => {
        colour.value = picker.value;
        show();
    });
    logo.addEventListener("change", () => {
        for (const image of document.querySelectorAll("[data-logo]")) {
            image.hidden = !logo.files[0];
            image.src = logo.files[0] ? URL.createObjectURL(logo.files[0]) : "data:,";
        }
    });
}
addEventListener("pageshow", event => {
    if (event.persisted) {
        location.reload();
    }
});
// What is shown once is not there any more for who comes back.
addEventListener("pagehide", () => {
    document.querySelectorAll("[data-once]").forEach(shown => shown.remove());
});
// What was refused is read first.
document.querySelector("[role=alert]")?.scrollIntoView({ block: "nearest" });

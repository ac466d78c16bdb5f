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

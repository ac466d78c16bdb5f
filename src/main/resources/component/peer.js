// Whom this frame is there for: the component's frame, which holds it, or stands beside it on the merchant's page; or the
// hosted page. It is of this origin, and its address or its form names the channel; no other window is spoken to.
function payingFrame(channel) {
    const near = [parent, ...Array.from({ length: parent.length }, (_, i) => parent[i])];
    return near.find(other => {
        try {
            return other !== window && other.location.origin === location.origin
                && (other.location.hash.startsWith("#" + channel + "/") || other.document.getElementById("pay")?.dataset.channel === channel);
        } catch {
            return false; // of another origin
        }
    });
}

// What a wallet gives, as the gateway's calls take it.

function tokenOf(wallet, payment) {
    return wallet === "apple-pay" ? payment : {
        token: payment.paymentMethodData.tokenizationData.token,
        email: payment.email,
        billingContact: payment.paymentMethodData.info.billingAddress,
        shippingContact: payment.shippingAddress,
    };
}

// A card that is on file with Google is met by its bank, like one that was typed. Others never leave the gateway whole.
async function onFile(home, secret, token) {
    const answer = await fetch(`${home}/api/payments/${secret}/google-pay/decrypt-token`, {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ token }),
        credentials: "omit", redirect: "error",
    });
    const { paymentMethodDetails: card } = await answer.json();
    return card?.authMethod === "PAN_ONLY"
        && { cardNumber: card.pan, expiryDate: `${card.expirationMonth} / ${card.expirationYear.slice(-2)}` };
}

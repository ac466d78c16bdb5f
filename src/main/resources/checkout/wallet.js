// What a wallet gives, as the gateway's calls take it.

function tokenOf(wallet, payment) {
    return wallet === "apple-pay" ? payment : {
        token: payment.paymentMethodData.tokenizationData.token,
        email: payment.email,
        billingContact: payment.paymentMethodData.info.billingAddress,
        shippingContact: payment.shippingAddress,
    };
}

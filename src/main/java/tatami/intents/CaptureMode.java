package tatami.intents;

/** Whether an authorised payment is captured at once or when the merchant says so. */
public enum CaptureMode {
    Auto,
    Manual
}

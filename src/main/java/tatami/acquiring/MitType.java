package tatami.acquiring;

/** What a merchant may charge for when the cardholder is not there. The API's own names. */
public enum MitType {
    /** Once: the guest did not come, or cancelled too late. */
    NoShow,
    /** Again and again, as things happen: a top-up, a toll, a minibar. */
    Unscheduled
}

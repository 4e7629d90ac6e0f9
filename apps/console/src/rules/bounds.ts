/** The most grace days that a reader may suppose. */
export const GRACE_DAYS_MAX = 60;

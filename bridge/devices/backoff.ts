const DELAY_MS_MIN = 250;
export const DELAY_MS_MAX = 10_000;

/** How long to wait before a device is tried again: 250 ms after the first loss in a row, doubled up to 10 s. */
export const delayMsAfter = (losses: number): number => Math.min(DELAY_MS_MIN * 2 ** losses, DELAY_MS_MAX);

/** SQLite's primary codes for a file that is not what it was: a plain error, a broken page, a type that cannot be, no database. */
const DAMAGED: readonly number[] = [1, 11, 20, 26];
/** And for a disk that takes nothing just now: read-only, failing, full, no file can be made. */
const REFUSING: readonly number[] = [8, 10, 13, 14];

const primaryOf = (cause: unknown): number => ((cause as { readonly errcode?: number } | null)?.errcode ?? 0) & 0xff;

/** Whether SQLite threw this because its file is damaged, and not because the disk or somebody else is in the way. */
export const isDamage = (cause: unknown): boolean => DAMAGED.includes(primaryOf(cause));

/** Whether the disk did not take it, and may later. */
export const isRefused = (cause: unknown): boolean => REFUSING.includes(primaryOf(cause));

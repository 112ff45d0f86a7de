/** SQLite's primary codes for a file that is not what it was: a plain error, a row or a type that cannot be, a broken page, no database. */
const DAMAGED: readonly number[] = [1, 11, 19, 20, 26];

/** Whether SQLite threw this because its file is damaged, and not because the disk or somebody else is in the way. */
export const isDamage = (cause: unknown): boolean =>
	DAMAGED.includes(((cause as { readonly errcode?: number } | null)?.errcode ?? 0) & 0xff);

/** Seven digits, however they are parted: a phone, a card, a passport. */
const NUMBER = /(?:\d[\s./()-]{0,2}){7,}/u;
const DATE = /\b\d{4}-\d\d-\d\d\b/gu;

/**
 * Whether a note that is kept for ever looks as if it told who somebody is. It finds addresses and numbers; a name it cannot
 * know, so whoever writes one is told not to.
 */
export const looksPersonal = (note: string): boolean => note.includes('@') || NUMBER.test(note.replace(DATE, ''));

import { Words } from '#lib/i18n/words.svelte.ts';

export const load = async () => ({ spoken: await Words.open() });

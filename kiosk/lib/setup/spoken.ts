import type { ReaderFormat } from '#shared/setup/state.ts';
import type { SetupTranslator } from './texts.ts';

/** How a reader speaks, in words. Only text has an end of its own. */
export const spoken = ({ speech, end }: ReaderFormat, t: SetupTranslator): string =>
	['swipe', 'code', 'aim-code'].includes(speech)
		? `${t(`speech.${speech}`)}, ${t(`end.${end}`)}`
		: t(`speech.${speech}`);

import type { Language } from '#shared/kernel/language.ts';
import type { GuestKey } from './i18n/guest-texts.ts';

/** Local minutes at which one greets differently: 04:00, 12:00. */
const MORNING = 240;
const AFTERNOON = 720;
/** 18:00; in Spanish the afternoon lasts until supper, 20:30. */
const EVENING: Readonly<Record<Language, number>> = { en: 1_080, es: 1_230, zh: 1_080, bg: 1_080 };

/** How one greets in this language at this minute of the hotel's day. */
export function greetingKey(
	minuteOfDay: number,
	language: Language,
): Extract<GuestKey, `greeting.${'morning' | 'afternoon' | 'evening'}`> {
	if (minuteOfDay < MORNING || minuteOfDay >= EVENING[language]) return 'greeting.evening';
	return minuteOfDay < AFTERNOON ? 'greeting.morning' : 'greeting.afternoon';
}

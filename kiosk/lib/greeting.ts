import type { GuestKey } from './i18n/guest-texts.ts';

/** Local minutes at which one greets differently: 04:00, 12:00, 18:00. */
const MORNING = 240;
const AFTERNOON = 720;
const EVENING = 1_080;

/** How one greets at this minute of the hotel's day. */
export function greetingKey(minuteOfDay: number): Extract<GuestKey, `greeting.${'morning' | 'afternoon' | 'evening'}`> {
	if (minuteOfDay < MORNING || minuteOfDay >= EVENING) return 'greeting.evening';
	return minuteOfDay < AFTERNOON ? 'greeting.morning' : 'greeting.afternoon';
}

import { randomUUID } from 'node:crypto';
import { eventOfTyped } from '#shared/counter/typed-card.ts';
import { Guests } from '../counter/guests.ts';
import { Kiosk } from '../counter/kiosk.ts';
import { sawIn, type Around, type Opened } from './role.ts';

/** A kiosk books nothing, so it has no outbox. */
const NOTHING_WAITS = { pendingOf: () => [], awayOf: () => [], delivered: () => Promise.resolve() };

/** Guests walk by. */
const IDLE_MS_MAX = 120_000;

export function openKiosk(around: Around): Opened {
	const { house, time, printing, pages, heard } = around;
	const { link, replica } = house;
	const { now } = time;
	const guests = new Guests({ link, replica, outbox: NOTHING_WAITS, now });
	const kiosk = new Kiosk({
		guests,
		printing,
		show: () => pages()?.showState(),
		heard,
		saw: sawIn('kiosk', around),
		now,
		session: randomUUID(),
	});
	return {
		runner: kiosk,
		guests,
		screen: {
			role: 'kiosk',
			state: () => kiosk.state,
			onInput: (input) => kiosk.feed(input.kind === 'card-typed' ? eventOfTyped(input, house.patterns()) : input),
		},
		// No PIN of anybody's lies in the lobby: without the server nobody is let in.
		signIn: link.signIn,
		occupied: () => (kiosk.state.guest.kind === 'none' ? null : { code: 'guest_shown' }),
		idleMsMax: IDLE_MS_MAX,
		close: () => undefined,
	};
}

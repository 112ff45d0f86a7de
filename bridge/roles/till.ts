import { join } from 'node:path';
import { eventOfTyped } from '#shared/counter/typed-card.ts';
import { systemClock } from '../clock.ts';
import { Counter } from '../counter/counter.ts';
import { Guests } from '../counter/guests.ts';
import { asidesIn, openOutboxOrNone, type Rescue } from '../outbox/outbox-rescue.ts';
import { signInWith } from '../counter/sign-in.ts';
import { sawIn, type Around, type Opened } from './role.ts';

/** What the server has answered stays so long on the counter, for whoever asks what happened. */
const KEPT_MS = 48 * 3_600_000;

const FORGETTING_MS = 3_600_000;

/** Whoever has taken the damaged file away, or made room on the disk, is heard soon. */
const LOOK_MS = 60_000;

const IDLE_MS_MAX = 600_000;

export function openTill(around: Around): Opened {
	const { config, house, health, time, printing, pages, heard, log } = around;
	const { link, replica } = house;
	const { now } = time;
	const path = join(config.stateFolder, 'outbox.sqlite');
	const tell = (rescue: Rescue | null): void => {
		if (rescue) {
			const { carried, waiting } = rescue;
			log.error(
				{ carried, waiting },
				'the outbox was damaged: it lies aside, and what could be read is in the new one',
			);
		}
		health.damaged(asidesIn(config.stateFolder).at(-1)?.at ?? null);
	};
	const { outbox, rescue, shut } = openOutboxOrNone(path, now());
	tell(rescue);
	let isShut = shut !== null;
	if (isShut) log.error({ cause: shut }, 'the outbox cannot be opened: no visit is taken until the disk takes it');
	const looking = setInterval(() => {
		const again = isShut ? openOutboxOrNone(path, now()) : null;
		tell(again?.rescue ?? null);
		if (!again || again.shut !== null) return again?.outbox.close();
		isShut = false;
		outbox.become(again.outbox);
		counter.found();
		log.warn({ waiting: outbox.count() }, 'the outbox is open');
	}, LOOK_MS);
	const guests = new Guests({ link, replica, outbox, now });
	const forgetting = setInterval(() => {
		try {
			outbox.forget(new Date(time.nowMs() - KEPT_MS).toISOString());
		} catch (cause) {
			log.warn({ cause }, 'what was booked long ago is not forgotten yet');
		}
	}, FORGETTING_MS);
	const signIn = signInWith({ link, pins: () => replica.setup?.pins ?? null, nowMs: () => performance.now() });
	const counter = new Counter({
		link,
		signIn,
		guests,
		house: () => house.counter,
		renewHouse: house.renew,
		outbox,
		nameOf: (memberId) => replica.byId(memberId)?.person.displayName ?? null,
		saw: sawIn('till', around),
		now,
		clock: systemClock,
		print: (answer) => printing()?.submit({ kind: 'visit', answer, copy: 0 }),
		printReversal: (answer) => printing()?.submit({ kind: 'reversal', answer, copy: 0 }),
		printAgain: (slip) => printing()?.again({ ...slip, copy: 0 }),
		show: () => pages()?.showState(),
		heard,
		onUnbooked: (visitId, { code }) => log.error({ visitId, code }, 'a paid visit could not be booked'),
	});
	return {
		runner: counter,
		guests,
		signIn,
		occupied() {
			const { staff, signIn } = counter.state;
			return staff === null && signIn.kind !== 'checking' ? null : { code: 'till_in_use' };
		},
		idleMsMax: IDLE_MS_MAX,
		screen: {
			role: 'till',
			state: () => counter.state,
			onInput: (input) => counter.feed(input.kind === 'card-typed' ? eventOfTyped(input, house.patterns()) : input),
		},
		close() {
			clearInterval(looking);
			clearInterval(forgetting);
			counter.close();
			outbox.close();
		},
	};
}

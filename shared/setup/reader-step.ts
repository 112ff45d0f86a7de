import {
	noticed,
	NOTHING_LEARNED,
	same,
	shown,
	type OpenView,
	type SetupMachine,
	type SetupTurn,
} from './setup-turn.ts';
import type { FoundDevice, ReaderFormat, SetupEvent, SetupStep } from './state.ts';

/** So many different cards say the same of a reader before it is believed. */
export const CARDS_WANTED = 3;

/** In which readers are delivered, the most usual first. In baud. */
const SPEEDS = [9_600, 19_200, 38_400, 57_600, 115_200] as const;

export const READERS_MAX = 4;

type Learning = Extract<SetupStep, { kind: 'reader' }>;

/** A reader is learned by cards: what fits all of them is how it speaks. */
export function learnFrom(
	state: SetupMachine,
	view: OpenView,
	step: Exclude<SetupStep, { kind: 'printer' | 'keyboard' }>,
	event: SetupEvent,
): SetupTurn {
	if (step.kind === 'home') {
		if (event.kind === 'reader-chosen') return choose(state, view, event.device);
		if (event.kind === 'reader-address') return chooseAddress(state, view, event);
		return same(state);
	}
	if (step.kind === 'reader-known') {
		if (event.kind !== 'reader-taken' || step.saving) return same(state);
		const { device, speed, format } = step;
		return shown(
			state,
			{ step: { ...step, saving: true }, notice: null },
			{ kind: 'keep-reader', device: device.id, speed, format },
		);
	}
	switch (event.kind) {
		case 'reader-opened':
			return shown(state, { step: { ...step, open: true }, notice: isOfLine(view) ? null : view.notice });
		case 'reader-lost':
			return noticed(state, event.why, { step: { ...step, open: false } });
		case 'silence':
			return noticed(state, 'nothing_came');
		case 'reader-asks':
			return listen({ ...state, learned: NOTHING_LEARNED }, { ...step, asks: event.asks, cards: [], open: false });
		case 'swipe-heard':
			return hear(state, step, event);
		default:
			return same(state);
	}
}

const isOfLine = ({ notice }: OpenView): boolean => notice?.code.startsWith('reader_') ?? false;

function choose(state: SetupMachine, view: OpenView, id: string): SetupTurn {
	const device = view.found?.find((one) => one.id === id && one.canRead);
	return device ? begin(state, view, device) : noticed(state, 'device_gone', {}, { kind: 'look' });
}

const chooseAddress = (
	state: SetupMachine,
	view: OpenView,
	{ host, port }: { readonly host: string; readonly port: number },
): SetupTurn => begin(state, view, addressOf(host, port));

/** What was typed, as a device. */
export const addressOf = (host: string, port: number): FoundDevice => ({
	...{ id: `tcp:${host.toLowerCase()}:${port}`, kind: 'address', name: `${host.toLowerCase()}:${port}` },
	...{ place: null, use: null, canRead: true, canPrint: true },
});

function begin(state: SetupMachine, view: OpenView, device: FoundDevice): SetupTurn {
	if (view.readers.length >= READERS_MAX && device.use !== 'reader') return noticed(state, 'readers_full');
	const speed = device.kind === 'serial' ? SPEEDS[0] : null;
	const step: Learning = { kind: 'reader', device, cards: [], speed, asks: false, open: false };
	return listen({ ...state, learned: NOTHING_LEARNED }, step);
}

const listen = (state: SetupMachine, step: Learning): SetupTurn =>
	shown(state, { step, notice: null }, { kind: 'listen', device: step.device.id, speed: step.speed, asks: step.asks });

function hear(state: SetupMachine, step: Learning, { swipe }: Extract<SetupEvent, { kind: 'swipe-heard' }>): SetupTurn {
	switch (swipe.kind) {
		case 'refused':
			return noticed(state, swipe.code);
		case 'garbage': {
			if (step.speed === null) return noticed(state, 'garbage');
			// What came so far came by chance.
			const speed = SPEEDS[(SPEEDS.findIndex((one) => one === step.speed) + 1) % SPEEDS.length]!;
			const next = { ...step, speed, cards: [], open: false };
			const { effects } = listen(state, next);
			return noticed({ ...state, learned: NOTHING_LEARNED }, 'garbage', { step: next, speed }, ...effects);
		}
		case 'card':
			return hearCard(state, step, swipe);
	}
}

function hearCard(
	state: SetupMachine,
	step: Learning,
	{ key, masked, formats }: Extract<Extract<SetupEvent, { kind: 'swipe-heard' }>['swipe'], { kind: 'card' }>,
): SetupTurn {
	const { keys, formats: before } = state.learned;
	if (keys.includes(key)) return noticed(state, 'card_same');
	const fitting = keys.length === 0 ? formats : before.filter((one) => formats.some((other) => isAlike(one, other)));
	// The last one may be the right one: it is the first of the next three.
	if (fitting.length === 0) {
		const learned = { keys: [key], formats };
		return noticed({ ...state, learned }, 'formats_differ', { step: { ...step, cards: [masked] } });
	}
	const learned = { keys: [...keys, key], formats: fitting };
	const cards = [...step.cards, masked];
	const { device, speed } = step;
	return cards.length < CARDS_WANTED
		? shown({ ...state, learned }, { step: { ...step, cards }, notice: null })
		: shown(
				{ ...state, learned },
				{ step: { kind: 'reader-known', device, cards, speed, format: fitting[0]!, saving: false }, notice: null },
			);
}

const isAlike = (one: ReaderFormat, other: ReaderFormat): boolean =>
	one.speech === other.speech && one.end === other.end;

import type { CardRead, CardRefusal } from '../card/card.ts';
import type { SwipeMark } from './reader-state.ts';
import type { KioskEffect, KioskEvent, KioskNotice, KioskState } from './kiosk-state.ts';

/** The kiosk's conversation: what the page draws, and what the machine alone has to remember. */
export type KioskMachine = {
	readonly view: KioskState;
	/** Another one at every start, so that no two slips ever have one name. */
	readonly session: string;
	/** Numbers the look-ups, so that a late answer is known as late. */
	readonly swipes: number;
	readonly notices: number;
	readonly slips: number;
	/** Swipes in a row that could not be read. */
	readonly tries: number;
	/** The look-up whose answers still count; `null` when no guest is meant. */
	readonly sought: Sought | null;
	/** The slip of this guest; `null` before one was asked for. */
	readonly jobId: string | null;
};

/** `live`: the server has spoken, and what the replica says later is older. */
type Sought = { readonly swipe: number; readonly live: boolean };

export type KioskStep = { readonly state: KioskMachine; readonly effects: readonly KioskEffect[] };

/** A kiosk that has just been switched on: nobody before it, and nothing known of devices and server yet. */
export function initialKiosk(since: string, session: string): KioskMachine {
	const absent = { kind: 'absent', since } as const;
	return {
		view: {
			conversation: 0,
			guest: { kind: 'none' },
			notice: null,
			slip: null,
			swipe: null,
			unseenSwipes: 0,
			reader: absent,
			readers: [],
			printer: absent,
			server: { kind: 'offline', since },
		},
		session,
		swipes: 0,
		notices: 0,
		slips: 0,
		tries: 0,
		sought: null,
		jobId: null,
	};
}

/** What an event makes of the conversation, and what the runner is to do for it. */
export function nextKiosk(state: KioskMachine, event: KioskEvent): KioskStep {
	switch (event.kind) {
		case 'card-read':
			return readCard(marked(state, event.mark), event.card);
		case 'card-refused':
			return refuseCard(marked(state, event.mark), event.refusal);
		case 'swipe-expired':
			return expireSwipe(state, event.seq);
		case 'member-answered':
			return answerMember(state, event);
		case 'balance-print-asked':
			return printBalance(state);
		case 'slip-moved':
			return state.jobId === event.jobId ? shown(state, { slip: event.slip }) : unchanged(state);
		case 'guest-left':
			return afresh(state);
		case 'notice-read':
			return shown(state, { notice: null });
		case 'reader-changed':
			return shown(state, { reader: event.reader });
		case 'readers-changed':
			return shown(state, { readers: event.readers });
		case 'printer-changed':
			return shown(state, { printer: event.printer });
		case 'server-changed':
			return shown(state, { server: event.server });
	}
}

/** Whoever swipes stands before the kiosk now; whoever stood there before has gone. */
function readCard(state: KioskMachine, card: CardRead): KioskStep {
	const { state: empty, effects } = afresh(state);
	const swipe = state.swipes + 1;
	return shown(
		{ ...empty, swipes: swipe, sought: { swipe, live: false } },
		{ guest: { kind: 'seeking' } },
		...effects,
		{ kind: 'look-up', swipe, card },
	);
}

const marked = (state: KioskMachine, mark: SwipeMark | undefined): KioskMachine =>
	mark ? { ...state, view: { ...state.view, swipe: mark } } : state;

/** Nobody has seen it in time: whoever comes next must not find the last guest on the screen. */
function expireSwipe(state: KioskMachine, seq: number): KioskStep {
	const unseenSwipes = state.view.unseenSwipes + 1;
	if (state.view.swipe?.seq !== seq) return shown(state, { unseenSwipes });
	const { state: empty, effects } = afresh(state);
	return shown(empty, { unseenSwipes, swipe: null }, ...effects);
}

/** Nobody has gone because of a card that is none of ours: the guest stays. Of two cards at once neither is believed. */
function refuseCard(state: KioskMachine, { code }: CardRefusal): KioskStep {
	if (code === 'card_ambiguous') {
		const { state: empty, effects } = afresh(state);
		return { state: noticed(empty, code).state, effects };
	}
	const tries = state.tries + (code === 'card_unreadable' ? 1 : 0);
	return noticed({ ...state, tries }, code);
}

function answerMember(state: KioskMachine, event: Extract<KioskEvent, { kind: 'member-answered' }>): KioskStep {
	const { sought } = state;
	const { answer, freshness } = event;
	if (sought?.swipe !== event.swipe || (sought.live && freshness === 'replica')) return unchanged(state);

	if (answer.ok) {
		return shown(
			{ ...state, sought: { ...sought, live: freshness === 'live' } },
			{ guest: { kind: 'shown', member: answer.value, freshness }, notice: null },
		);
	}
	const { guest } = state.view;
	const isAway = answer.error.code === 'server_away';
	// A server that is away contradicts nobody: what is known here stands, and is marked as such.
	if (isAway && guest.kind === 'shown') return shown(state, { guest: { ...guest, freshness: 'replica' } });
	const { state: empty, effects } = withoutGuest(state);
	const { state: told } = noticed(
		{ ...empty, sought: { ...sought, live: freshness === 'live' && !isAway } },
		answer.error.code,
	);
	return { state: told, effects };
}

/** One slip at a time; another one may be asked for when the last has left or is lost. */
function printBalance(state: KioskMachine): KioskStep {
	const { guest, slip, conversation } = state.view;
	if (guest.kind !== 'shown' || slip === 'waiting' || slip === 'sending') return unchanged(state);

	const slips = state.slips + 1;
	const jobId = `${state.session}-${conversation}-${slips}`;
	return shown(
		{ ...state, slips, jobId },
		{ slip: 'waiting' },
		{ kind: 'print-balance', jobId, memberId: guest.member.id },
	);
}

/** A new conversation with nobody. Whatever is still on its way for the last guest comes too late. */
function afresh(state: KioskMachine): KioskStep {
	const { state: empty, effects } = withoutGuest(state);
	const { view } = empty;
	return {
		state: { ...empty, view: { ...view, conversation: view.conversation + 1, notice: null }, tries: 0, sought: null },
		effects,
	};
}

/** Nothing of the guest stays, nor a slip that would come out for whoever is next. */
function withoutGuest(state: KioskMachine): KioskStep {
	const { view, jobId } = state;
	return {
		state: { ...state, view: { ...view, guest: { kind: 'none' }, slip: null }, jobId: null },
		effects: jobId !== null && view.slip === 'waiting' ? [{ kind: 'withdraw-balance', jobId }] : [],
	};
}

const shown = (state: KioskMachine, change: Partial<KioskState>, ...effects: readonly KioskEffect[]): KioskStep => ({
	state: { ...state, view: { ...state.view, ...change } },
	effects,
});

const noticed = (state: KioskMachine, code: KioskNotice['code']): KioskStep => {
	const count = state.notices + 1;
	return shown({ ...state, notices: count }, { notice: { code, tries: state.tries, count } });
};

const unchanged = (state: KioskMachine): KioskStep => ({ state, effects: [] });

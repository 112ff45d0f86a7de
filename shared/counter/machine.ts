import type { CardRead } from '../card/card.ts';
import { fingerprint } from '../kernel/fingerprint.ts';
import type { VisitId } from '../kernel/ids.ts';
import type { RecordVisit } from '../protocol/visit.ts';
import type { CounterEffect, CounterEvent, CounterState, Notice } from './state.ts';

/** The counter's conversation: what the page draws, and what the machine alone has to remember. */
export type CounterMachine = {
	readonly view: CounterState;
	/** Numbers the look-ups, so that a late answer is known as late. */
	readonly swipes: number;
	readonly notices: number;
	/** The look-up whose answers still count; `null` when no guest is meant. */
	readonly sought: Sought | null;
	/** The latest visits that were handed over. A visit goes out once, however often the page asks. */
	readonly handedOver: readonly VisitId[];
};

type Sought = {
	readonly swipe: number;
	/** Fingerprint of the card: knows the same card again without keeping its number. */
	readonly card: string;
	/** The server has spoken: what the replica says later is older. */
	readonly live: boolean;
};

export type CounterStep = { readonly state: CounterMachine; readonly effects: readonly CounterEffect[] };

/** More than a busy counter has in a day. What is older is still caught by the outbox and by the server. */
const HANDED_OVER_MAX = 256;

/** A counter that has just been switched on: locked, and nothing known of devices and server yet. */
export function initialState(since: string): CounterMachine {
	const absent = { kind: 'absent', since } as const;
	return {
		view: {
			conversation: 0,
			staff: null,
			signIn: { kind: 'idle' },
			guest: { kind: 'none' },
			visit: { kind: 'open' },
			notice: null,
			reader: absent,
			printer: absent,
			server: { kind: 'offline', since },
			waitingVisits: 0,
		},
		swipes: 0,
		notices: 0,
		sought: null,
		handedOver: [],
	};
}

/** What an event makes of the conversation, and what the runner is to do for it. */
export function next(state: CounterMachine, event: CounterEvent): CounterStep {
	switch (event.kind) {
		case 'pin-entered':
			return enterPin(state, event.pin);
		case 'sign-in-answered':
			return answerSignIn(state, event.answer);
		case 'lock':
			return lock(state);
		case 'card-read':
			return readCard(state, event.card);
		case 'card-refused':
			return noticed(state, event.refusal.code);
		case 'member-answered':
			return answerMember(state, event);
		case 'guest-dropped':
			return dropGuest(state);
		case 'visit-confirmed':
			return confirmVisit(state, event.command);
		case 'visit-answered':
			return answerVisit(state, event);
		case 'slip-moved':
			return moveSlip(state, event);
		case 'next-guest':
			return nextGuest(state);
		case 'notice-read':
			return shown(state, { notice: null });
		case 'reader-changed':
			return shown(state, { reader: event.reader });
		case 'printer-changed':
			return shown(state, { printer: event.printer });
		case 'server-changed':
			return shown(state, { server: event.server });
		case 'outbox-changed':
			return shown(state, { waitingVisits: event.waitingVisits });
	}
}

type Answered<Kind extends CounterEvent['kind']> = Extract<CounterEvent, { kind: Kind }>;

/** A second PIN while the first is being checked would cost the cashier a try. */
function enterPin(state: CounterMachine, pin: string): CounterStep {
	const { staff, signIn } = state.view;
	if (staff || signIn.kind === 'checking') return unchanged(state);
	return shown(state, { signIn: { kind: 'checking' }, notice: null }, { kind: 'sign-in', pin });
}

function answerSignIn(state: CounterMachine, answer: Answered<'sign-in-answered'>['answer']): CounterStep {
	if (state.view.signIn.kind !== 'checking') return unchanged(state);
	if (!answer.ok) return shown(state, { signIn: { kind: 'refused', refusal: answer.error } });
	return shown(state, { staff: answer.value, signIn: { kind: 'idle' }, notice: null });
}

function lock(state: CounterMachine): CounterStep {
	const { staff, visit } = state.view;
	if (!staff) return unchanged(state);
	if (visit.kind === 'recording') return noticed(state, 'busy');
	return shown(afresh(state), { staff: null });
}

/** A swipe belongs to the bill on the screen until that bill is recorded; then it opens the next one. */
function readCard(state: CounterMachine, card: CardRead): CounterStep {
	const { staff, visit, guest } = state.view;
	if (!staff) return noticed(state, 'locked');
	if (visit.kind === 'recording') return noticed(state, 'busy');

	const isRecorded = visit.kind === 'recorded' || visit.kind === 'kept';
	const swipe = state.swipes + 1;
	const sought: Sought = { swipe, card: fingerprint(card.number), live: false };
	const isSameGuest = !isRecorded && guest.kind === 'shown' && state.sought?.card === sought.card;
	return shown(
		{ ...(isRecorded ? afresh(state) : state), swipes: swipe, sought },
		{ guest: isSameGuest ? guest : { kind: 'seeking' }, visit: { kind: 'open' }, notice: null },
		{ kind: 'look-up', swipe, card },
	);
}

function answerMember(state: CounterMachine, event: Answered<'member-answered'>): CounterStep {
	const { sought } = state;
	const { answer, freshness } = event;
	if (sought?.swipe !== event.swipe || (sought.live && freshness === 'replica')) return unchanged(state);

	const { guest, notice } = state.view;
	const isShown = guest.kind === 'shown';
	if (answer.ok) {
		return shown(
			{ ...state, sought: { ...sought, live: freshness === 'live' } },
			{ guest: { kind: 'shown', member: answer.value, freshness }, notice: isShown ? notice : null },
		);
	}
	// A server that is away contradicts nobody: what is known here stands, and is marked as such.
	if (answer.error.code === 'server_away' && isShown)
		return shown(state, { guest: { ...guest, freshness: 'replica' } });
	return noticed({ ...state, view: { ...state.view, guest: { kind: 'none' } } }, answer.error.code);
}

function dropGuest(state: CounterMachine): CounterStep {
	const { staff, visit } = state.view;
	if (!staff) return unchanged(state);
	if (visit.kind === 'recording') return noticed(state, 'busy');
	return shown(
		{ ...state, sought: null },
		{ guest: { kind: 'none' }, visit: visit.kind === 'refused' ? { kind: 'open' } : visit, notice: null },
	);
}

function confirmVisit(state: CounterMachine, command: RecordVisit): CounterStep {
	const { staff, visit, guest } = state.view;
	if (!staff) return noticed(state, 'locked');
	if (visit.kind === 'recording') return unchanged(state);
	const isRecorded = visit.kind === 'recorded' || visit.kind === 'kept';
	// The answer was quicker than the second press of the same button.
	if (isRecorded && visit.answer.visitId === command.id) return unchanged(state);

	const memberId = guest.kind === 'shown' ? guest.member.id : null;
	const isOfThisCounter =
		guest.kind !== 'seeking' && command.memberId === memberId && command.cashier === staff.id && !isRecorded;
	if (!isOfThisCounter || state.handedOver.includes(command.id)) return noticed(state, 'busy');

	return shown(
		{ ...state, handedOver: [...state.handedOver, command.id].slice(-HANDED_OVER_MAX) },
		{ visit: { kind: 'recording', visitId: command.id }, notice: null },
		{ kind: 'record', command },
	);
}

function answerVisit(state: CounterMachine, { visitId, answer }: Answered<'visit-answered'>): CounterStep {
	const { visit } = state.view;
	if (visit.kind === 'recording' && visit.visitId === visitId) {
		if (!answer.ok) return shown(state, { visit: { kind: 'refused', refusal: answer.error } });
		const kind = answer.value.status === 'recorded' ? 'recorded' : 'kept';
		return shown(
			state,
			{ visit: { kind, answer: answer.value, slip: 'waiting' } },
			{ kind: 'print', answer: answer.value },
		);
	}
	// The server is back while the guest is still here. The paper has been handed out already.
	const isKept = visit.kind === 'kept' && visit.answer.visitId === visitId;
	if (isKept && answer.ok && answer.value.status === 'recorded')
		return shown(state, { visit: { kind: 'recorded', answer: answer.value, slip: visit.slip } });
	return unchanged(state);
}

function moveSlip(state: CounterMachine, { visitId, slip }: Answered<'slip-moved'>): CounterStep {
	const { visit } = state.view;
	const isShown = (visit.kind === 'recorded' || visit.kind === 'kept') && visit.answer.visitId === visitId;
	return isShown ? shown(state, { visit: { ...visit, slip } }) : unchanged(state);
}

function nextGuest(state: CounterMachine): CounterStep {
	const { staff, visit } = state.view;
	if (!staff) return unchanged(state);
	if (visit.kind === 'recording') return noticed(state, 'busy');
	return { state: afresh(state), effects: [] };
}

/** A new conversation with nobody. Whatever is still on its way for the last one comes too late. */
const afresh = (state: CounterMachine): CounterMachine => ({
	...state,
	view: {
		...state.view,
		conversation: state.view.conversation + 1,
		guest: { kind: 'none' },
		visit: { kind: 'open' },
		notice: null,
	},
	sought: null,
});

const shown = (
	state: CounterMachine,
	change: Partial<CounterState>,
	...effects: readonly CounterEffect[]
): CounterStep => ({ state: { ...state, view: { ...state.view, ...change } }, effects });

const noticed = (state: CounterMachine, code: Notice['code']): CounterStep => {
	const count = state.notices + 1;
	return shown({ ...state, notices: count }, { notice: { code, count } });
};

const unchanged = (state: CounterMachine): CounterStep => ({ state, effects: [] });

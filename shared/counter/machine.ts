import { fingerprint } from '../kernel/fingerprint.ts';
import type { RecordVisit } from '../protocol/visit.ts';
import { answerConflict, changeConflicts, seeConflict } from './conflicts.ts';
import {
	afresh,
	noticed,
	shown,
	unchanged,
	type CounterMachine,
	type CounterStep,
	type EventOf,
	type Sought,
} from './counter-step.ts';
import {
	answerApproval,
	answerBill,
	answerBills,
	answerQuote,
	answerReversal,
	askBills,
	chooseBill,
	confirmReturn,
	leaveReversing,
	loseReversal,
	moveReversalSlip,
	priceReturn,
	undo,
} from './reversing.ts';
import type { CounterEvent, SwipeMark } from './state.ts';

export type { CounterMachine } from './counter-step.ts';

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
			swipe: null,
			unseenSwipes: 0,
			reader: absent,
			readers: [],
			printer: absent,
			server: { kind: 'offline', since },
			waitingVisits: 0,
			conflicts: [],
			puttingAway: { kind: 'idle' },
			undo: null,
			reversing: { kind: 'none' },
		},
		swipes: 0,
		notices: 0,
		sought: null,
		handedOver: [],
		unsettled: null,
		broughtBy: null,
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
			return readCard(marked(state, event.mark), event);
		case 'card-refused':
			return refuseCard(marked(state, event.mark), event);
		case 'swipe-expired':
			return expireSwipe(state, event.seq);
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
		case 'slip-asked':
			return askSlip(state);
		case 'next-guest':
			return nextGuest(state);
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
		case 'outbox-changed':
			return shown(state, { waitingVisits: event.waitingVisits });
		case 'conflicts-changed':
			return changeConflicts(state, event);
		case 'conflict-seen':
			return seeConflict(state, event);
		case 'conflict-answered':
			return answerConflict(state, event);
		case 'undo-asked':
			return undo(state, event);
		case 'bills-asked':
			return askBills(state, event.number);
		case 'bills-answered':
			return answerBills(state, event);
		case 'bill-chosen':
			return chooseBill(state, event.visitId);
		case 'bill-answered':
			return answerBill(state, event);
		case 'return-priced':
			return priceReturn(state, event);
		case 'return-quoted':
			return answerQuote(state, event);
		case 'return-confirmed':
			return confirmReturn(state, event);
		case 'approval-answered':
			return answerApproval(state, event);
		case 'reversal-answered':
			return answerReversal(state, event);
		case 'reversal-unanswered':
			return loseReversal(state, event.reversalId);
		case 'reversal-slip-moved':
			return moveReversalSlip(state, event);
		case 'reversing-left':
			return leaveReversing(state);
	}
}

/** A second PIN while the first is being checked would cost the cashier a try. */
function enterPin(state: CounterMachine, pin: string): CounterStep {
	const { staff, signIn } = state.view;
	if (staff || signIn.kind === 'checking') return unchanged(state);
	return shown(state, { signIn: { kind: 'checking' }, notice: null }, { kind: 'sign-in', pin });
}

function answerSignIn(state: CounterMachine, answer: EventOf<'sign-in-answered'>['answer']): CounterStep {
	if (state.view.signIn.kind !== 'checking') return unchanged(state);
	if (!answer.ok) return shown(state, { signIn: { kind: 'refused', refusal: answer.error } });
	return shown(state, { staff: answer.value, signIn: { kind: 'idle' }, notice: null });
}

function lock(state: CounterMachine): CounterStep {
	const { staff, visit } = state.view;
	if (!staff) return unchanged(state);
	if (visit.kind === 'recording' || isTaking(state)) return noticed(state, 'busy');
	return shown(afresh(state), { staff: null, undo: null, puttingAway: { kind: 'idle' } });
}

/** On its way to the server, which answers within two seconds or is away. */
const isTaking = ({ view }: CounterMachine): boolean => view.reversing.kind === 'taking';

/** Nothing is being taken back, or that is done. */
const mayGoOn = ({ view }: CounterMachine): boolean => ['none', 'done', 'not-undone'].includes(view.reversing.kind);

/** A swipe belongs to the bill on the screen until that bill is recorded; then it opens the next one. */
function readCard(state: CounterMachine, { card, mark }: EventOf<'card-read'>): CounterStep {
	const { staff, visit, guest, reversing } = state.view;
	if (!staff) return noticed(state, 'locked');
	if (visit.kind === 'recording' || !mayGoOn(state)) return noticed(state, 'busy');

	const isRecorded = visit.kind === 'recorded' || visit.kind === 'kept' || reversing.kind !== 'none';
	const swipe = state.swipes + 1;
	const sought: Sought = { swipe, card: fingerprint(card.number), live: false };
	const isSameGuest = !isRecorded && guest.kind === 'shown' && state.sought?.card === sought.card;
	return shown(
		{
			...(isRecorded ? afresh(state) : state),
			swipes: swipe,
			sought,
			broughtBy: isSameGuest ? state.broughtBy : (mark?.seq ?? null),
		},
		{ guest: isSameGuest ? guest : { kind: 'seeking' }, visit: { kind: 'open' }, notice: null },
		{ kind: 'look-up', swipe, card },
	);
}

const marked = (state: CounterMachine, mark: SwipeMark | undefined): CounterMachine =>
	mark ? { ...state, view: { ...state.view, swipe: mark } } : state;

/** Of two cards at once, the first may be on the screen already; neither is to be believed. */
function refuseCard(state: CounterMachine, { refusal: { code } }: EventOf<'card-refused'>): CounterStep {
	return noticed(code === 'card_ambiguous' ? withoutSwiped(state) : state, code);
}

/** Nobody has seen it in time: the guest may have gone, and the next one must not find them on the screen. */
function expireSwipe(state: CounterMachine, seq: number): CounterStep {
	const unseenSwipes = state.view.unseenSwipes + 1;
	if (state.view.swipe?.seq !== seq) return shown(state, { unseenSwipes });
	return shown(state.broughtBy === seq ? withoutSwiped(state) : state, { unseenSwipes, swipe: null, notice: null });
}

/** The guest whom a swipe has brought goes, as long as their bill is open. */
function withoutSwiped(state: CounterMachine): CounterMachine {
	const { visit, reversing } = state.view;
	const isOpen = (visit.kind === 'open' || visit.kind === 'refused') && reversing.kind === 'none';
	if (!isOpen || state.broughtBy === null) return state;
	return {
		...state,
		view: { ...state.view, guest: { kind: 'none' }, visit: { kind: 'open' } },
		...{ sought: null, broughtBy: null },
	};
}

function answerMember(state: CounterMachine, event: EventOf<'member-answered'>): CounterStep {
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
	const { staff, visit, reversing } = state.view;
	if (!staff) return unchanged(state);
	if (visit.kind === 'recording' || reversing.kind !== 'none') return noticed(state, 'busy');
	return shown(
		{ ...state, sought: null },
		{ guest: { kind: 'none' }, visit: visit.kind === 'refused' ? { kind: 'open' } : visit, notice: null },
	);
}

function confirmVisit(state: CounterMachine, command: RecordVisit): CounterStep {
	const { staff, visit, guest, reversing } = state.view;
	if (!staff) return noticed(state, 'locked');
	if (visit.kind === 'recording') return unchanged(state);
	const isRecorded = visit.kind === 'recorded' || visit.kind === 'kept';
	// The answer was quicker than the second press of the same button.
	if (isRecorded && visit.answer.visitId === command.id) return unchanged(state);

	const memberId = guest.kind === 'shown' ? guest.member.id : null;
	const isOfThisCounter =
		guest.kind !== 'seeking' && command.memberId === memberId && command.cashier === staff.id && !isRecorded;
	if (reversing.kind !== 'none') return noticed(state, 'busy');
	if (!isOfThisCounter || state.handedOver.includes(command.id)) return noticed(state, 'busy');

	return shown(
		{ ...state, handedOver: [...state.handedOver, command.id].slice(-HANDED_OVER_MAX) },
		{ visit: { kind: 'recording', visitId: command.id }, notice: null },
		{ kind: 'record', command },
	);
}

function answerVisit(state: CounterMachine, { visitId, answer, undoUntil }: EventOf<'visit-answered'>): CounterStep {
	const { visit } = state.view;
	if (visit.kind === 'recording' && visit.visitId === visitId) {
		if (!answer.ok) return shown(state, { visit: { kind: 'refused', refusal: answer.error } });
		const kind = answer.value.status === 'recorded' ? 'recorded' : 'kept';
		return shown(
			state,
			{
				visit: { kind, answer: answer.value, slip: 'waiting' },
				undo: undoUntil === undefined ? null : { visitId, until: undoUntil },
			},
			{ kind: 'print', answer: answer.value },
		);
	}
	// The server is back while the guest is still here. The paper has been handed out already.
	const isKept = visit.kind === 'kept' && visit.answer.visitId === visitId;
	if (isKept && answer.ok && answer.value.status === 'recorded')
		return shown(state, { visit: { kind: 'recorded', answer: answer.value, slip: visit.slip } });
	return unchanged(state);
}

/** A slip that is on its way comes by itself. */
function askSlip(state: CounterMachine): CounterStep {
	const { staff, visit, reversing } = state.view;
	const done =
		reversing.kind === 'done'
			? ({ kind: 'reversal', answer: reversing.answer, slip: reversing.slip } as const)
			: reversing.kind === 'none' && (visit.kind === 'recorded' || visit.kind === 'kept')
				? ({ kind: 'visit', answer: visit.answer, slip: visit.slip } as const)
				: undefined;
	if (!staff || !done || done.slip === 'waiting' || done.slip === 'sending') return unchanged(state);
	const { slip: _progress, ...slip } = done;
	return shown(state, {}, { kind: 'print-again', slip });
}

function moveSlip(state: CounterMachine, { visitId, slip }: EventOf<'slip-moved'>): CounterStep {
	const { visit } = state.view;
	const isShown = (visit.kind === 'recorded' || visit.kind === 'kept') && visit.answer.visitId === visitId;
	return isShown ? shown(state, { visit: { ...visit, slip } }) : unchanged(state);
}

function nextGuest(state: CounterMachine): CounterStep {
	const { staff, visit } = state.view;
	if (!staff) return unchanged(state);
	if (visit.kind === 'recording' || isTaking(state)) return noticed(state, 'busy');
	return { state: afresh(state), effects: [] };
}

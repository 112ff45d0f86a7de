import { looksPersonal } from '#shared/kernel/personal.ts';
import type { VisitId } from '#shared/kernel/ids.ts';
import { recordVisitSchema } from '#shared/protocol/visit.schema.ts';
import type { RecordVisit, VisitAnswer } from '#shared/protocol/visit.ts';
import { slipNumber } from '#shared/receipt/slip-number.ts';
import { conflictKeeper } from '../commands/keep-conflicts.ts';
import { visitRecorder } from '../commands/record-visit.ts';
import type { House } from '../house.ts';
import { withHouse, type HousePlace } from './open-house.ts';
import { loadOpenConflicts, setConflictCode, settleConflict, type StoredConflict } from '../store/conflict-store.ts';
import type { Store } from '../store/store.ts';
import { ProgrammeShelf } from '../store/loading/visit-loading.ts';

export type ConflictOrder =
	| { readonly kind: 'list' }
	| { readonly kind: 'book'; readonly number: string }
	| { readonly kind: 'dismiss'; readonly number: string; readonly reason: string };

export const CONFLICT_UNKNOWN = 55;
export const STILL_UNBOOKED = 56;

/** A sentence says why; whoever needs more writes it elsewhere. */
const REASON_LENGTH_MAX = 200;

const VERBS = ['unbooked', 'book', 'dismiss'] as const;

export const isConflictVerb = (verb: string | undefined): verb is (typeof VERBS)[number] =>
	VERBS.some((known) => known === verb);

/** @throws with a sentence where it asks nothing that makes sense */
export function readConflictOrder(
	verb: (typeof VERBS)[number],
	number: string | undefined,
	reason: string | undefined,
): ConflictOrder {
	if (verb === 'unbooked') return { kind: 'list' };
	if (number === undefined) throw new Error(`retorno counter ${verb} needs the number of the slip.`);
	if (verb === 'book') return { kind: 'book', number };
	const note = reason?.trim() ?? '';
	if (note === '') throw new Error('retorno counter dismiss needs --reason "…": it is kept for ever.');
	if (note.length > REASON_LENGTH_MAX) throw new Error(`A reason has at most ${REASON_LENGTH_MAX} signs.`);
	if (looksPersonal(note)) throw new Error('The reason is kept for ever: no address, no phone, no card in it.');
	return { kind: 'dismiss', number, reason: note };
}

/** What `verify` and `list` say where something waits for somebody. */
export const openWords = (count: number): string =>
	`${count === 1 ? 'One visit' : `${count} visits`} of a counter that was away ${count === 1 ? 'waits' : 'wait'} for somebody: "retorno counter unbooked" says why.`;

/**
 * What counters that were away have left to be looked at: lists it, books a visit again, or puts one away with a reason. Also
 * while the hotel is open.
 *
 * @param now RFC 3339, UTC
 * @returns the exit code
 * @throws with a sentence where there are no books
 */
export function runConflicts(
	order: ConflictOrder,
	place: HousePlace,
	now: string,
	say: (line: string) => void,
): Promise<number> {
	return withHouse(place, async (store, house) => {
		const open = await store.read(loadOpenConflicts(house.id));
		if (order.kind === 'list') {
			say(open.length === 0 ? `${house.name}: nothing waits for anybody.` : `${house.name}:`);
			for (const conflict of open) for (const line of linesOf(conflict)) say(line);
			return 0;
		}
		const found = open.filter(({ visit_id: id }) => isNamed(id, order.number));
		if (found.length === 0) {
			say(`Nothing is open under ${order.number}; "retorno counter unbooked" shows what is. Nothing was changed.`);
			return CONFLICT_UNKNOWN;
		}
		if (order.kind === 'dismiss') {
			const settlement = { at: now, as: 'put_away', note: order.reason } as const;
			await store.configure(
				found.map(({ visit_id: visitId, kind }) => settleConflict(house.id, { visitId, kind }, settlement)),
			);
			say(`${order.number} is put away.`);
			return 0;
		}
		return bookAgain(found, { store, house, now, say });
	});
}

const isNamed = (visitId: string, number: string): boolean =>
	visitId === number || slipNumber(visitId as VisitId) === number.toUpperCase();

type At = {
	readonly store: Store;
	readonly house: House;
	readonly now: string;
	readonly say: (line: string) => void;
};

/** As it came from the outbox: what was paid stands. Whoever is interrupted in between books it again, once. */
async function bookAgain(found: readonly StoredConflict[], at: At): Promise<number> {
	const unbooked = found.find(({ kind }) => kind === 'unbooked');
	if (!unbooked) {
		at.say('This visit is booked, and its guest owes points for it: "retorno counter dismiss" puts it away.');
		return STILL_UNBOOKED;
	}
	const { store, house, now, say } = at;
	const number = slipNumber(unbooked.visit_id as VisitId);
	const known = recordVisitSchema.safeParse(JSON.parse(unbooked.body!));
	if (!known.success) {
		say(`${number} is not understood by this version. Nothing was changed.`);
		return STILL_UNBOOKED;
	}
	const answer = await visitRecorder(store, house, new ProgrammeShelf(house.id), () => now)(known.data, 'outbox');
	if (!answer.ok) {
		await store.configure([setConflictCode(house.id, known.data.id, answer.error.code)]);
		say(`${number} is still not booked: ${whyOf(answer.error.code)}.`);
		return STILL_UNBOOKED;
	}
	await keepDebt({ ...at, counter: unbooked.counter }, known.data, answer.value);
	const settlement = { at: now, as: 'booked', note: null } as const;
	await store.configure([settleConflict(house.id, { visitId: known.data.id, kind: 'unbooked' }, settlement)]);
	say(`${number} is booked.`);
	return 0;
}

async function keepDebt(
	{ store, house, now, say, counter }: At & { readonly counter: string },
	command: RecordVisit,
	answer: VisitAnswer,
): Promise<void> {
	await conflictKeeper(store, house, () => now)(counter, [command], [{ ok: true, value: answer }]);
	if (answer.points.owed !== undefined) say(`The guest owes ${answer.points.owed} points since.`);
}

function linesOf(conflict: StoredConflict): readonly string[] {
	const { visit_id: id, counter, kind, occurred_at: at, currency, paid_minor: paidMinor, member_id: guest } = conflict;
	const paid = paidMinor === null ? 'a visit' : `${currency} ${moneyOf(paidMinor, currency!)}`;
	const of = guest === null ? 'without a guest' : `of guest ${guest}`;
	const why =
		kind === 'debt'
			? `booked; it spent more points than were left, and ${conflict.owed_points} are owed`
			: `not booked: ${whyOf(conflict.code!)}`;
	return [`  ${slipNumber(id as VisitId)}  ${counter}, ${at ?? conflict.raised_at}: ${paid} ${of}`, `    ${why}`];
}

function moneyOf(minor: number, currency: string): string {
	const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits!;
	return (minor / 10 ** digits).toFixed(digits);
}

/** What to mend before it is booked again; a code without a sentence speaks for itself. */
const WHY: Readonly<Record<string, string>> = {
	check_duplicate: 'another visit stands for the same check; if it is another bill, take that one back first',
	outlet_unknown: 'the hotel has no such outlet any more',
	cashier_unknown: 'the hotel has no such cashier any more',
	member_not_found: 'the hotel has no such guest',
	time_in_future: 'the clock of the counter was ahead; it can be booked when that time has come',
	programme_missing: 'no programme was in force on its day',
	total_too_large: 'it is larger than any bill may be',
	request_malformed: 'this server did not understand it; a newer version may',
	id_reused: 'another visit is booked under its id',
};

const whyOf = (code: string): string => (WHY[code] ? `${WHY[code]} (${code})` : code);

import type { NotPutAway, ShownConflict } from '#shared/counter/conflicts.ts';
import { slipNumber } from '#shared/receipt/slip-number.ts';
import { signInText } from '../frame/sign-in.ts';
import type { Wording } from '../wording.ts';
import { CONFLICT_TEXTS, type ConflictKey, type ConflictWording } from './texts.ts';

/** Which visit it is, in lines: its slip and check; when and how much; whose. */
export function visitText(conflict: ShownConflict, say: ConflictWording, { format }: Wording, day: string): string {
	const { visitId, checkNumber, occurredAt, paidMinor } = conflict;
	return [
		[
			say('conflict.number', { number: slipNumber(visitId) }),
			...(checkNumber === null ? [] : [say('conflict.check', { number: checkNumber })]),
		],
		[`${format.day(day)} ${format.time(occurredAt)}`, format.money(paidMinor)],
		[guestText(conflict, say)],
	]
		.map((line) => line.join(' · '))
		.join('\n');
}

/** Whose it is, also where nobody here knows the guest. */
export const guestText = ({ memberId, guestName }: ShownConflict, say: ConflictWording): string =>
	memberId === null ? say('conflict.nobody') : (guestName ?? say('conflict.unknown'));

export function whyText(conflict: ShownConflict, say: ConflictWording): string {
	if (conflict.kind === 'debt') {
		const why = say('conflict.why-debt', { count: conflict.owedPoints });
		return say('conflict.why-then', { why, then: say('conflict.do-debt') });
	}
	const key = `conflict.why-${conflict.code}`;
	const why = isKey(key) ? say(key) : say('conflict.why-other', { code: conflict.code });
	return say('conflict.why-then', { why, then: say('conflict.do-unbooked') });
}

const isKey = (key: string): key is ConflictKey => key in CONFLICT_TEXTS.en;

/** Why it is still there. @param opensInMs until the next PIN is heard */
export function notPutAwayText(
	refusal: NotPutAway,
	opensInMs: number,
	say: ConflictWording,
	wording: Wording,
): string | undefined {
	switch (refusal.code) {
		case 'approver_forbidden':
			return say('conflict.forbidden');
		case 'not_saved':
			return say('conflict.not-saved');
		default:
			return signInText(refusal, opensInMs, wording);
	}
}

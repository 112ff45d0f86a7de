import { z } from 'zod';
import type { Plain } from '#shared/kernel/canonical.ts';
import { daysBetween } from '#shared/kernel/dates.ts';
import type { HoldId, StaffId, VisitId } from '#shared/kernel/ids.ts';
import { NIGHT_CATEGORY, NIGHTS_MAX } from '#shared/loyalty/earning/nights.ts';
import type { PosVisitCall } from '../../commands/record-pos-visit.ts';
import { placeBroken } from './faults.ts';
import { date, text, uuid } from './fields.ts';
import { billLine, holderOf, lineOf, LINES_MAX, visitBody } from './visit-body.ts';
import { nameSomebody } from './named-member.ts';

const ROOM_LENGTH_MAX = 20;

const night = billLine
	.omit({ id: true, category: true, quantity: true, on: true })
	.extend({ date: date.describe('The business date of the night: who leaves on 2 January has slept the 1st.') });

const { credential, memberId, outlet, terminal, cashier, approvedBy, businessDate, checkNumber } = visitBody.shape;
const { currency, source, partySize, tenders, claims, holds, occurredAt } = visitBody.shape;

/** A stay as a PMS sends it when the guest checks out. */
export const stayBody = z
	.strictObject({
		id: uuid.nullish().describe('Made by the PMS; the same id is the same stay for ever. Or send Idempotency-Key.'),
		...{ credential, memberId },
		reservationNumber: text(40),
		room: text(ROOM_LENGTH_MAX).describe('One member earns for a room of a reservation.'),
		arrival: date,
		departure: date,
		outlet: outlet.describe('Where guests check out: lobby.'),
		...{ terminal, cashier, approvedBy, businessDate },
		occurredAt: occurredAt.describe('The check-out.'),
		checkNumber: checkNumber.describe('Of the bill, if it has one of its own.'),
		...{ currency, source, partySize },
		nights: z.array(night).max(NIGHTS_MAX),
		lines: z
			.array(billLine.omit({ on: true }))
			.max(LINES_MAX)
			.nullish()
			.describe('Whatever else is on the bill.'),
		...{ tenders, claims, holds },
	})
	.superRefine(nameSomebody)
	.superRefine((stay, context) => {
		const { arrival, departure } = stay;
		if (departure < arrival) return context.addIssue(placeBroken('date_order', ['departure'], 'arrival'));
		if (daysBetween(arrival, departure) > NIGHTS_MAX) {
			context.addIssue(placeBroken('stay_too_long', ['departure'], String(NIGHTS_MAX)));
		}
		const seen = new Set<string>();
		for (const [index, { date }] of stay.nights.entries()) {
			const path = ['nights', index, 'date'];
			if (date < arrival || date >= departure) context.addIssue(placeBroken('outside_stay', path));
			if (seen.has(date)) context.addIssue(placeBroken('repeated', path));
			seen.add(date);
		}
		for (const [index, { category }] of (stay.lines ?? []).entries()) {
			if (category === NIGHT_CATEGORY)
				context.addIssue(placeBroken('misplaced', ['lines', index, 'category'], 'nights'));
		}
	});

type StayBody = z.infer<typeof stayBody>;

/** The line of a night, for whoever takes one back. */
const nightLine = ({ date: on, ...night }: StayBody['nights'][number]) =>
	lineOf({ ...night, id: `night-${on}`, category: NIGHT_CATEGORY, quantity: 1, on });

/** The command inside a body: one bill, of nights with their dates and of all else. @param token as for a visit */
export function stayCallOf(id: VisitId, body: StayBody, token: string | null): PosVisitCall {
	const { credential, memberId: _member, reservationNumber: reservation, room, arrival, departure, ...bill } = body;
	const { terminal, cashier, occurredAt, id: _id, approvedBy, ...asked } = bill;
	return {
		visit: {
			...{ id, outlet: bill.outlet, terminal, cashier: cashier as StaffId, occurredAt },
			...{ checkNumber: bill.checkNumber ?? null, part: 0, currency: bill.currency },
			...{ source: bill.source ?? 'direct', partySize: bill.partySize ?? null },
			lines: [...bill.nights.map(nightLine), ...(bill.lines ?? []).map(lineOf)],
			tenders: bill.tenders ?? null,
			claims: bill.claims ?? [],
			holds: (bill.holds ?? []) as HoldId[],
			...{ programmeVersion: null, quoteFingerprint: null },
			...(approvedBy && { approvedBy: approvedBy as StaffId }),
		},
		holder: holderOf(body, token),
		businessDate: bill.businessDate ?? null,
		asked: { ...body, id: undefined, credential: credential && { type: credential.type, token } },
		// Who sends it again, from where and when, makes no other stay of it.
		stay: { of: { reservation, room, arrival, departure }, asked: withoutNull(asked) },
	};
}

/** What may be left out may also be `null`. */
const withoutNull = (asked: object): Plain =>
	JSON.parse(JSON.stringify(asked, (_key, value: unknown) => value ?? undefined)) as Plain;

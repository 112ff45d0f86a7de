import { z } from 'zod';
import type { HoldId, MemberId, StaffId, VisitId } from '#shared/kernel/ids.ts';
import type { BillLine } from '#shared/loyalty/bill.ts';
import type { Holder, PosVisitCall } from '../../commands/record-pos-visit.ts';
import { voucherHashOf } from '../../identity/voucher-codes.ts';
import { ruleBroken } from './faults.ts';
import {
	checkNumber,
	count,
	credential,
	currency,
	date,
	instant,
	outlet,
	part,
	partySize,
	quoteFingerprint,
	source,
	terminal,
	text,
	uuid,
} from './fields.ts';
import { nameOnce } from './named-member.ts';

/** Longer bills exist only as mistakes. */
export const LINES_MAX = 200;
const TENDERS_MAX = 20;
const CLAIMS_MAX = 20;
const HOLDS_MAX = 20;
const VOUCHERS_MAX = 5;
const CODE_LENGTH_MAX = 40;

export const billLine = z.strictObject({
	id: text(64),
	category: outlet.describe('A code of the hotel: food, drinks, treatment.'),
	sku: text(64).nullish(),
	quantity: z.int().min(1),
	grossMinor: count.describe('List price of the whole line, tax included.'),
	taxMinor: count.nullish(),
	costMinor: count.nullish(),
	on: date
		.nullish()
		.describe('Of a night: the business date it is for, so that it counts in the year in which it was.'),
	paidBy: z.enum(['guest', 'company']).nullish().describe('A company earns nothing; the nights that it pays count.'),
});

const tender = z.discriminatedUnion('type', [
	z.strictObject({ type: z.literal('points'), points: z.int().min(1), amountMinor: count }),
	z.strictObject({ type: z.literal('other'), amountMinor: count }),
]);

/** Offers that the guest asks for: the visit is booked with all of them, or refused. */
export const claims = z
	.array(outlet)
	.max(CLAIMS_MAX)
	.describe('Offers that cost points or take a reward, by id; refusedOffers of a quote has them as not_asked.');

/** Points that were set aside for this bill. */
export const holds = z
	.array(uuid)
	.max(HOLDS_MAX)
	.describe('Ids of holds: the bill takes what it needs of them and gives the rest back.');

/** Coupons that the guest shows. */
export const vouchers = z
	.array(text(CODE_LENGTH_MAX))
	.max(VOUCHERS_MAX)
	.describe('Codes of coupons: the bill gets their offers with these very coupons, or is refused.');

/** One bill as a POS sends it. What may be left out may also be `null`. */
export const visitBody = z
	.strictObject({
		id: uuid.nullish().describe('Made by the POS; the same id is the same visit for ever. Or send Idempotency-Key.'),
		credential: credential.nullish(),
		memberId: uuid.nullish().describe('Instead of a credential, from members/lookup.'),
		outlet,
		terminal,
		cashier: outlet.describe('The code of somebody of the staff.'),
		approvedBy: outlet
			.nullish()
			.describe('The code of the supervisor who said yes; needed for a bill of more than 60 days ago.'),
		businessDate: date.nullish().describe("The business day of the POS; without it the hotel's clock decides."),
		occurredAt: instant,
		checkNumber: checkNumber.nullish(),
		part: part.nullish().describe('Which part of a split bill; 0 for a whole one.'),
		currency,
		source: source.nullish().describe('Without it walk-in.'),
		partySize: partySize.optional(),
		lines: z.array(billLine).max(LINES_MAX),
		tenders: z
			.array(tender)
			.max(TENDERS_MAX)
			.nullish()
			.describe('Without them the bill is paid in full by other means.'),
		claims: claims.nullish(),
		holds: holds.nullish(),
		vouchers: vouchers.nullish(),
		programmeVersion: z.int().min(1).nullish(),
		quoteFingerprint: quoteFingerprint.nullish().describe('Of the quote that was shown; without it the server quotes.'),
	})
	.superRefine(nameOnce)
	.superRefine(({ programmeVersion, quoteFingerprint }, context) => {
		if (isGiven(programmeVersion) !== isGiven(quoteFingerprint)) {
			const missing = isGiven(programmeVersion) ? 'quoteFingerprint' : 'programmeVersion';
			context.addIssue(ruleBroken('only_together', missing, ['programmeVersion', 'quoteFingerprint']));
		}
	});

export type VisitBody = z.infer<typeof visitBody>;

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

export const lineOf = ({
	sku = null,
	taxMinor = null,
	costMinor = null,
	on,
	paidBy,
	...line
}: z.infer<typeof billLine>): BillLine => {
	return { ...line, sku, taxMinor, costMinor, ...(on ? { on } : {}), ...(paidBy === 'company' ? { paidBy } : {}) };
};

type Named = Pick<VisitBody, 'credential' | 'memberId'>;

/** @param token of the card that came with it, if any */
export const holderOf = ({ memberId }: Named, token: string | null): Holder =>
	token !== null
		? { kind: 'card', token }
		: memberId
			? { kind: 'member', memberId: memberId as MemberId }
			: { kind: 'nobody' };

/** The command inside a body. @param token of the card that came with it, if any */
export function visitCallOf(id: VisitId, body: VisitBody, token: string | null): PosVisitCall {
	const { credential, businessDate, ...bill } = body;
	const codeHashes = body.vouchers?.map(voucherHashOf);
	return {
		visit: {
			id,
			outlet: bill.outlet,
			terminal: bill.terminal,
			cashier: bill.cashier as StaffId,
			occurredAt: bill.occurredAt,
			checkNumber: bill.checkNumber ?? null,
			part: bill.part ?? 0,
			currency: bill.currency,
			source: bill.source ?? 'walk-in',
			partySize: bill.partySize ?? null,
			lines: bill.lines.map(lineOf),
			tenders: bill.tenders ?? null,
			claims: bill.claims ?? [],
			holds: (bill.holds ?? []) as HoldId[],
			...(bill.approvedBy && { approvedBy: bill.approvedBy as StaffId }),
			programmeVersion: bill.programmeVersion ?? null,
			quoteFingerprint: bill.quoteFingerprint ?? null,
		},
		...(codeHashes && { vouchers: codeHashes }),
		holder: holderOf(body, token),
		businessDate: businessDate ?? null,
		// As it was sent, so that a field which a later version adds changes no old request.
		asked: {
			...{ ...body, id: undefined, credential: credential && { type: credential.type, token } },
			...(codeHashes && { vouchers: codeHashes }),
		},
	};
}

import { z } from 'zod';
import type { Language } from '#shared/kernel/language.ts';
import { invariant } from '#shared/kernel/result.ts';
import type { ReversalAnswer } from '#shared/protocol/reversal.ts';
import { layOut } from '#shared/receipt/columns.ts';
import type { Receipt } from '#shared/receipt/receipt.ts';
import { composeVisitSlip, type SlipGuest } from '#shared/receipt/visit-slip.ts';
import type { SlipSource } from '../../commands/record-pos-visit.ts';
import type { House } from '../../house.ts';
import type { Loading } from '../../store/statement.ts';
import { together } from '../../store/statement.ts';
import { loadReversalAnswers } from '../../store/loading/reversal-loading.ts';
import { loadSlipGuests, type SlipGuestRecord, type VisitRecord } from '../../store/loading/visit-records.ts';
import type { ApiHouse } from './api-house.ts';
import { Explainer } from './explain/explainer.ts';
import {
	checkNumber,
	count,
	date,
	expiring,
	explanation,
	givenOffer,
	instant,
	language,
	part,
	refusedOffer,
	stampChange,
	uuid,
} from './fields.ts';
import { reversalAnswer, reversalBodyOf } from './reversal-answer.ts';

/** How wide the lines of a receipt are: what paper of 80 mm holds. */
const RECEIPT_COLUMNS = 48;

/** What a visit came to. The same for ever, but for the words of the receipt, which are made for each reader anew, and what is taken back of it. */
export const visitAnswer = z.strictObject({
	visitId: uuid,
	status: z.literal('recorded'),
	memberId: uuid.nullable(),
	outlet: z.string(),
	terminal: z.string(),
	businessDate: date,
	occurredAt: instant,
	checkNumber: checkNumber.nullable(),
	part,
	currency: z.string(),
	listMinor: count,
	discountMinor: count,
	payableMinor: count,
	pointsPaidMinor: count.describe('Of payableMinor, what points pay.'),
	points: z.strictObject({
		...{ earned: count, spent: count, balance: count },
		pending: count.optional().describe('What cannot be used yet and is in no balance, all together.'),
		owed: count.optional().describe('What the guest owes since, where a paid bill spent more than there was.'),
	}),
	usableFrom: date.optional().describe('The day from which on what was earned can be used, where not at once.'),
	worthMinor: count.describe('What the new balance pays.'),
	stamps: z.array(stampChange),
	expiring,
	tierReached: z
		.strictObject({ tier: z.string(), until: date.nullable() })
		.optional()
		.describe('The visit lifted the guest, from the next one on; the last day of the tier, null for ever.'),
	offers: z.array(givenOffer).describe('What took something off the bill.'),
	refusedOffers: z
		.array(refusedOffer)
		.describe('Offers for this outlet and tier that were not given, each with its reason.'),
	explanation: z.array(explanation).describe('How every figure came about.'),
	reversals: z.array(reversalAnswer).describe('What has been taken back of it since, in order.'),
	receipt: z.strictObject({
		language,
		lines: z.array(z.string()).describe(`Text for ${RECEIPT_COLUMNS} columns; a Chinese character takes two.`),
		qr: z.string().nullable().describe('What a QR code below the lines says.'),
	}),
});
export type VisitAnswerBody = z.infer<typeof visitAnswer>;

/** Writes recorded visits of one business day as they are answered, each with the receipt for its guest. */
export function* composeAnswers(
	{ house, shelf }: ApiHouse,
	businessDate: string,
	records: readonly VisitRecord[],
	said: Language,
): Loading<readonly VisitAnswerBody[]> {
	const memberIds = new Set(records.flatMap(({ answer: { memberId } }) => (memberId === null ? [] : [memberId])));
	const [programme, guests, reversals] = yield* together(
		shelf.loadInForce(businessDate),
		loadSlipGuests([...memberIds]),
		together(...records.map(({ answer }) => loadReversalAnswers(answer.visitId))),
	);
	invariant(programme !== null, 'a recorded visit has its programme');
	return records.map((record, index) => {
		const { memberId } = record.answer;
		const guest = (memberId !== null && guests.get(memberId)) || null;
		return composeAnswer(house, record, { programme, guest }, said, reversals[index]);
	});
}

/** Writes one visit that was recorded earlier. */
export async function composeOne(api: ApiHouse, record: VisitRecord, said: Language): Promise<VisitAnswerBody> {
	const [written] = await api.store.read(composeAnswers(api, record.businessDate, [record], said));
	return written!;
}

/** Writes one recorded visit as it is answered. @param said the language of its sentences; the receipt has its guest's */
export function composeAnswer(
	house: House,
	{ answer, businessDate, part }: VisitRecord,
	source: SlipSource,
	said: Language,
	reversals: readonly ReversalAnswer[] = [],
): VisitAnswerBody {
	const { lines: _lines, status, points, stamps, offers, refusedOffers, explanation, ...figures } = answer;
	invariant(status === 'recorded', 'what the server answered is recorded');
	const explainer = new Explainer(house, source.programme, said);
	return {
		...figures,
		status,
		businessDate,
		part,
		points: { ...points },
		stamps: [...stamps],
		offers: [...offers],
		refusedOffers: explainer.refusals(refusedOffers),
		explanation: explainer.steps(explanation),
		reversals: reversals.map(reversalBodyOf),
		receipt: receiptOf(house, answer, source),
	};
}

function receiptOf(
	house: House,
	answer: VisitRecord['answer'],
	{ programme, guest }: SlipSource,
): VisitAnswerBody['receipt'] {
	const { name: propertyName, language, timeZone, currency } = house;
	const outlet = house.outlets.find(({ code }) => code === answer.outlet);
	invariant(outlet !== undefined, 'an outlet that has visits stays in the house');
	const { language: spoken, lines } = composeVisitSlip({
		answer,
		guest: guest && slipGuestOf(guest),
		house: { propertyName, language, outlet, timeZone, currency, programme },
		copy: 0,
	});
	return {
		language: spoken,
		lines: layOut(inOneSize({ language: spoken, lines }), RECEIPT_COLUMNS).flatMap((line) =>
			line.kind === 'text' ? [line.text] : [],
		),
		qr: lines.find((line) => line.kind === 'qr')?.data ?? null,
	};
}

const slipGuestOf = ({ givenName, language, tier: tierCode, cardEnding }: SlipGuestRecord): SlipGuest => {
	return { givenName, language, tierCode, cardEnding };
};

/** Text has no large letters, so no line is laid out for half of its columns. */
const inOneSize = ({ language, lines }: Receipt): Receipt => ({
	language,
	lines: lines.map((line) => ('size' in line ? { ...line, size: 'normal' } : line)),
});

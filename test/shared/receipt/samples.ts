import type { Language } from '#shared/kernel/language.ts';
import type { MemberId, VisitId } from '#shared/kernel/ids.ts';
import { invariant } from '#shared/kernel/result.ts';
import type { BillLine, MemberStanding } from '#shared/loyalty/bill.ts';
import { quote } from '#shared/loyalty/quote.ts';
import type { VisitAnswer } from '#shared/protocol/visit.ts';
import type { SlipGuest, SlipHouse, VisitSlip } from '#shared/receipt/visit-slip.ts';
import { MEMBERS, OUTLETS, PROGRAMME, PROPERTY } from '../../../server/demo/miramar.ts';
import { standingWith } from '../../support/standing.ts';

type Sold = readonly (readonly [category: string, grossMinor: number, quantity?: number])[];
type Visit = { readonly card: string | null; readonly outlet: string; readonly sold: Sold; readonly points?: number };

const VISIT_ID = '0190f7c2-5b6e-7a41-9f3c-d2a84c1e7f05' as VisitId;
const OCCURRED_AT = '2026-11-21T17:42:00.000Z';

export const houseOf = (outlet: string, language: Language = 'en'): SlipHouse => ({
	propertyName: PROPERTY.name,
	language,
	outlet: OUTLETS.find(({ code }) => code === outlet)!,
	timeZone: PROPERTY.timeZone,
	currency: PROGRAMME.currency,
	programme: PROGRAMME,
});

/** A visit at the demo hotel, quoted by the rules and booked as the server books it. */
export function slipOf({ card, outlet, sold, points = 0 }: Visit): VisitSlip {
	const member = MEMBERS.find((one) => one.card === card);
	const lines = sold.map(([category, grossMinor, quantity = 1], index): BillLine => {
		return { id: String(index), category, sku: null, quantity, grossMinor, taxMinor: null, costMinor: null };
	});
	const standing: MemberStanding | null = member
		? standingWith({ tier: member.tier, balancePoints: member.points, stamps: { spa: member.spaStamps } })
		: null;
	const moment = {
		instant: OCCURRED_AT,
		businessDate: '2026-11-21',
		localDate: '2026-11-21',
		minuteOfDay: 1182,
		weekday: 6,
		clock: PROPERTY,
	};
	const quoted = quote(PROGRAMME, standing, {
		outlet,
		moment,
		currency: 'EUR',
		lines,
		pointsTendered: points,
		claims: [],
	});
	invariant(quoted.ok, 'a sample bill is a good bill');
	const { listMinor, discountMinor, payableMinor, pointsPaidMinor, pointsEarned, explanation } = quoted.value;
	const balance = (member?.points ?? 0) + pointsEarned - points;
	const answer: VisitAnswer = {
		visitId: VISIT_ID,
		status: 'recorded',
		...{ offers: quoted.value.offers, refusedOffers: quoted.value.refusedOffers },
		memberId: (member?.memberId ?? null) as MemberId | null,
		outlet,
		terminal: 'till-1',
		occurredAt: OCCURRED_AT,
		checkNumber: null,
		currency: 'EUR',
		lines: lines.map(({ id, category, quantity, grossMinor }) => ({ id, category, quantity, listMinor: grossMinor })),
		listMinor,
		discountMinor,
		payableMinor,
		pointsPaidMinor,
		points: { earned: pointsEarned, spent: points, balance },
		worthMinor: balance * 50,
		stamps: quoted.value.stamps.map((change) => ({
			...change,
			balance: (member?.spaStamps ?? 0) + change.stamps - change.rewards * change.needed,
		})),
		expiring: member && member.expiringPoints > 0 ? { points: member.expiringPoints, on: '2026-12-11' } : null,
		explanation,
	};
	const guest: SlipGuest | null = member
		? {
				givenName: member.givenName,
				tierCode: member.tier,
				cardEnding: member.card.slice(-4),
				language: member.language,
			}
		: null;
	return { answer, guest, house: houseOf(outlet), copy: 0 };
}

export const [ELENA, MIGUEL, XIAOMING, ALICE] = MEMBERS.map(({ card }) => card) as [string, string, string, string];

const SUPPER: Sold = [
	['food', 6200],
	['drinks', 1800],
];
const supper = (card: string | null): VisitSlip => slipOf({ card, outlet: 'restaurant', sold: SUPPER });
/** What the visit earned can be used later. */
const waiting = (slip: VisitSlip): VisitSlip => {
	const { earned, spent, balance } = slip.answer.points;
	const points = { earned, spent, balance: balance - earned, pending: earned };
	return { ...slip, answer: { ...slip.answer, points, worthMinor: points.balance * 50, usableFrom: '2026-12-05' } };
};
const offline = (slip: VisitSlip): VisitSlip => ({ ...slip, answer: { ...slip.answer, status: 'provisional' } });

/** The fixtures of the demo hotel and what else a slip can say. */
export const SAMPLES: Readonly<Record<string, VisitSlip>> = {
	'Elena has supper': supper(ELENA),
	'Miguel has supper': supper(MIGUEL),
	'小明 has supper': supper(XIAOMING),
	'Alice has supper': supper(ALICE),
	'a guest without a card has supper': supper(null),
	'Elena buys tobacco with her food': slipOf({
		card: ELENA,
		outlet: 'restaurant',
		sold: [
			['food', 12_000],
			['tobacco', 2_000],
		],
	}),
	'Alice completes her stamps': slipOf({ card: ALICE, outlet: 'spa', sold: [['treatment', 6_000]] }),
	'小明 gets his first stamp': slipOf({ card: XIAOMING, outlet: 'spa', sold: [['treatment', 6_000]] }),
	'Elena stays three nights': slipOf({ card: ELENA, outlet: 'lobby', sold: [['night', 36_000, 3]] }),
	'Elena pays with points': slipOf({ card: ELENA, outlet: 'restaurant', sold: SUPPER, points: 144 }),
	'Elena has supper, and her points wait': waiting(supper(ELENA)),
	'Miguel has supper, and his points wait': waiting(supper(MIGUEL)),
	'小明 has supper, and his points wait': waiting(supper(XIAOMING)),
	'Alice has supper, and her points wait': waiting(supper(ALICE)),
	'Miguel has supper offline': offline(supper(MIGUEL)),
	'Alice has supper offline': offline(supper(ALICE)),
	'小明 has supper offline': offline(supper(XIAOMING)),
	'Elena has supper offline, second copy': { ...offline(supper(ELENA)), copy: 2 },
	'Miguel gives a feast': slipOf({ card: MIGUEL, outlet: 'restaurant', sold: [['food', 9_999_999_999]] }),
	'Elena gives a feast': slipOf({ card: ELENA, outlet: 'boutique', sold: [['clothing', 9_999_999_999]] }),
};

import type { Page } from 'playwright';
import { PROGRAMME } from '../../server/demo/miramar.ts';
import type { CounterInput } from '#shared/counter/state.ts';
import type { ReversalId, StaffId, VisitId } from '#shared/kernel/ids.ts';
import { momentAt } from '#shared/kernel/moment.ts';
import { err, invariant, ok, type Result } from '#shared/kernel/result.ts';
import { decideReversal, type StandingVisit } from '#shared/ledger/reversal/decide-reversal.ts';
import type { OpenLot } from '#shared/ledger/entry.ts';
import type { VisitFact } from '#shared/ledger/facts.ts';
import { standingBill } from '#shared/ledger/reversal/standing-bill.ts';
import type { FoundVisit, ReversalAnswer, ReversalQuote, ReversalRefusal } from '#shared/protocol/reversal.ts';
import type { FakeBridge } from '../fakes/fake-bridge.ts';
import { ANA, memberOf, pastVisit, READY, setupOf, shown } from './miramar-till.ts';

const SOLD_AT = '2026-11-21T17:31:00.000Z';
const NOW = '2026-11-21T17:42:00.000Z';
const UNDO_UNTIL = '2026-11-21T17:42:48.000Z';
const VISIT_ID = '0190f7c2-5b6e-7a41-9f3c-d2a84c1e7f05' as VisitId;
const MIGUEL = memberOf('Miguel Ángel');

/** Lines of Miguel's supper, with 5 % for silver: paella, wine, two bottles of water, cigarettes. */
const LINES = [
	['food', 'PAELLA-2', 1, 4_600, 230],
	['drinks', 'ALBARINO', 1, 2_400, 120],
	['drinks', 'AGUA', 2, 400, 20],
	['tobacco', null, 1, 650, 0],
] as const;

const VISIT: VisitFact = {
	...{ id: VISIT_ID, take: 0, memberId: MIGUEL.id, outlet: 'restaurant', terminal: 'till-1', actor: ANA.id },
	...{ businessDate: '2026-11-21', occurredAt: SOLD_AT, recordedAt: SOLD_AT, delivery: 'live', checkNumber: 'R-2041' },
	...{ part: 0, currency: 'EUR', listMinor: 8_050, discountMinor: 370, payableMinor: 7_680 },
	...{ programmeId: PROGRAMME.id, programmeVersion: 1, quoteFingerprint: '', shownFingerprint: null },
	...{ source: 'walk-in', partySize: 2, firstVisit: false },
	lines: LINES.map(([category, sku, quantity, grossMinor, discountMinor], index) => ({
		...{ id: String(index + 1), category, sku, quantity, grossMinor, taxMinor: null, costMinor: null },
		...{ discountMinor, payableMinor: grossMinor - discountMinor, pointsPaidMinor: 0 },
	})),
	tenders: [{ type: 'other', amountMinor: 7_680 }],
	grants: [{ ruleId: 'spend-silver', kind: 'base', baseMinor: 7_030, points: 2, tallied: false }],
	offers: [],
};
const SOLD: StandingVisit = {
	...{ visit: VISIT, reversals: [], programme: PROGRAMME, taken: [], takenLots: [], coupons: [] },
	...{ houseOffers: {}, stamps: [], givenElse: {}, expired: 0 },
};
const lot: OpenLot = {
	...{ id: 'opening#points', memberId: MIGUEL.id, unit: 'points', quantity: 482, remaining: 482 },
	...{ earnedAt: '2026-01-01T00:00:00.000Z', expiresOn: null },
};

/** What the server would say, by its own decision. */
function decided(
	act: Extract<CounterInput, { kind: 'return-priced' }>['act'],
): Result<ReversalAnswer, ReversalRefusal> {
	const moment = momentAt(NOW, setupOf('restaurant').property);
	const answer = decideReversal(
		{
			...{ sold: SOLD, cashierKnown: true, needsApproval: false, lifted: null, approver: null },
			member: {
				...{ id: MIGUEL.id, tier: 'silver', version: 1, visits: 3, debtPoints: 0, stampDebts: {}, lots: [lot] },
				...{ stampedAt: [], earnedLately: [], tallies: {}, offersUsed: {}, clubs: [], birthday: null, pastTiers: [] },
				tierTerm: {
					...{ tier: 'silver', earned: 'silver', until: null, floor: null, toldDay: null, seq: 0 },
					enrolledOn: '2026-01-01',
				},
			},
		},
		{
			...act,
			...{ visitId: VISIT_ID, outlet: 'restaurant', terminal: 'till-1', cashier: 'ana' as StaffId },
			...{ approvedBy: null, reason: 'complaint' },
		},
		{ occurred: moment, recorded: moment },
	);
	return answer.ok ? ok(answer.value.answer) : answer;
}

const BILL = standingBill(SOLD, { ...MIGUEL, standing: { ...MIGUEL.standing, balancePoints: 482 } });

const found = (number: number, minutes: number, changes: Partial<FoundVisit> = {}): FoundVisit => ({
	visitId: `0190f7c2-5b6e-7a41-9f3c-${String(number * 7_919_771).padStart(12, '0')}` as VisitId,
	occurredAt: new Date(Date.parse(NOW) - minutes * 60_000).toISOString(),
	...{ checkNumber: null, guestName: null, payableMinor: 2_300, returnedMinor: 0, whole: false },
	...changes,
});
const FOUND: readonly FoundVisit[] = [
	found(1, 11, { visitId: VISIT_ID, checkNumber: 'R-2041', guestName: 'Miguel Ángel Núñez', payableMinor: 7_680 }),
	found(2, 30, { guestName: 'Alice Brown', payableMinor: 4_140, returnedMinor: 4_140, whole: true }),
	found(3, 44),
	found(4, 90, { guestName: 'Elena Petrova', payableMinor: 8_930, returnedMinor: 1_620 }),
	found(5, 1_300, { checkNumber: 'R-1980', guestName: '王小明', payableMinor: 18_000 }),
	found(6, 1_400, { payableMinor: 125_000 }),
];

/** A bridge that finds, opens, prices and takes back as the real one would. */
export function returning(bridge: FakeBridge, { needsApproval = true } = {}): void {
	const quoteOf = (answer: Result<ReversalAnswer, ReversalRefusal>): Result<ReversalQuote, ReversalRefusal> =>
		answer.ok ? ok({ answer: answer.value, needsApproval }) : answer;
	bridge.oninput = (input) => {
		const { reversing } = bridge.state;
		switch (input.kind) {
			case 'bills-asked': {
				const visits = FOUND.filter(({ checkNumber }) => input.number === null || checkNumber === input.number);
				const conversation = bridge.state.conversation + 1;
				return bridge.say({
					...{ ...READY, conversation, undo: null },
					reversing: { kind: 'finding', number: input.number, found: ok({ visits, more: false }) },
				});
			}
			case 'bill-chosen':
				return bridge.say({ reversing: { kind: 'open', bill: BILL, priced: null, step: { kind: 'choosing' } } });
			case 'return-priced': {
				if (reversing.kind !== 'open') return;
				const priced = { ask: input.ask, act: input.act, quote: quoteOf(decided(input.act)) };
				return bridge.say({ reversing: { ...reversing, priced, step: { kind: 'choosing' } } });
			}
			case 'return-confirmed': {
				if (reversing.kind !== 'open' || !reversing.priced?.quote?.ok) return;
				const { answer } = reversing.priced.quote.value;
				if (input.pin !== null && input.pin !== '2222') {
					const refusal = input.pin === '1111' ? ({ code: 'approver_forbidden' } as const) : WRONG;
					return bridge.say({ reversing: { ...reversing, step: { kind: 'refused', refusal } } });
				}
				return bridge.say({ reversing: { kind: 'done', answer, bill: BILL, slip: 'confirmed' } });
			}
			case 'reversing-left':
				return bridge.say({ ...READY, conversation: bridge.state.conversation + 1 });
			default:
		}
	};
}
const WRONG = { code: 'pin_wrong', triesLeft: 4 } as const;

/** From the search to the lines of Miguel's bill. */
async function openBill(bridge: FakeBridge, page: Page): Promise<void> {
	returning(bridge);
	await page.keyboard.press('F9');
	await page.getByRole('button', { name: /R-2041/ }).click();
	await page.locator('.box').first().waitFor();
}

/** The paella comes back. */
async function chooseLine(bridge: FakeBridge, page: Page): Promise<void> {
	await openBill(bridge, page);
	await page.getByRole('button', { name: /PAELLA/ }).click();
	await page.locator('button[aria-keyshortcuts=Enter] .sum').waitFor();
}

async function sign(bridge: FakeBridge, page: Page): Promise<void> {
	await chooseLine(bridge, page);
	await page.keyboard.press('Enter');
	await page.keyboard.press('F6');
	await page.locator('.pin').waitFor();
}

const undoable = (bridge: FakeBridge): void => {
	const visit = pastVisit(setupOf('restaurant'), MIGUEL, SOLD_AT, 8_300);
	invariant(visit.kind === 'recorded', 'the visit is recorded');
	bridge.say({ ...shown('Miguel Ángel'), visit, undo: { visitId: visit.answer.visitId, until: UNDO_UNTIL } });
};

const act = { id: '0190f7c2-5b6e-7a41-9f3c-00000000002a' as ReversalId, occurredAt: NOW, lines: null };
const COMMAND = { ...act, visitId: VISIT_ID, cashier: ANA.id, approvedBy: null, reason: 'complaint' } as const;

/** Pictures of a till where something comes back. */
export const RETURN_SCENES = {
	undo: {
		outlet: 'restaurant',
		play: async (bridge: FakeBridge, page: Page) => {
			undoable(bridge);
			await page.locator('[aria-keyshortcuts=F8]').waitFor();
		},
	},
	finding: {
		outlet: 'restaurant',
		play: async (bridge: FakeBridge, page: Page) => {
			returning(bridge);
			await page.keyboard.press('F9');
			await page.getByRole('button', { name: /R-2041/ }).waitFor();
			await page.keyboard.type('R-20');
		},
	},
	'not-found': {
		outlet: 'restaurant',
		play: async (bridge: FakeBridge, page: Page) => {
			returning(bridge);
			await page.keyboard.press('F9');
			await page.getByRole('button', { name: /R-2041/ }).waitFor();
			await page.keyboard.type('4711');
			await page.keyboard.press('Enter');
			await page.locator('.empty').waitFor();
		},
	},
	'find-away': {
		outlet: 'restaurant',
		play: async (bridge: FakeBridge, page: Page) => {
			const server = { kind: 'offline', since: '2026-11-21T14:05:00.000Z' } as const;
			bridge.say({ server, reversing: { kind: 'finding', number: null, found: err({ code: 'server_away' }) } });
			await page.locator('.empty').waitFor();
		},
	},
	lines: { outlet: 'restaurant', play: chooseLine },
	'line-part': {
		outlet: 'restaurant',
		play: async (bridge: FakeBridge, page: Page) => {
			await chooseLine(bridge, page);
			await page.getByRole('button', { name: /AGUA/ }).click();
			await page.keyboard.type('1');
			await page.locator('button[aria-keyshortcuts=Enter] .sum').waitFor();
		},
	},
	'line-over': {
		outlet: 'restaurant',
		play: async (bridge: FakeBridge, page: Page) => {
			await openBill(bridge, page);
			await page.getByRole('button', { name: /AGUA/ }).click();
			await page.keyboard.type('5');
			await page.getByRole('alert').waitFor();
		},
	},
	sign: { outlet: 'restaurant', play: sign },
	'sign-refused': {
		outlet: 'restaurant',
		play: async (bridge: FakeBridge, page: Page) => {
			await sign(bridge, page);
			await page.keyboard.type('9999');
			await page.getByRole('alert').waitFor();
		},
	},
	unknown: {
		outlet: 'restaurant',
		play: async (bridge: FakeBridge, page: Page) => {
			bridge.say({ reversing: { kind: 'unknown', command: COMMAND, open: { bill: BILL, priced: null } } });
			await page.locator('.outcome').waitFor();
		},
	},
	'not-undone': {
		outlet: 'restaurant',
		play: async (bridge: FakeBridge, page: Page) => {
			undoable(bridge);
			bridge.say({ reversing: { kind: 'not-undone', refusal: { code: 'approval_missing' } } });
			await page.locator('.outcome').waitFor();
		},
	},
	returned: {
		outlet: 'restaurant',
		play: async (bridge: FakeBridge, page: Page) => {
			await sign(bridge, page);
			await page.keyboard.type('2222');
			await page.locator('.outcome').waitFor();
		},
	},
} as const;

import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { Bill, BillLine, MemberStanding } from '#shared/loyalty/bill.ts';
import type { Programme } from '#shared/loyalty/programme/programme.schema.ts';
import type { Quote } from '#shared/loyalty/quote.ts';
import { OFFERS_SEARCHED_MAX } from '#shared/loyalty/offers/stack.ts';
import { SEED, SOME } from '../../support/cases.ts';
import { expectMet } from '../../support/counters.ts';
import { bill, line, quoted } from './bills.ts';
import { amountsOf, holding, isLegal, setsOf, totalOf } from './offer-model.ts';
import {
	anyStacking,
	houseWith,
	OFFERS_KNOWN,
	someLines,
	someMember,
	someOffers,
	someStacking,
} from './some-offers.ts';

const CASES = { numRuns: 10_000, seed: SEED };

type Visit = {
	readonly programme: Programme;
	readonly member: MemberStanding;
	readonly lines: readonly BillLine[];
	readonly claims: readonly string[];
};
const visitOf = (stacking = anyStacking, offers = someOffers(5)): fc.Arbitrary<Visit> =>
	fc
		.record({ offers, stacking, member: someMember, lines: someLines, asks: fc.boolean() })
		.map(({ offers, stacking, member, lines, asks }) => {
			// Every second guest asks for all that there is.
			const claims = asks ? offers.map(({ id }) => id) : [];
			return { programme: houseWith(offers, stacking), member, lines, claims };
		});
const billOf = ({ lines, claims }: Pick<Visit, 'lines' | 'claims'>): Bill => ({ ...bill('restaurant', lines), claims });
const someVisit = visitOf();
const generousVisit = visitOf(someStacking('best_for_guest'));

/** How often each case that matters came up, so that a law is not kept by never being asked. */
const met = {
	...{ valueUsed: 0, valueLeft: 0, drawn: 0 },
	...{ rewardUsed: 0, pointsSpent: 0, notAsked: 0, pointsMissing: 0, bundle: 0 },
	...{ couponUsed: 0, spendMissing: 0, groupTaken: 0, several: 0, capHit: 0, fixedPrice: 0, all: 0 },
};
function answerTo({ programme, member, ...visit }: Visit): Quote {
	const answer = quoted(programme, member, billOf(visit));
	const codes = answer.refusedOffers.map(({ code }) => code);
	met.all++;
	if (answer.offers.some(({ uses }) => uses === 'coupon')) met.couponUsed++;
	if (answer.offers.some(({ leftMinor }) => leftMinor !== undefined)) met.valueUsed++;
	if (answer.offers.some(({ leftMinor = 0 }) => leftMinor > 0)) met.valueLeft++;
	if (answer.offers.some(({ offerId, uses }) => uses === 'coupon' && member.nextCoupons?.[offerId]?.isDrawn))
		met.drawn++;
	if (answer.offers.some(({ uses }) => uses === 'reward')) met.rewardUsed++;
	if (answer.offers.some(({ uses }) => uses === 'points')) met.pointsSpent++;
	if (codes.includes('not_asked')) met.notAsked++;
	if (codes.includes('points_missing')) met.pointsMissing++;
	if (answer.explanation.some((step) => step.kind === 'discount' && step.by === 'bundle')) met.bundle++;
	if (codes.includes('spend_missing')) met.spendMissing++;
	if (codes.includes('group_taken')) met.groupTaken++;
	if (answer.offers.length > 1) met.several++;
	if (answer.explanation.some((step) => step.kind === 'discount' && step.cutMinor > 0)) met.capHit++;
	if (answer.explanation.some((step) => step.kind === 'discount' && step.by === 'fixed-price')) met.fixedPrice++;
	return answer;
}
afterAll(() => expectMet({ bills: met }));

const givenBy = ({ offers }: Quote): readonly string[] => offers.map(({ offerId }) => offerId).sort();

describe('whatever is offered', () => {
	test('no line costs less than nothing or more than its list price, and the shares add up to what each offer took off', () => {
		fc.assert(
			fc.property(someVisit, (visit) => {
				const answer = answerTo(visit);
				const byOffers = answer.offers.reduce((total, { amountMinor }) => total + amountMinor, 0);
				const byLines = answer.lines.reduce((total, { discountMinor }) => total + discountMinor, 0);
				expect([byOffers, byLines]).toEqual([answer.discountMinor, answer.discountMinor]);
				expect(answer.payableMinor).toBeGreaterThanOrEqual(0);
				for (const { listMinor, discountMinor } of answer.lines) {
					expect(discountMinor).toBeGreaterThanOrEqual(0);
					expect(discountMinor).toBeLessThanOrEqual(listMinor);
				}
			}),
			CASES,
		);
	});

	test('the floor of the programme is paid, and excluded things and service in full', () => {
		fc.assert(
			fc.property(someVisit, (visit) => {
				const answer = answerTo(visit);
				const { excludedCategories, stacking } = visit.programme;
				let listMinor = 0;
				let paidMinor = 0;
				for (const [index, { category }] of visit.lines.entries()) {
					const quotedLine = answer.lines[index]!;
					if (excludedCategories.includes(category) || category === 'service') {
						expect(quotedLine.discountMinor).toBe(0);
						continue;
					}
					listMinor += quotedLine.listMinor;
					paidMinor += quotedLine.payableMinor;
				}
				expect(paidMinor * 10_000).toBeGreaterThanOrEqual(listMinor * (stacking?.floorBps ?? 0));
			}),
			SOME,
		);
	});

	test('every offer for this outlet and tier was given or has one reason, and each given one is explained', () => {
		fc.assert(
			fc.property(someVisit, (visit) => {
				const { programme, member } = visit;
				const { offers, refusedOffers, explanation } = answerTo(visit);
				const fitting = programme.offers.filter(
					({ outlets, tiers }) => outlets.includes('restaurant') && (!tiers || tiers.includes(member.tier)),
				);
				expect([...offers, ...refusedOffers].map(({ offerId }) => offerId).sort()).toEqual(
					fitting.map(({ id }) => id).sort(),
				);
				expect(refusedOffers.every(({ code }) => code.length > 0)).toBe(true);
				const steps = explanation.filter((step) => step.kind === 'discount');
				expect(steps.map(({ ruleId, amountMinor, uses, points }) => [ruleId, amountMinor, uses, points])).toEqual(
					offers.map(({ offerId, amountMinor, uses, points }) => [offerId, amountMinor, uses, points]),
				);
				expect(offers.every(({ amountMinor }) => amountMinor > 0)).toBe(true);
			}),
			SOME,
		);
	});

	test('what is given may hold together, holds by itself, and takes off what the words say', () => {
		fc.assert(
			fc.property(someVisit, (visit) => {
				const { programme, member, lines, claims } = visit;
				const answer = answerTo(visit);
				const given = programme.offers.filter(({ id }) => givenBy(answer).includes(id));
				expect(isLegal(programme, given)).toBe(true);
				const held = holding(programme, member, lines, claims);
				expect(given.filter((offer) => !held.includes(offer))).toEqual([]);
				expect(answer.offers.map(({ offerId, amountMinor }) => [offerId, amountMinor])).toEqual([
					...amountsOf(programme, lines, given, member),
				]);
				for (const offer of given) {
					const { amountMinor } = answer.offers.find(({ offerId }) => offerId === offer.id)!;
					if (offer.kind === 'percent') expect(amountMinor).toBeLessThanOrEqual(offer.capMinor ?? Infinity);
				}
			}),
			SOME,
		);
	});

	test('a bill takes of a partial voucher what it needs: that and what stays are what was on it', () => {
		fc.assert(
			fc.property(someVisit, (visit) => {
				const { programme, member } = visit;
				for (const { offerId, amountMinor, uses, leftMinor } of answerTo(visit).offers) {
					const value = uses === 'coupon' ? (member.nextCoupons?.[offerId]?.leftMinor ?? null) : null;
					expect(leftMinor === undefined).toBe(value === null);
					if (value !== null) expect(amountMinor + leftMinor!).toBe(value);
					if (value !== null) expect(programme.offers.find(({ id }) => id === offerId)!.kind).toBe('amount');
				}
			}),
			CASES,
		);
	});

	test('also where more hold than are searched: by priority, as far as there is room', () => {
		const crowded = visitOf(someStacking('best_for_guest'), someOffers(OFFERS_KNOWN, OFFERS_KNOWN));
		let many = 0;
		fc.assert(
			fc.property(crowded, (visit) => {
				const { programme, member, lines, claims } = visit;
				const queue = holding(programme, member, lines, claims).sort((a, b) => (b.priority ?? 0) - (a.priority ?? 0));
				if (queue.length <= OFFERS_SEARCHED_MAX) return;
				many++;
				const chosen: Programme['offers'] = [];
				for (const offer of queue) if (isLegal(programme, [...chosen, offer])) chosen.push(offer);
				const given = [...amountsOf(programme, lines, chosen, member)].filter(([, amount]) => amount > 0);
				expect(givenBy(answerTo(visit))).toEqual(given.map(([id]) => id).sort());
			}),
			SOME,
		);
		expect(many).toBeGreaterThan(20);
	});

	test('the same bill has the same answer, byte for byte, on any machine', () => {
		fc.assert(
			fc.property(someVisit, (visit) => {
				const elsewhere = JSON.parse(JSON.stringify(visit)) as Visit;
				expect(JSON.stringify(answerTo(elsewhere))).toBe(JSON.stringify(answerTo(visit)));
			}),
			SOME,
		);
	});

	test('the order of the lines changes no total, no offer and no word', () => {
		const turned = someVisit.chain((visit) =>
			fc
				.shuffledSubarray([...visit.lines], { minLength: visit.lines.length })
				.map((lines) => [visit, { ...visit, lines }] as const),
		);
		const totals = ({ lines: _lines, fingerprint: _fingerprint, ...rest }: Quote) => rest;
		fc.assert(
			fc.property(turned, ([visit, other]) => {
				expect(totals(answerTo(other))).toEqual(totals(answerTo(visit)));
			}),
			SOME,
		);
	});

	test('one more line that gets no discount changes no discount of another', () => {
		const added = fc.record({
			category: fc.constantFrom('tobacco', 'service'),
			grossMinor: fc.nat({ max: 20_000 }),
			place: fc.nat({ max: 6 }),
		});
		fc.assert(
			fc.property(someVisit, added, (visit, { category, grossMinor, place }) => {
				const before = answerTo(visit);
				const lines = visit.lines.toSpliced(place, 0, line('added', category, grossMinor));
				const after = answerTo({ ...visit, lines });
				expect(after.lines.filter(({ id }) => id !== 'added')).toEqual(before.lines);
				expect([after.offers, after.refusedOffers]).toEqual([before.offers, before.refusedOffers]);
			}),
			SOME,
		);
	});

	test('charged as quoted while the server was away, it is the same quote', () => {
		fc.assert(
			fc.property(someVisit, (visit) => {
				// Who asks has the points for it, or the bill is refused before anybody pays it.
				const rich = { ...visit, member: { ...visit.member, balancePoints: 1_000_000 } };
				const answer = answerTo(rich);
				const paid = { paidMinor: answer.payableMinor };
				expect(quoted(rich.programme, rich.member, billOf(rich), paid)).toEqual(answer);
			}),
			SOME,
		);
	});
});

describe('best for the guest', () => {
	test('is the most that any set takes off which may hold together', () => {
		fc.assert(
			fc.property(generousVisit, (visit) => {
				const { programme, member, lines, claims } = visit;
				const sets = setsOf(holding(programme, member, lines, claims)).filter((set) => isLegal(programme, set));
				const most = Math.max(...sets.map((set) => totalOf(programme, lines, set, member)));
				expect(answerTo(visit).discountMinor).toBe(most);
			}),
			CASES,
		);
	});

	test('uses up nothing and takes no offer that it could do without', () => {
		fc.assert(
			fc.property(generousVisit, (visit) => {
				const { programme, member, lines, claims } = visit;
				const { discountMinor, offers } = answerTo(visit);
				const usedUp = offers.filter(({ uses }) => uses !== 'nothing').length;
				for (const set of setsOf(holding(programme, member, lines, claims))) {
					if (!isLegal(programme, set) || totalOf(programme, lines, set, member) < discountMinor) continue;
					const using = set.filter(({ coupon, price, reward }) => coupon || price || reward).length;
					expect(using).toBeGreaterThanOrEqual(usedUp);
					if (using === usedUp) expect(set.length).toBeGreaterThanOrEqual(offers.length);
				}
			}),
			SOME,
		);
	});

	test('an offer that is taken away never makes the guest pay less', () => {
		fc.assert(
			fc.property(generousVisit, fc.nat(), (visit, which) => {
				const { programme } = visit;
				const offers = programme.offers.toSpliced(which % programme.offers.length, 1);
				const fewer = answerTo({ ...visit, programme: { ...programme, offers } });
				expect(fewer.payableMinor).toBeGreaterThanOrEqual(answerTo(visit).payableMinor);
			}),
			SOME,
		);
	});
});

describe('the other policies', () => {
	test('the first by priority is one offer alone: of the highest priority, and of these the one named first', () => {
		fc.assert(
			fc.property(visitOf(someStacking('first_by_priority')), (visit) => {
				const { programme, member, lines, claims } = visit;
				const held = holding(programme, member, lines, claims);
				const highest = Math.max(...held.map(({ priority = 0 }) => priority));
				const first = held.find(({ priority = 0 }) => priority === highest);
				expect(givenBy(answerTo(visit))).toEqual(first ? [first.id] : []);
			}),
			SOME,
		);
	});

	test('all in sequence: in each group the most specific one stands for it, as far as there is room and a coupon', () => {
		fc.assert(
			fc.property(visitOf(someStacking('all_sequential')), (visit) => {
				const { programme, member, lines, claims } = visit;
				const all = new Set(programme.offers.flatMap(({ outlets }) => outlets)).size;
				const rank = (offer: Programme['offers'][0]): readonly number[] => [
					offer.outlets.length < all ? 0 : 1,
					offer.kind === 'bundle' || offer.categories || offer.skus ? 0 : 1,
					-totalOf(programme, lines, [offer], member),
					-(offer.priority ?? 0),
				];
				const queue = holding(programme, member, lines, claims)
					.map((offer) => ({ offer, rank: rank(offer) }))
					.sort((a, b) => a.rank.map((value, index) => value - b.rank[index]!).find((value) => value !== 0) ?? 0);
				const chosen: Programme['offers'] = [];
				for (const { offer } of queue) if (isLegal(programme, [...chosen, offer])) chosen.push(offer);
				const given = [...amountsOf(programme, lines, chosen, member)].filter(([, amount]) => amount > 0);
				expect(givenBy(answerTo(visit))).toEqual(given.map(([id]) => id).sort());
			}),
			SOME,
		);
	});
});

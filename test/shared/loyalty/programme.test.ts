import { describe, expect, test } from 'vitest';
import { checkProgramme, type ProgrammeFault } from '#shared/loyalty/programme/check-programme.ts';
import type { EarnRule } from '#shared/loyalty/programme/earn-rules.schema.ts';
import type { Offer } from '#shared/loyalty/programme/offers.schema.ts';
import { BILL_MINOR_MAX } from '#shared/loyalty/bill.ts';
import { programmeSchema, type Programme } from '#shared/loyalty/programme/programme.schema.ts';
import { PROGRAMME } from '../../../server/demo/miramar.ts';

/** What the schema says of a document: the place and the reason of the first thing that is wrong. */
function refusalOf(document: unknown): string {
	const { error } = programmeSchema.safeParse(document);
	const [first] = error?.issues ?? [];
	return first ? `${first.path.join('.')}: ${first.code === 'custom' ? first.message : first.code}` : 'accepted';
}

const [classic, silver, gold] = PROGRAMME.tiers as [
	Programme['tiers'][0],
	Programme['tiers'][0],
	Programme['tiers'][0],
];
const [nights, step, proportional] = PROGRAMME.earn as [EarnRule, EarnRule, EarnRule];
const spa = PROGRAMME.stampCards[0]!;
const offer = PROGRAMME.offers[0]!;
const off: Extract<Offer, { kind: 'amount' }> = { kind: 'amount', id: 'off', outlets: ['spa'], amountMinor: 400 };
const sundays = { weekdays: [7], from: '2026-11-23', until: '2026-11-29' };
const reward = PROGRAMME.rewards[0]!;

test('the programme of the demo hotel is accepted, and comes out as it went in', () => {
	expect(programmeSchema.parse(PROGRAMME)).toEqual(PROGRAMME);
	expect(checkProgramme(PROGRAMME)).toEqual([]);
});

describe('a programme that contradicts itself is refused with the place and the reason', () => {
	const contradictions: readonly [string, Partial<Programme>, string][] = [
		['a lowest tier that must be reached', { tiers: [silver, gold] }, 'tiers.0.from: tier_lowest_conditional'],
		[
			'a higher tier for everybody',
			{ tiers: [classic, { ...silver, from: {} }, gold] },
			'tiers.1.from: tier_unconditional',
		],
		['gold below silver', { tiers: [classic, gold, silver] }, 'tiers.2.from.nights: tier_order'],
		[
			'gold for as many nights as silver',
			{ tiers: [classic, silver, { ...gold, from: { nights: 10 } }] },
			'tiers.2.from.nights: tier_order',
		],
		[
			'gold for less spending than silver two tiers below',
			{
				tiers: [
					classic,
					silver,
					{ ...gold, code: 'jade', from: { nights: 20 } },
					{ ...gold, from: { nights: 25, spendMinor: 1 } },
				],
			},
			'tiers.3.from.spendMinor: tier_order',
		],
		[
			'a discount for a tier that is not there',
			{ offers: [{ ...offer, tiers: ['silver', 'platinum'] }] },
			'offers.0.tiers.1: tier_unknown',
		],
		[
			'points for a tier that is not there',
			{ earn: [nights, { ...step, tiers: ['brass'] }] },
			'earn.1.tiers.0: tier_unknown',
		],
		[
			'stamps for a tier that is not there',
			{ stampCards: [{ ...spa, tiers: ['brass'] }] },
			'stampCards.0.tiers.0: tier_unknown',
		],
		[
			'a reward that is not there',
			{ stampCards: [{ ...spa, reward: 'free-wine' }] },
			'stampCards.0.reward: reward_unknown',
		],
		['nights that are excluded', { excludedCategories: ['night'] }, 'earn.0.categories.0: category_excluded'],
		['two rules of one id', { earn: [nights, step, { ...proportional, id: step.id }] }, 'earn.2.id: rule_duplicate'],
		[
			'a discount with the id of a stamp card',
			{ stampCards: [{ ...spa, id: offer.id }] },
			'stampCards.0.id: rule_duplicate',
		],
		[
			'one tier twice',
			{ tiers: [classic, silver, { ...gold, code: 'silver' }], offers: [], earn: [] },
			'tiers.2.code: code_duplicate',
		],
		['one reward twice', { rewards: [reward, reward] }, 'rewards.1.code: code_duplicate'],
		['one exclusion twice', { excludedCategories: ['tobacco', 'tobacco'] }, 'excludedCategories.1: code_duplicate'],
		[
			'one outlet twice',
			{ stampCards: [{ ...spa, outlets: ['spa', 'spa'] }] },
			'stampCards.0.outlets.1: code_duplicate',
		],
		[
			'one tier twice in a rule',
			{ offers: [{ ...offer, tiers: ['gold', 'gold'] }] },
			'offers.0.tiers.1: code_duplicate',
		],
		[
			'a category that would count twice',
			{ earn: [{ ...nights, categories: ['night', 'night'] }] },
			'earn.0.categories.1: code_duplicate',
		],
		[
			'a product that would count twice',
			{ offers: [{ ...offer, skus: ['rioja', 'rioja'] }] },
			'offers.0.skus.1: code_duplicate',
		],
		['an offer with the id of a rule that earns', { offers: [{ ...offer, id: step.id }] }, 'earn.1.id: rule_duplicate'],
		[
			'an offer for tobacco',
			{ offers: [{ ...offer, categories: ['food', 'tobacco'] }] },
			'offers.0.categories.1: category_excluded',
		],
		[
			'an offer for a charge for service',
			{ serviceCategories: ['other'], offers: [{ ...offer, categories: ['other'] }] },
			'offers.0.categories.0: category_excluded',
		],
		[
			'one price for everything',
			{ offers: [{ kind: 'fixed-price', id: 'five', outlets: ['spa'], priceMinor: 500 }] },
			'offers.0.categories: filter_missing',
		],
		[
			'more a day than ever',
			{ offers: [{ ...offer, limits: { perMember: 1, perMemberDay: 2 } }] },
			'offers.0.limits.perMemberDay: limit_unreachable',
		],
		[
			'more a day than for all members',
			{ offers: [{ ...offer, limits: { perMemberDay: 2, total: 1 } }] },
			'offers.0.limits.perMemberDay: limit_unreachable',
		],
		[
			'more for one member than for all',
			{ offers: [{ ...offer, limits: { perMember: 2, total: 1 } }] },
			'offers.0.limits.perMember: limit_unreachable',
		],
		[
			'spend 4.00, 40.00 off',
			{ offers: [{ ...off, minSpendMinor: 400, amountMinor: 4_000 }] },
			'offers.0.amountMinor: amount_over_spend',
		],
		[
			'a budget for less than one bill',
			{ offers: [{ ...off, budgetMinor: off.amountMinor - 1 }] },
			'offers.0.budgetMinor: budget_too_small',
		],
		[
			'one offer alone, two of them',
			{ stacking: { policy: 'first_by_priority', perBill: 2 } },
			'stacking.perBill: stacking_unused',
		],
		[
			'more of a group than of a bill',
			{ stacking: { policy: 'all_sequential', perBill: 1, perGroup: 2 } },
			'stacking.perGroup: limit_unreachable',
		],
		[
			'an offer of Sundays in a week without its Sunday',
			{ offers: [{ ...offer, when: { weekdays: [7], from: '2026-11-23', until: '2026-11-28' } }] },
			'offers.0.when.weekdays: when_empty',
		],
	];

	test.each<[string, object]>([
		[
			'a coupon under one offer alone',
			{ offers: [{ ...off, coupon: true }], stacking: { policy: 'first_by_priority' } },
		],
		['as much off as has to be spent', { offers: [{ ...off, minSpendMinor: off.amountMinor }] }],
		['Sundays in a week with its Sunday', { offers: [{ ...offer, when: sundays }] }],
	])('%s is no contradiction', (_name, change) => {
		expect(refusalOf({ ...PROGRAMME, ...change })).toBe('accepted');
	});

	test.each(contradictions)('%s', (_name, change, refusal) => {
		expect(refusalOf({ ...PROGRAMME, ...change })).toBe(refusal);
	});

	test('everything that is wrong is told at once', () => {
		const faults: ProgrammeFault[] = [
			{ path: ['offers', 0, 'tiers', 0], code: 'tier_unknown' },
			{ path: ['stampCards', 0, 'reward'], code: 'reward_unknown' },
		];
		const programme = { ...PROGRAMME, offers: [{ ...offer, tiers: ['brass'] }], rewards: [] };
		expect(checkProgramme(programme)).toEqual(faults);
	});

	test('a tier may ask for one thing alone, whatever the one below asks for', () => {
		expect(refusalOf({ ...PROGRAMME, tiers: [classic, silver, { ...gold, from: { nights: 25 } }] })).toBe('accepted');
	});
});

describe('a document that is no programme is refused', () => {
	test.each<[string, object, string]>([
		[
			'a mistyped key, which would make a rule hold for everybody',
			{ offers: [{ ...offer, tier: ['gold'] }] },
			'offers.0: unrecognized_keys',
		],
		['a discount above the whole', { offers: [{ ...offer, rateBps: 10_001 }] }, 'offers.0.rateBps: too_big'],
		['a rate that is no whole number', { offers: [{ ...offer, rateBps: 0.5 }] }, 'offers.0.rateBps: invalid_type'],
		[
			'a spend that no bill reaches',
			{ offers: [{ ...offer, minSpendMinor: BILL_MINOR_MAX + 1 }] },
			'offers.0.minSpendMinor: too_big',
		],
		['a coupon that is none', { offers: [{ ...offer, coupon: false }] }, 'offers.0.coupon: invalid_value'],
		['an offer of an unknown kind', { offers: [{ ...offer, kind: 'gift' }] }, 'offers.0.kind: invalid_union'],
		['a basis of what has none', { offers: [{ ...off, basis: 'initial' }] }, 'offers.0: unrecognized_keys'],
		['an unknown way of stacking', { stacking: { policy: 'worst' } }, 'stacking.policy: invalid_value'],
		['a step of nothing', { earn: [{ ...step, stepMinor: 0 }] }, 'earn.0.stepMinor: too_small'],
		['a rule without an outlet', { stampCards: [{ ...spa, outlets: [] }] }, 'stampCards.0.outlets: too_small'],
		['a rule for no tier', { offers: [{ ...offer, tiers: [] }] }, 'offers.0.tiers: too_small'],
		['a rule of an unknown kind', { earn: [{ ...step, kind: 'luck' }] }, 'earn.0.kind: invalid_union'],
		['a point worth a division by nothing', { pointValue: { num: 50, den: 0 } }, 'pointValue.den: too_small'],
		['a code with a capital', { id: 'Miramar' }, 'id: invalid_format'],
		['no tier', { tiers: [] }, 'tiers: too_small'],
		['a day that no month has', { validFrom: '2026-02-29' }, 'validFrom: invalid_format'],
		['a currency that is none', { currency: { code: 'eur', exponent: 2 } }, 'currency.code: invalid_format'],
		[
			'a name that is missing in one language',
			{ rewards: [{ ...reward, names: { en: 'Free' } }] },
			'rewards.0.names.es: invalid_type',
		],
		['points that never lived', { expiry: { kind: 'month-end', months: 0 } }, 'expiry.months: too_small'],
	])('%s', (_name, change, refusal) => {
		expect(refusalOf({ ...PROGRAMME, ...change })).toBe(refusal);
	});
});

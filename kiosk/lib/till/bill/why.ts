import type { Explanation } from '#shared/loyalty/explain.ts';
import type { CounterSetup, Named } from '#shared/protocol/views.ts';
import type { Wording } from '../wording.ts';

/** The arithmetic behind the points of a bill, a sentence a step; what does not count comes last. */
export function whyOf(
	explanation: readonly Explanation[],
	setup: CounterSetup,
	tier: string,
	wording: Wording,
): readonly string[] {
	const counted = explanation.filter(({ kind }) => kind !== 'excluded');
	const excluded = explanation.filter(({ kind }) => kind === 'excluded');
	return [...counted, ...excluded].flatMap((step) => sentencesOf(step, setup, tier, wording));
}

function sentencesOf(step: Explanation, setup: CounterSetup, tier: string, wording: Wording): readonly string[] {
	const { t, format, name } = wording;
	switch (step.kind) {
		case 'discount':
			return [];
		case 'excluded':
			return [t('why.excluded', { category: named(setup.outlet.categories, step.category, wording) })];
		case 'paid-by-company':
			return [t('why.company', { amount: format.amount(step.amountMinor) })];
		case 'paid-with-points':
			return [t('why.paid-with-points')];
		case 'earn-proportional':
			return [
				t(proportionalKey(step), {
					tier: named(setup.programme.tiers, tier, wording),
					rate: format.rate(step.rateBps),
					base: format.amount(step.baseMinor),
					exact: format.hundredths(step.exactHundredths),
					points: step.points,
				}),
				...(step.carriedHundredths === 0
					? []
					: [t('why.carried-points', { points: format.hundredths(step.carriedHundredths) })]),
			];
		case 'earn-step':
			return [
				t('why.step', {
					count: step.pointsPerStep,
					step: format.amount(step.stepMinor),
					base: format.amount(step.baseMinor),
				}),
				...(step.carriedMinor > 0 ? [t('why.carried', { amount: format.amount(step.carriedMinor) })] : []),
				t('why.step-missing', { missing: format.amount(step.missingMinor) }),
			];
		case 'earn-per-unit':
			return [t('why.per-unit', { count: step.pointsPerUnit, units: t('bill.nights', { count: step.quantity }) })];
		case 'earn-per-visit':
			return [t('why.visit', { count: step.points })];
		case 'visited-today':
			return [t('why.visited-today')];
		case 'spend-missing':
			return [t('why.spend-missing', { missing: format.amount(step.missingMinor) })];
		case 'bonus-multiplied':
			return [t('why.multiplied', { count: step.points, factor: format.factor(step.factorBps) })];
		case 'bonus-gift':
			return [t(`why.gift-${step.occasion}`, { count: step.points })];
		case 'capped':
			return [t(`why.capped-${step.by}`, { limit: format.count(step.limit) })];
		case 'tax-left-out':
			return [t('why.tax', { amount: format.amount(step.amountMinor) })];
		case 'service-left-out':
			return [t('why.service', { amount: format.amount(step.amountMinor) })];
		case 'stamp': {
			const reward = setup.programme.rewards.find(({ code }) => code === step.reward);
			const values = { name: reward ? name(reward.names) : step.reward };
			return step.rewards > 0
				? [t('why.stamp-full', { ...values, rewards: step.rewards })]
				: [t('why.stamp', { ...values, stamps: step.after, needed: step.needed })];
		}
		case 'reward-visit':
			return [t('why.reward-visit', { name: named(setup.programme.rewards, step.reward, wording) })];
		case 'stamped-recently':
			return [t('why.stamped-recently')];
	}
}

function proportionalKey(step: Extract<Explanation, { kind: 'earn-proportional' }>) {
	if (step.exactHundredths === step.points * 100) return 'why.proportional-exact';
	return step.rounding === 'floor' && step.carriedHundredths === 0 ? 'why.proportional' : 'why.proportional-rounded';
}

/** The hotel's name for a code; a code without a name stands for itself. */
export function named(list: readonly Named[], code: string, { name }: Wording): string {
	const entry = list.find((candidate) => candidate.code === code);
	return entry ? name(entry.names) : code;
}

import type { Format } from '../../i18n/format.ts';
import type { KioskTranslate } from '../texts.ts';
import type { Track } from './track.ts';

export type TrackTexts = {
	/** What is missing to the next tier. */
	readonly sentence: string;
	/** What lies behind, at the near end of the way. */
	readonly done: string;
	/** What stands at the far end; none where there is no further tier. */
	readonly goal: string | undefined;
	/** The number that the sun carries; empty where a word beside it says enough. */
	readonly inSun: string;
};

type Wording = { readonly t: KioskTranslate; readonly format: Format };

export function trackTexts(track: Track, tierName: (code: string) => string, { t, format }: Wording): TrackTexts {
	if (track.kind === 'top') {
		const { nights, spendMinor } = track;
		const done =
			nights > 0
				? t('tier.year-nights', { count: nights })
				: spendMinor > 0
					? t('tier.year-spend', { amount: format.money(spendMinor) })
					: '';
		return { sentence: t('tier.top'), done, goal: undefined, inSun: nights > 0 ? format.count(nights) : '' };
	}
	const tier = tierName(track.tier);
	const { missingNights: count, missingSpendMinor } = track.missing;
	const amount = missingSpendMinor === null ? '' : format.money(missingSpendMinor);
	const sentence =
		count === null
			? t('tier.spend', { amount, tier })
			: missingSpendMinor === null
				? t('tier.nights', { count, tier })
				: t('tier.either', { count, amount, tier });
	return track.kind === 'nights'
		? {
				sentence,
				done: t('tier.of-nights', { done: track.done, count: track.goal }),
				goal: tier,
				inSun: format.count(track.done),
			}
		: {
				sentence,
				done: t('tier.of-spend', { done: format.money(track.done), goal: format.money(track.goal) }),
				goal: tier,
				inSun: format.rate(Math.floor(track.share * 100) * 100),
			};
}

import type { Language } from '#shared/kernel/language.ts';
import type { DiscountStep, Explanation } from '#shared/loyalty/explain.ts';
import type { RefusedOffer } from '#shared/loyalty/offers/offers.ts';
import type { Programme } from '#shared/loyalty/programme/programme.schema.ts';
import { figuresOf, type Figures } from '#shared/receipt/figures.ts';
import type { House } from '../../../house.ts';
import { EXPLAIN_TEXTS, type ExplainTexts } from './explain-texts.ts';

/** With a sentence for a person beside its numbers. */
type Told<Step> = Step & { readonly text: string };

type Named = { readonly code: string; readonly names: Readonly<Record<Language, string>> };

/** 20,000 basis points are twice. */
const FACTOR_WHOLE_BPS = 10_000;
const FACTOR_DIGITS = 4;

/** Says in one language what the steps of a bill came to, and why offers were not given. */
export class Explainer {
	readonly #language: Language;
	readonly #texts: ExplainTexts;
	readonly #figures: Figures;
	readonly #programme: Programme;
	readonly #categories: readonly Named[];

	constructor(house: House, programme: Programme, language: Language) {
		this.#language = language;
		this.#texts = EXPLAIN_TEXTS[language];
		this.#figures = figuresOf(language, programme.currency, house.timeZone);
		this.#programme = programme;
		this.#categories = house.outlets.flatMap(({ categories }) => categories);
	}

	steps = (explanation: readonly Explanation[]): Told<Explanation>[] =>
		explanation.map((step) => ({ ...step, text: this.#stepText(step) }));

	refusals = (refused: readonly RefusedOffer[]): Told<RefusedOffer>[] =>
		refused.map((refusal) => ({ ...refusal, text: this.#refusalText(refusal) }));

	#stepText(step: Explanation): string {
		const texts = this.#texts;
		const { money, rate, hundredths, count } = this.#figures;
		switch (step.kind) {
			case 'discount':
				return this.#discountText(step);
			case 'excluded':
				return texts.excluded(this.#named(this.#categories, step.category), money(step.amountMinor));
			case 'paid-by-company':
				return [
					texts.paidByCompany(money(step.amountMinor)),
					step.nights > 0 ? texts.nightsCount(count(step.nights)) : '',
				].join('');
			case 'paid-with-points':
				return texts.paidWithPoints(this.#points(step.points), money(step.amountMinor));
			case 'earn-step':
				return [
					texts.step(
						this.#points(step.points),
						this.#points(step.pointsPerStep),
						money(step.stepMinor),
						money(step.baseMinor),
					),
					step.carriedMinor > 0 ? texts.carriedAmount(money(step.carriedMinor)) : '',
					texts.stepMissing(money(step.missingMinor)),
				].join('');
			case 'earn-proportional':
				return [
					texts.proportional(
						this.#points(step.points),
						rate(step.rateBps),
						money(step.baseMinor),
						hundredths(step.exactHundredths),
					),
					step.carriedHundredths === 0 ? '' : texts.carriedPoints(hundredths(step.carriedHundredths)),
				].join('');
			case 'earn-per-unit':
				return texts.perUnit(
					this.#points(step.points),
					count(step.quantity),
					this.#named(this.#categories, step.category),
					this.#points(step.pointsPerUnit),
				);
			case 'earn-per-visit':
				return texts.perVisit(this.#points(step.points));
			case 'visited-today':
				return texts.visitedToday;
			case 'spend-missing':
				return texts.spendMissing(money(step.missingMinor));
			case 'bonus-multiplied':
				return texts.multiplied(this.#points(step.points), this.#points(step.basePoints), this.#factor(step.factorBps));
			case 'bonus-gift':
				return texts.gift[step.occasion](this.#points(step.points));
			case 'capped':
				return texts.capped[step.by](this.#points(step.limit), this.#points(step.points));
			case 'tax-left-out':
				return texts.taxLeftOut(money(step.amountMinor));
			case 'service-left-out':
				return texts.serviceLeftOut(money(step.amountMinor));
			case 'stamp': {
				const reward = this.#named(this.#programme.rewards, step.reward);
				return step.rewards > 0
					? texts.stampFull(count(step.rewards), reward)
					: texts.stamp(count(step.after), count(step.needed), reward);
			}
			case 'stamped-recently':
				return texts.stampedRecently;
			case 'reward-visit':
				return texts.rewardVisit(this.#named(this.#programme.rewards, step.reward));
		}
	}

	#discountText(step: DiscountStep): string {
		return [
			this.#takenOff(step),
			step.points > 0 ? this.#texts.costPoints(this.#points(step.points)) : '',
			step.cutMinor > 0 ? this.#texts.cut(this.#figures.money(step.cutMinor)) : '',
			step.by === 'amount' && step.leftMinor ? this.#texts.leftOn(this.#figures.money(step.leftMinor)) : '',
		].join('');
	}

	#takenOff(step: DiscountStep): string {
		const texts = this.#texts;
		const { money, rate, count } = this.#figures;
		const offer = this.#offer(step.ruleId);
		const off = money(step.amountMinor);
		switch (step.by) {
			case 'percent':
				return texts.percentOff(offer, rate(step.rateBps), money(step.baseMinor), off);
			case 'amount':
				return step.minSpendMinor > 0
					? texts.amountOffFrom(offer, money(step.minSpendMinor), off)
					: texts.amountOff(offer, off);
			case 'fixed-price':
				return texts.fixedPrice(offer, money(step.priceMinor), count(step.quantity), off);
			case 'bundle':
				return texts.bundle(offer, money(step.priceMinor), count(step.quantity), off);
		}
	}

	#refusalText(refusal: RefusedOffer): string {
		const { refused } = this.#texts;
		const offer = this.#offer(refusal.offerId);
		switch (refusal.code) {
			case 'limit_reached':
				return refused.limit_reached[refusal.of](offer);
			case 'spend_missing':
				return refused.spend_missing(offer, this.#figures.money(refusal.missingMinor));
			case 'points_missing':
				return refused.points_missing(offer, this.#points(refusal.missingPoints));
			case 'group_taken':
			case 'coupon_used':
				return refused[refusal.code](offer, this.#offer(refusal.by));
			case 'bill_full':
				return refused.bill_full(offer, this.#figures.count(refusal.limit));
			default:
				return refused[refusal.code](offer);
		}
	}

	/** What guests call it; one without a name is a coupon or stands for itself. */
	#offer(id: string): string {
		const offer = this.#programme.offers.find((one) => one.id === id);
		return offer?.names?.[this.#language] ?? (offer?.coupon ? `${this.#texts.coupon} ${id}` : id);
	}

	#factor = (bps: number): string =>
		new Intl.NumberFormat(this.#language, { maximumFractionDigits: FACTOR_DIGITS }).format(bps / FACTOR_WHOLE_BPS);

	#points = (count: number): string => this.#texts.points(count, this.#figures.count(count));

	#named = (all: readonly Named[], code: string): string =>
		all.find((one) => one.code === code)?.names[this.#language] ?? code;
}

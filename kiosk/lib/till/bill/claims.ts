import { needsClaim } from '#shared/loyalty/offers/claims.ts';
import type { Offer } from '#shared/loyalty/programme/offers.schema.ts';
import type { Programme } from '#shared/loyalty/programme/programme.schema.ts';
import type { Quote } from '#shared/loyalty/quote.ts';
import type { CounterSetup, MemberView } from '#shared/protocol/views.ts';
import { called, isKept } from './offer-words.ts';
import type { Wording } from '../wording.ts';

/** Something that the guest can use on this bill, as a key. */
export type ClaimKey = {
	readonly offerId: string;
	readonly title: string;
	/** What it costs, that it is used, or why it cannot be. */
	readonly detail: string;
	readonly state: 'free' | 'used' | 'not';
};

/** So many keys have room, and a key of the keyboard each. */
const CLAIM_KEYS_MAX = 4;

/** What the guest can ask for here, in the order of the programme. @param claims what they have asked for */
export function claimKeysOf(
	quote: Quote | undefined,
	claims: readonly string[],
	{ programme }: CounterSetup,
	member: MemberView | null,
	wording: Wording,
): readonly ClaimKey[] {
	if (!quote || !member) return [];
	return programme.offers
		.filter(needsClaim)
		.flatMap((offer) => keyOf(offer, programme, quote, claims, member, wording) ?? [])
		.slice(0, CLAIM_KEYS_MAX);
}

function keyOf(
	offer: Offer,
	programme: Programme,
	{ offers, refusedOffers }: Quote,
	claims: readonly string[],
	{ standing }: MemberView,
	wording: Wording,
): ClaimKey | undefined {
	const { t, format } = wording;
	const { id: offerId, price, reward } = offer;
	const key = { offerId, title: called(offer, wording) };
	if (offers.some((given) => given.offerId === offerId)) return { ...key, state: 'used', detail: t('claim.used') };
	const refused = refusedOffers.find((one) => one.offerId === offerId);
	if (!refused) return undefined;

	const saved = reward ? (standing.rewards[reward] ?? 0) : (standing.coupons[offerId] ?? 0);
	if (refused.code === 'not_asked') {
		const detail = saved > 0 ? t('claim.saved', { count: saved }) : t('claim.points', { count: price?.points ?? 0 });
		return { ...key, state: 'free', detail };
	}
	if (refused.code === 'server_needed') return { ...key, state: 'not', detail: t('kept.server_needed') };
	if (saved === 0 && !claims.includes(offerId)) return undefined;
	if (refused.code === 'spend_missing') {
		return { ...key, state: 'not', detail: t('claim.spend-missing', { missing: format.amount(refused.missingMinor) }) };
	}
	if (!isKept(refused.code)) return undefined;
	const by = 'by' in refused ? programme.offers.find(({ id }) => id === refused.by) : undefined;
	return { ...key, state: 'not', detail: t(`kept.${refused.code}`, { other: by ? called(by, wording) : '' }) };
}

import type { EarnRule } from '#shared/loyalty/earn-rules.schema.ts';
import type { CounterSetup, MemberView } from '#shared/protocol/views.ts';

/** What a guest has or gets where the kiosk stands; never a key, because nothing is bought here. */
export type Offer =
	| { readonly kind: 'free'; readonly reward: string; readonly count: number }
	| {
			readonly kind: 'stamps';
			readonly card: string;
			readonly reward: string;
			readonly stamps: number;
			readonly needed: number;
	  }
	| { readonly kind: 'discount'; readonly rateBps: number }
	| { readonly kind: 'pay'; readonly points: number; readonly worthMinor: number }
	| { readonly kind: 'earn'; readonly rules: readonly EarnRule[] };

/** What is earned already comes first, then what is begun, then what every bill brings, then what may be begun. */
export function offersOf({ programme, outlet }: CounterSetup, member: MemberView): readonly Offer[] {
	const { standing, rewards, worthMinor } = member;
	const free = Object.entries(rewards)
		.filter(([, count]) => count > 0)
		.map(([reward, count]): Offer => ({ kind: 'free', reward, count }));
	const fits = (rule: {
		readonly outlets: readonly string[];
		readonly tiers?: readonly string[] | undefined;
	}): boolean => rule.outlets.includes(outlet.code) && (rule.tiers?.includes(standing.tier) ?? true);
	const cards = programme.stampCards
		.filter(({ tiers }) => tiers?.includes(standing.tier) ?? true)
		.map(({ id: card, reward, needed }) => ({ card, reward, needed, stamps: Math.max(0, standing.stamps[card] ?? 0) }))
		.map((card) => ({ kind: 'stamps', ...card }) as const);
	const rateBps = Math.max(0, ...programme.discounts.filter(fits).map((rule) => rule.rateBps));
	const rules = programme.earn.filter(fits);
	return [
		...free,
		...cards.filter(({ stamps }) => stamps > 0),
		...(rateBps > 0 ? [{ kind: 'discount', rateBps } as const] : []),
		...(worthMinor > 0 ? [{ kind: 'pay', points: standing.balancePoints, worthMinor } as const] : []),
		...(rules.length > 0 ? [{ kind: 'earn', rules } as const] : []),
		...cards.filter(({ stamps }) => stamps === 0),
	];
}

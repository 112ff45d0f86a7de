import type { BillLine, MemberStanding } from '#shared/loyalty/bill.ts';
import type { Offer } from '#shared/loyalty/programme/offers.schema.ts';
import type { Programme } from '#shared/loyalty/programme/programme.schema.ts';

/**
 * The offers of a bill a second time, from the words of `docs/programme.md` and without a line of the rules themselves: every
 * set of offers, each checked whether it may hold together, each taken off in fractions of big integers.
 */
type Row = { readonly line: BillLine; left: bigint };

const open = ({ excludedCategories, serviceCategories = [] }: Programme, lines: readonly BillLine[]): Row[] =>
	lines
		.filter(({ category }) => !excludedCategories.includes(category) && !serviceCategories.includes(category))
		.map((line) => ({ line, left: BigInt(line.grossMinor) }));

const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n);
const least = (...values: readonly bigint[]): bigint => values.reduce((a, b) => (a < b ? a : b));

const sees = ({ categories, skus }: Pick<Offer, 'categories' | 'skus'>, { category, sku }: BillLine): boolean =>
	(!categories || categories.includes(category)) && (!skus || (sku !== null && skus.includes(sku)));

/** Largest remainder: who has the larger rest, then the name of the goods, then the smaller part, then the place. */
function share(total: bigint, parts: readonly { readonly key: string; readonly weight: bigint }[]): bigint[] {
	const whole = sum(parts.map(({ weight }) => weight));
	if (whole === 0n) return parts.map(() => 0n);
	const shares = parts.map(({ weight }) => (total * weight) / whole);
	const queue = parts
		.map(({ key, weight }, index) => ({ key, weight, index, rest: (total * weight) % whole }))
		.sort((a, b) => {
			if (a.rest !== b.rest) return a.rest > b.rest ? -1 : 1;
			if (a.key !== b.key) return a.key < b.key ? -1 : 1;
			return a.weight === b.weight ? a.index - b.index : a.weight < b.weight ? -1 : 1;
		});
	for (const { index } of queue.slice(0, Number(total - sum(shares)))) shares[index]! += 1n;
	return shares;
}

const keyOf = ({ category, sku, grossMinor, quantity, taxMinor }: BillLine): string =>
	JSON.stringify([category, sku, grossMinor, quantity, taxMinor]);

/** Unit by unit, the one of the lowest list price that is still there. */
function unitsOf({ items }: Extract<Offer, { kind: 'bundle' }>, rows: readonly Row[]): bigint[] | undefined {
	const units = rows.flatMap(({ line }, row) =>
		Array.from({ length: line.quantity }, () => ({
			row,
			line,
			price: line.grossMinor / line.quantity,
			isTaken: false,
		})),
	);
	for (const { quantity, ...filter } of items) {
		for (let unit = 0; unit < quantity; unit++) {
			const [cheapest] = units
				.filter(({ line, isTaken }) => !isTaken && sees(filter, line))
				.sort(
					(a, b) =>
						a.price - b.price ||
						(keyOf(a.line) === keyOf(b.line) ? a.row - b.row : keyOf(a.line) < keyOf(b.line) ? -1 : 1),
				);
			if (!cheapest) return undefined;
			cheapest.isTaken = true;
		}
	}
	return rows.map((_row, index) => BigInt(units.filter(({ row, isTaken }) => isTaken && row === index).length));
}

/** Whether a bill would use a coupon of the member for an offer; what is left on one is an amount and nothing else. */
const usesCoupon = (offer: Offer, { coupons, nextCoupons }: MemberStanding): boolean => {
	const left = nextCoupons?.[offer.id]?.leftMinor ?? null;
	const takesOne = offer.coupon === true || offer.price !== undefined;
	return takesOne && !offer.reward && coupons[offer.id]! > 0 && (left === null || offer.kind === 'amount');
};

/** What an amount comes to: what is left on the coupon for it, or what the offer says. */
const amountOf = (offer: Extract<Offer, { kind: 'amount' }>, member: MemberStanding): number =>
	(usesCoupon(offer, member) ? member.nextCoupons?.[offer.id]?.leftMinor : null) ?? offer.amountMinor;

/** Takes one offer off, and says how much that was. */
function give(offer: Offer, rows: Row[], floor: bigint, member: MemberStanding): bigint {
	const seen = rows.filter(({ line }) => sees(offer, line));
	const left = sum(seen.map((row) => row.left));
	let weights = seen.map((row) => row.left);
	let wanted: bigint;
	if (offer.kind === 'percent') {
		const base = offer.basis === 'initial' ? sum(seen.map(({ line }) => BigInt(line.grossMinor))) : left;
		wanted = (base * BigInt(offer.rateBps) + 5_000n) / 10_000n;
		if (offer.capMinor !== undefined) wanted = least(wanted, BigInt(offer.capMinor));
	} else if (offer.kind === 'amount') wanted = BigInt(amountOf(offer, member));
	else if (offer.kind === 'bundle') {
		const taken = unitsOf(offer, rows);
		if (!taken) return 0n;
		weights = seen.map((row, index) => (row.left * taken[index]!) / BigInt(row.line.quantity));
		wanted = sum(weights) - BigInt(offer.priceMinor);
		if (wanted < 0n) wanted = 0n;
	} else {
		const { priceMinor } = offer;
		weights = seen.map(({ line, left: now }) => {
			const above = now - BigInt(priceMinor) * BigInt(line.quantity);
			return above > 0n ? above : 0n;
		});
		wanted = sum(weights);
	}
	const amount = least(wanted, left, sum(rows.map((row) => row.left)) - floor);
	const shares = share(
		amount,
		seen.map(({ line }, index) => ({ key: keyOf(line), weight: weights[index]! })),
	);
	seen.forEach((row, index) => (row.left -= shares[index]!));
	return amount;
}

const floorOf = ({ stacking }: Programme, rows: readonly Row[]): bigint => {
	const list = sum(rows.map(({ line }) => BigInt(line.grossMinor)));
	return (list * BigInt(stacking?.floorBps ?? 0) + 9_999n) / 10_000n;
};

/** Line offers, then those of the bill, then coupons; in each the higher priority, then the one named first. */
function inOrder(programme: Programme, set: readonly Offer[]): Offer[] {
	const turn = (offer: Offer): number => {
		if (offer.coupon || offer.price || offer.reward) return 2;
		return offer.kind === 'fixed-price' || offer.kind === 'bundle' || offer.categories || offer.skus ? 0 : 1;
	};
	return [...set].sort(
		(a, b) =>
			turn(a) - turn(b) ||
			(b.priority ?? 0) - (a.priority ?? 0) ||
			programme.offers.indexOf(a) - programme.offers.indexOf(b),
	);
}

/** What a set of offers takes off, each by its id. */
export function amountsOf(
	programme: Programme,
	lines: readonly BillLine[],
	set: readonly Offer[],
	member: MemberStanding,
): ReadonlyMap<string, number> {
	const rows = open(programme, lines);
	const floor = floorOf(programme, rows);
	return new Map(inOrder(programme, set).map((offer) => [offer.id, Number(give(offer, rows, floor, member))]));
}

export const totalOf = (
	programme: Programme,
	lines: readonly BillLine[],
	set: readonly Offer[],
	member: MemberStanding,
): number => [...amountsOf(programme, lines, set, member).values()].reduce((total, amount) => total + amount, 0);

/** The offers that hold on a Saturday in the restaurant, each looked at alone. */
export function holding(
	programme: Programme,
	member: MemberStanding,
	lines: readonly BillLine[],
	claims: readonly string[],
): Offer[] {
	const { tier, nextCoupons, rewards, balancePoints, offersUsed, offersLeft } = member;
	return programme.offers.filter((offer) => {
		const { id, limits, minSpendMinor = 0, budgetMinor } = offer;
		const list = open(programme, lines)
			.filter(({ line }) => sees(offer, line))
			.reduce((total, { line }) => total + line.grossMinor, 0);
		const alone = totalOf(programme, lines, [offer], member);
		const fits = offer.outlets.includes('restaurant') && (!offer.tiers || offer.tiers.includes(tier));
		const now = !offer.when?.weekdays || offer.when.weekdays.includes(6);
		const withCoupon = usesCoupon(offer, member);
		const hasCoupon = !offer.coupon || withCoupon;
		const isAsked = (!offer.price && !offer.reward) || claims.includes(id);
		const hasReward = !offer.reward || rewards[offer.reward]! > 0;
		const hasPrice = !offer.price || withCoupon || (!offer.coupon && balancePoints >= offer.price.points);
		// What was bought has been counted.
		const isCounted = withCoupon && nextCoupons?.[id]?.isDrawn === true;
		const inLimits =
			isCounted ||
			(offersUsed[id]!.total < (limits?.perMember ?? Infinity) &&
				offersUsed[id]!.today < (limits?.perMemberDay ?? Infinity) &&
				(limits?.total === undefined || offersLeft[id]!.uses! > 0) &&
				(budgetMinor === undefined || alone <= offersLeft[id]!.budgetMinor!));
		return (
			fits && now && isAsked && hasCoupon && hasReward && hasPrice && inLimits && list >= minSpendMinor && alone > 0
		);
	});
}

/** Whether offers may hold together. */
export function isLegal({ stacking }: Programme, set: readonly Offer[]): boolean {
	const groups = set.map(({ group }) => group ?? 'outlet');
	const most = stacking?.policy === 'first_by_priority' ? 1 : (stacking?.perBill ?? Infinity);
	return (
		set.length <= most &&
		set.filter(({ coupon }) => coupon).length <= 1 &&
		groups.every((group) => groups.filter((other) => other === group).length <= (stacking?.perGroup ?? 1))
	);
}

export const setsOf = <Item>(items: readonly Item[]): Item[][] =>
	items.reduce<Item[][]>((sets, item) => [...sets, ...sets.map((set) => [...set, item])], [[]]);

import { isCount } from '../../kernel/money.ts';
import { standing, type Returned, type SoldLine } from '../../loyalty/remaining.ts';
import type { ReturnedPart, ReversalRefusal } from '../../protocol/reversal.ts';
import type { ReversalFact, ReversedLine, VisitFact } from '../facts.ts';

type Sold = { readonly visit: VisitFact; readonly reversals: readonly ReversalFact[] };

export type ReturnedByLine = ReadonlyMap<string, Returned>;

const NOTHING: Returned = { quantity: 0, amountMinor: 0 };

export const returnedOf = (returned: ReturnedByLine, lineId: string): Returned => returned.get(lineId) ?? NOTHING;

export const returnedSoFar = ({ reversals }: Sold): ReturnedByLine =>
	reversals.flatMap(({ lines }) => lines).reduce(withReturn, new Map<string, Returned>());

function withReturn(
	returned: ReturnedByLine,
	{ lineId, quantity, amountMinor }: Pick<ReversedLine, 'lineId' | 'quantity' | 'amountMinor'>,
): ReturnedByLine {
	const before = returnedOf(returned, lineId);
	return new Map(returned).set(lineId, {
		quantity: before.quantity + quantity,
		amountMinor: before.amountMinor + amountMinor,
	});
}

export const withPart = (returned: ReturnedByLine, part: ReturnedPart): ReturnedByLine =>
	withReturn(returned, {
		lineId: part.lineId,
		quantity: 'quantity' in part ? part.quantity : 0,
		amountMinor: 'listMinor' in part ? part.listMinor : 0,
	});

type VisitLine = VisitFact['lines'][number];

export const soldOf = ({
	grossMinor,
	quantity,
	discountMinor,
	payableMinor,
	pointsPaidMinor,
}: VisitLine): SoldLine => ({
	...{ quantity, listMinor: grossMinor, discountMinor, payableMinor, pointsPaidMinor },
});

const unitsLeft = (line: VisitLine, returned: Returned): number =>
	standing(soldOf(line), returned).quantity === 0 ? 0 : line.quantity - returned.quantity;

export const allThatStands = ({ visit }: Sold, before: ReturnedByLine): ReturnedPart[] =>
	visit.lines
		.map((line) => ({ lineId: line.id, quantity: unitsLeft(line, returnedOf(before, line.id)) }))
		.filter(({ quantity }) => quantity > 0);

export function wrongPart(
	{ visit }: Sold,
	before: ReturnedByLine,
	parts: readonly ReturnedPart[],
): ReversalRefusal | undefined {
	const seen = new Set<string>();
	for (const part of parts) {
		const { lineId } = part;
		if (seen.has(lineId)) return { code: 'line_duplicate', lineId };
		seen.add(lineId);
		const line = visit.lines.find(({ id }) => id === lineId);
		if (!line) return { code: 'line_unknown', lineId };
		const amount = 'quantity' in part ? part.quantity : part.listMinor;
		if (!isCount(amount) || amount === 0) return { code: 'amount_invalid', lineId };
		const returned = returnedOf(before, lineId);
		const quantityLeft = unitsLeft(line, returned);
		const listLeftMinor = standing(soldOf(line), returned).listMinor;
		if (amount > ('quantity' in part ? quantityLeft : listLeftMinor)) {
			return { code: 'return_exceeds_rest', lineId, quantityLeft, listLeftMinor };
		}
	}
	return undefined;
}

export function reversedLine(line: VisitLine, before: Returned, after: Returned): ReversedLine {
	const [was, is] = [before, after].map((returned) => standing(soldOf(line), returned)) as [SoldLine, SoldLine];
	return {
		lineId: line.id,
		category: line.category,
		quantity: after.quantity - before.quantity,
		amountMinor: after.amountMinor - before.amountMinor,
		unitsMinus: was.quantity - is.quantity,
		listMinor: was.listMinor - is.listMinor,
		discountMinor: was.discountMinor - is.discountMinor,
		payableMinor: was.payableMinor - is.payableMinor,
		pointsPaidMinor: was.pointsPaidMinor - is.pointsPaidMinor,
	};
}

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonical } from '#shared/kernel/canonical.ts';
import { fingerprint } from '#shared/kernel/fingerprint.ts';
import { isCount } from '#shared/kernel/money.ts';
import { quote, type Quote } from '#shared/loyalty/quote.ts';
import { bill, line, OUTLETS, quoted, someGuest, someLines, someProgramme, someVisit } from './bills.ts';

const CASES = { numRuns: 2_000 };

const sumOf = (quote: Quote, part: 'listMinor' | 'discountMinor' | 'payableMinor' | 'pointsPaidMinor'): number =>
	quote.lines.reduce((total, quotedLine) => total + quotedLine[part], 0);

/** Every number in a value, however deep. */
function numbersIn(value: unknown): number[] {
	if (typeof value === 'number') return [value];
	return value !== null && typeof value === 'object' ? Object.values(value).flatMap(numbersIn) : [];
}

/** All that must not depend on the order in which the lines were typed. */
const totals = ({ lines: _lines, fingerprint: _fingerprint, ...rest }: Quote) => rest;

describe('whatever the programme and the bill', () => {
	test('the shares of the lines sum to the totals, and no line costs less than nothing', () => {
		fc.assert(
			fc.property(someVisit, ({ programme, member, bill }) => {
				const answer = quoted(programme, member, bill);
				for (const part of ['listMinor', 'discountMinor', 'payableMinor', 'pointsPaidMinor'] as const) {
					expect(sumOf(answer, part)).toBe(answer[part]);
				}
				expect(answer.listMinor - answer.discountMinor).toBe(answer.payableMinor);
				for (const quotedLine of answer.lines) {
					expect(quotedLine.listMinor - quotedLine.discountMinor).toBe(quotedLine.payableMinor);
					expect(quotedLine.discountMinor).toBeLessThanOrEqual(quotedLine.listMinor);
					expect(quotedLine.pointsPaidMinor).toBeLessThanOrEqual(quotedLine.payableMinor);
				}
			}),
			CASES,
		);
	});

	test('every number is whole, from zero, and one that a double holds exactly; only owed stamps are below zero', () => {
		fc.assert(
			fc.property(someVisit, ({ programme, member, bill }) => {
				const answer = quoted(programme, member, bill);
				const { explanation, ...rest } = answer;
				const steps = explanation.map((step) => (step.kind === 'stamp' ? { ...step, before: 0, after: 0 } : step));
				expect(numbersIn([rest, steps]).filter((value) => !isCount(value))).toEqual([]);
				expect(numbersIn(answer).every(Number.isSafeInteger)).toBe(true);
			}),
			CASES,
		);
	});

	test('the same question has the same answer, byte for byte, and its fingerprint is that of its text', () => {
		fc.assert(
			fc.property(someVisit, ({ programme, member, bill }) => {
				const answer = quoted(programme, member, bill);
				const onAnotherMachine = quoted(
					...(JSON.parse(JSON.stringify([programme, member, bill])) as Parameters<typeof quoted>),
				);
				expect(JSON.stringify(onAnotherMachine)).toBe(JSON.stringify(answer));
				const { fingerprint: digits, refusedOffers: _refused, ...rest } = answer;
				expect(digits).toBe(fingerprint(canonical(rest)));
			}),
			CASES,
		);
	});

	test('the order of the lines changes no total and no explanation', () => {
		const shuffled = someVisit.chain((visit) =>
			fc
				.shuffledSubarray([...visit.bill.lines], { minLength: visit.bill.lines.length })
				.map((lines) => ({ ...visit, turned: { ...visit.bill, lines } })),
		);
		fc.assert(
			fc.property(shuffled, ({ programme, member, bill, turned }) => {
				expect(totals(quoted(programme, member, turned))).toEqual(totals(quoted(programme, member, bill)));
			}),
			CASES,
		);
	});

	test('one more line that is excluded changes no discount of another line and no points', () => {
		fc.assert(
			fc.property(someVisit, fc.nat(), fc.nat({ max: 100_000 }), ({ programme, member, bill }, place, grossMinor) => {
				fc.pre(programme.excludedCategories.length > 0);
				const plain = { ...bill, pointsTendered: 0 };
				const at = place % (plain.lines.length + 1);
				const added = line('added', programme.excludedCategories[0]!, grossMinor);
				const more = { ...plain, lines: [...plain.lines.slice(0, at), added, ...plain.lines.slice(at)] };
				const before = quoted(programme, member, plain);
				const after = quoted(programme, member, more);
				expect(after.lines.filter(({ id }) => id !== 'added')).toEqual(before.lines);
				expect(after.lines[at]).toMatchObject({ discountMinor: 0, payableMinor: grossMinor });
				expect(after.pointsEarned).toBe(before.pointsEarned);
			}),
			CASES,
		);
	});

	test('no card, no discount, no points, no stamps', () => {
		fc.assert(
			fc.property(someProgramme, fc.constantFrom(...OUTLETS), someLines, (programme, outlet, lines) => {
				const answer = quoted(programme, null, bill(outlet, lines));
				expect(answer).toMatchObject({ discountMinor: 0, pointsEarned: 0, stamps: [] });
				expect(answer.explanation.every(({ kind }) => kind === 'excluded')).toBe(true);
			}),
			CASES,
		);
	});

	test('stamps are neither lost nor made: what was there and what came is what is left and what was given', () => {
		fc.assert(
			fc.property(someVisit, ({ programme, member, bill }) => {
				for (const step of quoted(programme, member, bill).explanation) {
					if (step.kind !== 'stamp') continue;
					expect(step.before + step.stamps).toBe(step.after + step.rewards * step.needed);
					expect(step.rewards).toBe(Math.max(0, Math.floor((step.before + step.stamps) / step.needed)));
					expect(step.after).toBeLessThan(step.needed);
				}
			}),
			CASES,
		);
	});
});

describe('paying with points', () => {
	test('a bill takes as many points as it is worth; they pay their exact value and leave less than a point', () => {
		fc.assert(
			fc.property(someVisit, ({ programme, member, pointsMax, bill }) => {
				const { num, den } = programme.pointValue;
				const answer = quoted(programme, member, bill);
				expect(BigInt(answer.pointsPaidMinor)).toBe((BigInt(answer.pointsSpent) * BigInt(num)) / BigInt(den));

				const most = quoted(programme, member, { ...bill, pointsTendered: pointsMax });
				const restMinor = BigInt(most.payableMinor) - BigInt(most.pointsPaidMinor);
				expect(num === 0 || restMinor * BigInt(den) < BigInt(num) + BigInt(den)).toBe(true);
				expect(quote(programme, member, { ...bill, pointsTendered: pointsMax + 1 })).toEqual({
					ok: false,
					error: { code: 'points_over_bill', pointsMax },
				});
			}),
			CASES,
		);
	});

	test('who pays more with points never earns more', () => {
		fc.assert(
			fc.property(someVisit, fc.oneof(fc.constant(1), fc.nat()), ({ programme, member, pointsMax, bill }, more) => {
				const fewer = bill.pointsTendered;
				const moreTendered = Math.min(pointsMax, fewer + more);
				const earned = (pointsTendered: number) => quoted(programme, member, { ...bill, pointsTendered }).pointsEarned;
				expect(earned(moreTendered)).toBeLessThanOrEqual(earned(fewer));
			}),
			{ numRuns: 10_000 },
		);
	});

	test('who pays everything with points earns none', () => {
		fc.assert(
			fc.property(someVisit, ({ programme, member, pointsMax, bill }) => {
				const answer = quoted(programme, member, { ...bill, pointsTendered: pointsMax });
				fc.pre(answer.pointsPaidMinor > 0 && answer.pointsPaidMinor === answer.payableMinor);
				expect(answer.pointsEarned).toBe(0);
			}),
			CASES,
		);
	});

	test('the part of a line that points pay is within one and a half minor units of its exact part', () => {
		fc.assert(
			fc.property(someVisit, ({ programme, member, bill }) => {
				const { lines, payableMinor, pointsPaidMinor } = quoted(programme, member, bill);
				for (const { payableMinor: ofLine, pointsPaidMinor: paid } of lines) {
					const off = 2n * (BigInt(paid) * BigInt(payableMinor) - BigInt(pointsPaidMinor) * BigInt(ofLine));
					expect(off <= 3n * BigInt(payableMinor) && off >= -3n * BigInt(payableMinor)).toBe(true);
				}
			}),
			CASES,
		);
	});
});

describe('splitting a bill', () => {
	const split = fc.record({
		programme: someProgramme,
		member: someGuest,
		lines: someLines,
		parts: fc.array(fc.nat({ max: 2 }), { minLength: 7, maxLength: 7 }),
	});
	const partsOf = ({ lines, parts }: { lines: Parameters<typeof bill>[1]; parts: readonly number[] }) =>
		[0, 1, 2]
			.map((part) => lines.filter((_line, index) => parts[index] === part))
			.filter((ofPart) => ofPart.length > 0);

	test('the parts never earn more than the whole', () => {
		fc.assert(
			fc.property(split, ({ programme, member, lines, parts }) => {
				const earned = (of: typeof lines) => quoted(programme, member, bill('lobby', of)).pointsEarned;
				const apart = partsOf({ lines, parts }).reduce((total, ofPart) => total + earned(ofPart), 0);
				expect(apart).toBeLessThanOrEqual(earned(lines));
			}),
			CASES,
		);
	});

	test('with a discount, which rounds half up in each part, they cost within half a minor unit a bill of the whole', () => {
		fc.assert(
			fc.property(split, ({ programme, member, lines, parts }) => {
				const payable = (of: typeof lines) => quoted(programme, member, bill('restaurant', of)).payableMinor;
				const bills = partsOf({ lines, parts });
				const apart = bills.reduce((total, ofPart) => total + payable(ofPart), 0);
				expect(2 * Math.abs(apart - payable(lines))).toBeLessThanOrEqual(bills.length + 1);
			}),
			CASES,
		);
	});
});

describe('a bill that was paid while the server was away', () => {
	test('charged as quoted, it is the same quote', () => {
		fc.assert(
			fc.property(someVisit, ({ programme, member, bill }) => {
				const answer = quoted(programme, member, bill);
				expect(quoted(programme, member, bill, { paidMinor: answer.payableMinor })).toEqual(answer);
			}),
			CASES,
		);
	});

	test('whatever was charged stands, and the shares still sum', () => {
		fc.assert(
			fc.property(someVisit, fc.nat(), fc.nat(), ({ programme, member, bill }, share, pointsTendered) => {
				const { listMinor } = quoted(programme, member, { ...bill, pointsTendered: 0 });
				const paidMinor = share % (listMinor + 1);
				const poor = { ...member, balancePoints: 0 };
				const answer = quoted(programme, poor, { ...bill, pointsTendered }, { paidMinor });
				expect(answer).toMatchObject({
					payableMinor: paidMinor,
					discountMinor: listMinor - paidMinor,
					pointsSpent: pointsTendered,
				});
				expect(sumOf(answer, 'discountMinor')).toBe(answer.discountMinor);
				expect(sumOf(answer, 'pointsPaidMinor')).toBe(answer.pointsPaidMinor);
				for (const quotedLine of answer.lines) {
					expect(isCount(quotedLine.payableMinor) && quotedLine.pointsPaidMinor <= quotedLine.payableMinor).toBe(true);
				}
			}),
			CASES,
		);
	});
});

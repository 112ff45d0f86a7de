import fc from 'fast-check';
import type { VisitSlip } from '#shared/receipt/visit-slip.ts';
import { SAMPLES } from './samples.ts';

/** ESC p opens the drawer, DLE DC4 too; arrows and suits are drawn at the control places of code page 437. */
const EVIL = [
	'\u001bp0\u0019\u00fa',
	'\u0010\u0014\u0001\u0000\u0001',
	'\u001d(k',
	'\n\r\f\t',
	'\u0000\u007f\u0085\u009b',
	'\u202e\u2066\u200f\u2028',
	'\u2190p0\u2193\u2193',
	'\u25ba\u00b6\u263a\u2194V1',
	'\u2194(k\u263b\u2302',
	'\u00a7\u21a8\u2191',
	'\ud800',
	'\u{1f600}',
	'王',
	'ѝ€„“',
	' ',
];

/** Text as a guest, a hotel or a till that means harm could write it. */
export const hostileText = fc
	.array(fc.oneof(fc.constantFrom(...EVIL), fc.string({ unit: 'binary', maxLength: 12 })), { maxLength: 8 })
	.map((parts) => parts.join(''));

/** A slip with such text wherever a slip takes text from others. */
export const hostileSlip = fc
	.record({ slip: fc.constantFrom(...Object.values(SAMPLES)), text: hostileText, copy: fc.nat(3) })
	.map(({ slip, text, copy }): VisitSlip => {
		const names = { en: text, es: text, zh: text, bg: text };
		const { answer, guest, house } = slip;
		return {
			copy,
			answer: {
				...answer,
				terminal: text,
				checkNumber: text,
				visitId: `${answer.visitId}${text}` as typeof answer.visitId,
			},
			guest: guest && { ...guest, givenName: text, tierCode: text, cardEnding: text },
			house: {
				...house,
				propertyName: text,
				outlet: {
					...house.outlet,
					names,
					categories: house.outlet.categories.map((category) => ({ ...category, names })),
				},
				programme: {
					name: text,
					tiers: house.programme.tiers.map((tier) => ({ ...tier, names })),
					rewards: house.programme.rewards.map((reward) => ({ ...reward, names })),
					offers: house.programme.offers.map((offer) => ({ ...offer, names })),
				},
			},
		};
	});

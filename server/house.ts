import { z } from 'zod';
import type { Store } from './store/store.ts';
import { loadProperty } from './store/house-store.ts';
import { LANGUAGES } from '#shared/kernel/language.ts';
import { BPS_WHOLE } from '#shared/kernel/money.ts';
import { invariant } from '#shared/kernel/result.ts';
import { ADJUSTMENT_LIMITS, type AdjustmentLimits } from '#shared/ledger/correction/adjustment-limits.ts';

const name = z.string().min(1).max(60);
const named = z.object({ code: z.string(), names: z.object({ en: name, es: name, zh: name, bg: name }) });

const limit = z.object({
	entryPoints: z.number().int().min(0),
	dayPoints: z.number().int().min(0),
	batchPoints: z.number().int().min(0),
});

/** What a hotel says of itself: outlets, categories, cards, clock. */
const houseSchema = z.object({
	id: z.string(),
	name,
	language: z.enum(LANGUAGES),
	timeZone: z.string(),
	cutOverMinute: z.number().int().min(0).max(1439),
	currency: z.object({ code: z.string().length(3), exponent: z.number().int() }),
	outlets: z.array(
		named.extend({
			/** `taxBps`: of the price without tax, where the house says what tax its tills' prices hold. */
			categories: z.array(named.extend({ taxBps: z.int().min(0).max(BPS_WHOLE).optional() })),
		}),
	),
	cardPatterns: z.array(
		z.object({
			medium: z.enum(['magstripe', 'rfid', 'code', 'keyed']),
			prefix: z.string(),
			length: z.number().int(),
			check: z.enum(['luhn', 'none']),
		}),
	),
	/** How many points its people may give and take by hand; the usual ones where it does not say. */
	adjustmentLimits: z.object({ cashier: limit, supervisor: limit, manager: limit }).optional(),
});

export type House = z.infer<typeof houseSchema>;

export const adjustmentLimitsOf = ({ adjustmentLimits }: House): AdjustmentLimits =>
	adjustmentLimits ?? ADJUSTMENT_LIMITS;

/** The one hotel of this database. */
export async function readHouse(store: Pick<Store, 'read'>): Promise<House> {
	const property = await store.read(loadProperty());
	invariant(property !== null, 'the data folder holds a hotel');
	return houseSchema.parse(JSON.parse(property.document));
}

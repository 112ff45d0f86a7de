import { z } from 'zod';
import { isUuid } from '#shared/kernel/ids.ts';

const hex = z.string().regex(/^[0-9a-f]{64}$/);
const base64 = z
	.string()
	.max(10_000)
	.regex(/^[A-Za-z0-9+/]*={0,2}$/);
const count = z.number().int().min(0);

/** What a backup says of itself, in clear: no name of a guest is in it. */
export const manifestSchema = z.object({
	kind: z.enum(['sqlite', 'postgres']),
	property: z.object({ id: z.string(), name: z.string() }),
	/** RFC 3339, UTC. */
	madeAt: z.string(),
	/** Of the books; the last one names their shape. */
	migrations: z.array(z.string()).min(1),
	/** Where the feed ends in it. */
	head: z.object({ position: count, hash: hex }),
	/** The copy as it came from the database, before it was packed. */
	copy: z.object({ bytes: count, sha256: hex }),
	/** Everybody who was forgotten by then. */
	erased: z.array(z.string().refine(isUuid)),
	/** Which card key turns these guests' cards into tokens; `null` where the folder had none. */
	keysId: hex.nullable(),
	seal: z
		.object({
			// Bounded, because whoever made the file chose them: they say how much memory opening it takes.
			cost: z.object({
				N: z
					.number()
					.int()
					.min(2)
					.max(2 ** 20),
				r: z.literal(8),
				p: z.literal(1),
			}),
			salt: base64,
			noncePrefix: base64,
			/** The hotel's keys, sealed; they go only where a passphrase guards them. */
			keys: base64,
		})
		.nullable(),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type Seal = NonNullable<Manifest['seal']>;

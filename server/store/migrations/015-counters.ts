import type { Kysely } from 'kysely';
import type { Dialect } from '../dialect.ts';
import type { Tables } from '../tables/schema.ts';

/** When a counter was paired, and when its key was taken away. */
export function counters(db: Kysely<Tables>, { text }: Dialect): string[] {
	return ['paired_at', 'revoked_at'].map(
		(column) => db.schema.alterTable('device').addColumn(column, text).compile().sql,
	);
}

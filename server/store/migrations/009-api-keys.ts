import type { Kysely } from 'kysely';
import type { Dialect } from '../dialect.ts';
import type { Tables } from '../tables/schema.ts';

/** When a key was made, until when it opens, and when it was taken away. */
export function apiKeys(db: Kysely<Tables>, { text }: Dialect): string[] {
	return ['created_at', 'expires_at', 'revoked_at'].map(
		(column) => db.schema.alterTable('api_key').addColumn(column, text).compile().sql,
	);
}

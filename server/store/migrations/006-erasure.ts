import type { Kysely } from 'kysely';
import type { Dialect } from '../dialect.ts';
import type { Tables } from '../tables/schema.ts';

/** Who was forgotten. */
export function erasure(db: Kysely<Tables>, dialect: Dialect): string[] {
	const { text } = dialect;
	const table = db.schema
		.createTable('erasure')
		.addColumn('member_id', text, (c) => c.primaryKey())
		.addColumn('erased_at', text, (c) => c.notNull());
	return [
		`${table.compile().sql}${dialect.tableSuffix}`,
		...dialect.refuse('erasure', 'update', 'append-only'),
		...dialect.refuse('erasure', 'delete', 'append-only'),
	];
}

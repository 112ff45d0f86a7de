import type { Kysely } from 'kysely';
import type { Dialect } from '../dialect.ts';
import { fetch, statement, type Loading } from '../statement.ts';
import type { Tables } from '../tables/schema.ts';
import { books } from './001-books.ts';
import { api } from './002-api.ts';
import { earn } from './003-earn.ts';
import { reversals } from './004-reversals.ts';
import { offers } from './005-offers.ts';
import { erasure } from './006-erasure.ts';
import { terms } from './007-terms.ts';
import { holds } from './008-holds.ts';
import { apiKeys } from './009-api-keys.ts';
import { pending } from './010-pending.ts';
import { requests } from './011-requests.ts';
import { vouchers } from './012-vouchers.ts';
import { stays } from './013-stays.ts';
import { clubs } from './014-clubs.ts';
import { counters } from './015-counters.ts';
import { conflicts } from './016-conflicts.ts';
import { counterReports } from './017-counter-reports.ts';

export type Migration = {
	readonly name: string;
	readonly statements: (db: Kysely<Tables>, dialect: Dialect) => string[];
};

/** In order, forward only; one that was released never changes. */
export const MIGRATIONS: readonly Migration[] = [
	{ name: '001-books', statements: books },
	{ name: '002-api', statements: api },
	{ name: '003-earn', statements: earn },
	{ name: '004-reversals', statements: reversals },
	{ name: '005-offers', statements: offers },
	{ name: '006-erasure', statements: erasure },
	{ name: '007-terms', statements: terms },
	{ name: '008-holds', statements: holds },
	{ name: '009-api-keys', statements: apiKeys },
	{ name: '010-pending', statements: pending },
	{ name: '011-requests', statements: requests },
	{ name: '012-vouchers', statements: vouchers },
	{ name: '013-stays', statements: stays },
	{ name: '014-clubs', statements: clubs },
	{ name: '015-counters', statements: counters },
	{ name: '016-conflicts', statements: conflicts },
	{ name: '017-counter-reports', statements: counterReports },
];

const appliedMigrations = statement<Record<never, never>>()('migration.applied', (db) =>
	db
		.selectFrom('migration' as never)
		.select('name' as never)
		.orderBy('name' as never)
		.$castTo<{ name: string }>(),
);

/** What has made the books what they are; its last says which shape they have. */
export function* loadMigrations(): Loading<readonly string[]> {
	const [rows] = yield* fetch(appliedMigrations({}));
	return rows.map(({ name }) => name);
}

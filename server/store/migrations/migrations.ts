import type { Kysely } from 'kysely';
import type { Dialect } from '../dialect.ts';
import type { Tables } from '../schema.ts';
import { books } from './001-books.ts';
import { api } from './002-api.ts';
import { earn } from './003-earn.ts';
import { reversals } from './004-reversals.ts';
import { offers } from './005-offers.ts';

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
];

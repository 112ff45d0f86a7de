import { afterAll, beforeAll } from 'vitest';
import { openPostgresStore } from '../../../../server/store/postgres/postgres-store.ts';
import { openSandboxStore } from '../../../../server/store/sandbox-store.ts';
import { describeSandbox } from '../../../contracts/sandbox.ts';
import { rethrow } from '../../../support/hotel-folder.ts';
import { TestPostgres } from '../../../support/postgres.ts';

let postgres: TestPostgres;
beforeAll(async () => {
	postgres = await TestPostgres.start();
});
afterAll(() => postgres.stop());

describeSandbox('PostgreSQL', async () => {
	const database = await postgres.newDatabase();
	return {
		store: await openPostgresStore(database.url),
		openSandbox: () => openSandboxStore('nowhere', { DATABASE_URL: database.url }, rethrow),
		async dump() {
			const tables = await database.query(
				"select table_name as name from information_schema.tables where table_schema = 'public' order by 1",
			);
			const rows = await Array.fromAsync(tables, async ({ name }) => [
				name,
				await database.query(`select t::text as row from public."${String(name)}" t order by 1`),
			]);
			return JSON.stringify(rows);
		},
		end: () => database.drop(),
	};
});

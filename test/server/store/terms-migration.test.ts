import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SQLITE } from '../../../server/store/dialect.ts';
import { MIGRATIONS } from '../../../server/store/migrations/migrations.ts';
import { openSqliteStore } from '../../../server/store/sqlite/sqlite-store.ts';

test('books from before there were terms know the last activity, and keep every tier as it was', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'retorno-test-'));
	const path = join(folder, 'books.sqlite');
	const old = new DatabaseSync(path);
	old.exec('create table migration (name text primary key) strict');
	for (const { name, statements } of MIGRATIONS.filter(({ name }) => name < '007')) {
		for (const sql of statements(SQLITE.compiler(), SQLITE)) old.exec(sql);
		old.exec(`insert into migration (name) values ('${name}')`);
	}
	old.exec(`insert into member (id, property_id, enrolled_at, enrolled_by, enrolled_outlet, source, tier, version, visits, debt_points)
		values ('m', 'h', '2025-01-01T00:00:00.000Z', 'ana', 'lobby', 'direct', 'gold', 1, 2, 0)`);
	for (const [kind, day] of [
		['earn', '2026-03-01'],
		['bonus', '2026-03-02'],
		['redeem', '2026-02-01'],
		['stamp', '2026-09-01'],
	]) {
		old.exec(`insert into entry (id, property_id, kind, member_id, visit_id, effective_at, recorded_at, business_date, outlet, terminal, actor, programme_version)
			values ('${kind}', 'h', '${kind}', 'm', 'v', '${day}T12:00:00.000Z', '${day}T12:00:00.000Z', '${day}', 'lobby', 't', 'ana', 1)`);
	}
	old.close();

	const store = openSqliteStore(path, (cause) => {
		throw cause;
	});
	await store.close();
	const books = new DatabaseSync(path, { readOnly: true });
	expect(books.prepare('select * from member').get()).toMatchObject({
		...{ earned_on: '2026-03-02', redeemed_on: '2026-02-01' },
		...{ tier: 'gold', earned_tier: 'gold', opening_tier: 'gold', tier_until: null, tier_seq: 0, tier_told: null },
	});
	books.close();
	rmSync(folder, { recursive: true });
});

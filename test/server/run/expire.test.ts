import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runExpire } from '../../../server/run/expire.ts';
import { booksPath } from '../../../server/store/open-store.ts';
import { openSqliteStore } from '../../../server/store/sqlite/sqlite-store.ts';
import { Hotel } from '../../support/hotel.ts';

const ELENA = '3f6c1a52-0b7e-4c8a-9d11-5a2e8f40c101';
const ALICE = '3f6c1a52-0b7e-4c8a-9d11-5a2e8f40c104';

let folder: string;
beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'retorno-test-'));
	const store = openSqliteStore(booksPath(folder), (cause) => {
		throw cause;
	});
	await Hotel.open(store);
	await store.close();
});
afterEach(() => rmSync(folder, { recursive: true }));

async function said(isApplied: boolean, now: string): Promise<string[]> {
	const lines: string[] = [];
	await runExpire({ dataFolder: folder, env: {}, isApplied, now }, (line) => lines.push(line));
	return lines;
}

test('a preview says what has run out and changes nothing; applying does it, once', async () => {
	const day = '2026-12-20T08:00:00.000Z';
	const preview = [
		'Hotel Miramar: run out by 2026-12-20, to expire in the next run: 2 lots.',
		`  ${ELENA}: 200 points, ended 2026-12-11 (${ELENA}/opening#0)`,
		`  ${ALICE}: 10 points, ended 2026-12-11 (${ALICE}/opening#0)`,
		'To have run out, and going on because nobody told the guest in time: 0 lots.',
		'Tiers that are not kept so far: 0.',
	];
	expect(await said(false, day)).toEqual(preview);
	expect(await said(false, day)).toEqual(preview);
	const tiers = 'Tiers: 0 kept, 0 lapsed, 0 that were given by hand have ended.';
	const expired = (lots: number, points: number) =>
		`Hotel Miramar: expired: ${lots} lots of ${lots} members, points: ${points}.`;
	expect(await said(true, day)).toEqual([expired(2, 210), tiers]);
	expect(await said(true, day)).toEqual([expired(0, 0), tiers]);
});

test('a preview names the guests whom nobody has told, and until when their points go on', async () => {
	const lines = await said(false, '2028-11-15T08:00:00.000Z');
	expect(lines).toContain('To have run out, and going on because nobody told the guest in time: 4 lots.');
	expect(lines).toContain(`  ${ELENA}: 1050 points, goes on until 2028-12-30 (${ELENA}/opening#1)`);
});

test('a preview names whose tier ends, and whether they know', async () => {
	expect((await said(false, '2027-12-01T08:00:00.000Z')).slice(-4, -2)).toEqual([
		'Tiers that are not kept so far: 3.',
		`  ${ELENA}: gold until 2027-12-31, and nobody has told the guest`,
	]);
});

test('says so where there are no books', async () => {
	rmSync(booksPath(folder));
	await expect(said(false, '2026-12-20T08:00:00.000Z')).rejects.toThrow(/holds no books/);
});

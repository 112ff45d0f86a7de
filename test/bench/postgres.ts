import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openKeys } from '../../server/identity/keys.ts';
import { openPostgresStore } from '../../server/store/postgres/postgres-store.ts';
import { TestPostgres } from '../support/postgres.ts';
import type { Target } from './callers.ts';
import { LoadGenerator } from './load-generator.ts';
import { seedBooks } from './members.ts';
import { ScriptProcess } from './processes.ts';
import { measured, type Measured } from './row.ts';
import { temporaryFolder } from './temporary-folder.ts';

const MEMBERS = 5_000;
const CLIENTS = 16;
const REPETITIONS = 7;
const QUICK_REPETITIONS = 5;

/** Visits a second of our server on PostgreSQL, over the floor's on books of its own in the same cluster. */
export async function measurePostgres(isQuick: boolean): Promise<readonly Measured[]> {
	const folder = temporaryFolder('bench-pg');
	const cluster = await TestPostgres.start({ durable: true });
	const load = new LoadGenerator(MEMBERS);
	const ends: (() => Promise<void>)[] = [() => load.stop()];
	const seeded = async (name: string) => {
		const dataFolder = join(folder, name);
		mkdirSync(dataFolder);
		const { url } = await cluster.newDatabase();
		const { apiKey, keys } = await seedBooks(await openPostgresStore(url), openKeys(dataFolder), MEMBERS);
		return { dataFolder, url, apiKey, cardKey: keys.cardKey };
	};
	const started = async (script: string, env: NodeJS.ProcessEnv): Promise<number> => {
		const { process, port } = await ScriptProcess.start(script, env);
		ends.unshift(() => process.stop());
		return port;
	};
	try {
		const ours = await seeded('ours');
		const floors = await seeded('floor');
		const oursPort = await started('test/bench/server.ts', {
			...{ RETORNO_DATA: ours.dataFolder, RETORNO_SERVER_PORT: '0', DATABASE_URL: ours.url },
		});
		const floorPort = await started('test/bench/floor-postgres.ts', {
			...{ FLOOR_DATABASE: floors.url, FLOOR_CARD_KEY: floors.cardKey },
		});
		const targets: readonly Target[] = [
			{ kind: 'http', port: floorPort, authorization: null },
			{ kind: 'http', port: oursPort, authorization: `Bearer ${ours.apiKey}` },
		];
		const ms = isQuick ? 500 : 1_500;
		const run = async (target: Target): Promise<number> =>
			(await load.run({ target, work: 'visit', clients: CLIENTS, ms })).perSecond;
		for (const target of targets) await run(target);

		const ratios: number[] = [];
		let last = '';
		for (let repetition = 0; repetition < (isQuick ? QUICK_REPETITIONS : REPETITIONS); repetition++) {
			const speeds = new Map<Target, number>();
			for (const target of repetition % 2 === 0 ? targets : targets.toReversed()) speeds.set(target, await run(target));
			const [floor, own] = targets.map((target) => speeds.get(target)!) as [number, number];
			ratios.push(own / floor);
			last = `${Math.round(own)}/s : ${Math.round(floor)}/s in the last of them`;
		}
		return [measured('visits_16_over_floor_pg', ratios, last)];
	} finally {
		for (const end of ends) await end();
		await cluster.stop();
		rmSync(folder, { recursive: true, force: true });
	}
}

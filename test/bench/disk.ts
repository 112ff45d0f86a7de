import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchHotel } from './hotel.ts';
import { measured, unmeasured, type BudgetName, type Measured } from './row.ts';
import { temporaryFolder } from './temporary-folder.ts';

const SYNCS = 'fsync,fdatasync';
/** What a slow disk adds to each sync. */
const ADDED_MS = 5;
const REPETITIONS = 5;
const SETTLE_MS = 200;

/**
 * A tracer that stops a process at its syncs and nowhere else, so that nothing else gets slower. The server stays our own
 * child (`-D`).
 */
const tracer = (...options: readonly string[]): readonly string[] => [
	'strace',
	...['-D', '-f', '--seccomp-bpf', '-e', `trace=${SYNCS}`],
	...options,
];

/** Why syncs cannot be counted here, if they cannot. */
function reasonAgainst(): string | undefined {
	const { error, status, stderr } = spawnSync('strace', [...tracer('-o', '/dev/null', 'true').slice(1)]);
	if (error) return 'strace is not installed';
	return status === 0 ? undefined : `strace may not trace here: ${stderr.toString().trim().split('\n')[0]}`;
}

/** Syncs between the first question and the last answer, checkpoints included, over the visits of that time. */
export async function measureFsyncs(hotel: BenchHotel, isQuick: boolean): Promise<readonly Measured[]> {
	const cases = [
		{ name: 'fsyncs_per_visit_1', clients: 1 },
		{ name: 'fsyncs_per_visit_16', clients: 16 },
	] as const satisfies { name: BudgetName; clients: number }[];
	const reason = reasonAgainst();
	if (reason) return cases.map(({ name }) => unmeasured(name, reason));

	const folder = temporaryFolder('syncs');
	const trace = join(folder, 'trace');
	const { process, target } = await hotel.startServer(tracer('-o', trace));
	const rows: Measured[] = [];
	for (const { name, clients } of cases) {
		const before = await syncsIn(trace);
		const { answered } = await hotel.load({ target, work: 'visit', clients, ms: isQuick ? 1_500 : 4_000 });
		const syncs = (await syncsIn(trace)) - before;
		rows.push(measured(name, [syncs / answered], `${syncs} syncs for ${answered} visits`));
	}
	await process.stop();
	return rows;
}

/** A sync that another thread interrupts takes two lines; the first of them has the bracket. */
async function syncsIn(trace: string): Promise<number> {
	// A line is written when the call has returned, and the answer may be quicker.
	await sleep(SETTLE_MS);
	return readFileSync(trace, 'utf8').match(/\b(fsync|fdatasync)\(/g)?.length ?? 0;
}

/** What group commit is for: sixteen tills share the wait for a slow disk. */
export async function measureSlowDisk(hotel: BenchHotel, isQuick: boolean): Promise<readonly Measured[]> {
	const name = 'visits_16_over_1_slow_disk';
	const reason = reasonAgainst();
	if (reason) return [unmeasured(name, reason)];

	const delay = tracer('-e', `inject=${SYNCS}:delay_exit=${ADDED_MS * 1_000}`, '-o', '/dev/null');
	const { process, target } = await hotel.startServer(delay);
	const ms = isQuick ? 600 : 2_000;
	const perSecond = async (clients: number) => (await hotel.load({ target, work: 'visit', clients, ms })).perSecond;
	await perSecond(16);
	const ratios: number[] = [];
	let last = '';
	for (let repetition = 0; repetition < REPETITIONS; repetition++) {
		const [one, sixteen] = [await perSecond(1), await perSecond(16)];
		ratios.push(sixteen / one);
		last = `last ${Math.round(sixteen)}/s : ${Math.round(one)}/s`;
	}
	await process.stop();
	return [measured(name, ratios, `${ADDED_MS} ms added to each sync, ${last}`)];
}

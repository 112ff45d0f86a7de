import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureConfirm } from './confirm.ts';
import { BenchCounter } from './counter.ts';
import { measureFsyncs, measureSlowDisk } from './disk.ts';
import { measureDrain } from './drain.ts';
import { BenchHotel } from './hotel.ts';
import { BUDGET_NAMES, formatRow, unmeasured, type BudgetName, type Measured } from './row.ts';
import { measureGrowth } from './growth.ts';
import { measurePostgres } from './postgres.ts';
import { measureScreens } from './screens.ts';
import { measureSwipe } from './swipe.ts';
import { measureVisits } from './visits.ts';
import { temporaryFolder } from './temporary-folder.ts';

const HELP = `npm run bench -- [--json] [--only name] [--quick]

  Measures the budgets of docs/performance.md and prints a row for each.

  --json        one JSON object a line; notes and the machine go to standard error
  --only name   the rows whose name contains this, and what is measured with them
  --quick       shorter and with 20,000 members instead of 200,000: in a minute and a half, for a first look

  A budget that is not met does not fail the run: a busy machine is no fault of the code. Exit code 1: not everything
  could be measured.
`;

const VISITS_MEMBERS = 20_000;
const COUNTER_MEMBERS = 200_000;
const QUICK_COUNTER_MEMBERS = 20_000;

/** Rows that are measured together, on a hotel or at a counter. */
type Group<House> = {
	readonly names: readonly BudgetName[];
	readonly measure: (house: House, isQuick: boolean) => Promise<readonly Measured[]>;
};

const HOTEL_GROUPS: readonly Group<BenchHotel>[] = [
	{
		names: ['visits_1_over_floor_sqlite', 'visits_16_over_floor_sqlite', 'floor_over_raw', 'lookup_over_floor'],
		measure: measureVisits,
	},
	{ names: ['fsyncs_per_visit_1', 'fsyncs_per_visit_16'], measure: measureFsyncs },
	{ names: ['visits_16_over_1_slow_disk'], measure: measureSlowDisk },
];

/** On hotels of their own. */
const OWN_GROUPS: readonly {
	readonly names: readonly BudgetName[];
	readonly measure: (isQuick: boolean) => Promise<readonly Measured[]>;
}[] = [
	{ names: ['visits_16_over_floor_pg'], measure: measurePostgres },
	{ names: ['server_rss_1e6_mb', 'growth_1e6'], measure: measureGrowth },
];

const COUNTER_GROUPS: readonly Group<BenchCounter>[] = [
	{ names: ['confirm_ack_p95_ms', 'ack_first_byte_p95_ms'], measure: measureConfirm },
	{ names: ['swipe_painted_p95_ms'], measure: measureSwipe },
	{ names: ['drain_page_task_max_ms'], measure: measureDrain },
	{ names: ['kiosk_js_gzip_kb', 'kiosk_first_load_kb', 'kiosk_first_load_zh_kb'], measure: measureScreens },
];

type Options = { readonly isQuick: boolean; readonly wanted: (name: BudgetName) => boolean };
type Print = (rows: readonly Measured[]) => void;

/** Opens a house for the groups that are wanted, and says of what failed why there is no figure. */
async function runGroups<House extends { close(): Promise<void> }>(
	groups: readonly Group<House>[],
	open: () => Promise<House>,
	{ isQuick, wanted }: Options,
	print: Print,
): Promise<void> {
	const asked = groups.filter(({ names }) => names.some(wanted));
	if (asked.length === 0) return;
	const failed = (names: readonly BudgetName[], cause: unknown) =>
		print(names.map((name) => unmeasured(name, cause instanceof Error ? cause.message : String(cause))));
	let house: House;
	try {
		house = await open();
	} catch (cause) {
		return asked.forEach(({ names }) => failed(names, cause));
	}
	try {
		for (const { names, measure } of asked) {
			await measure(house, isQuick).then(print, (cause: unknown) => failed(names, cause));
		}
	} finally {
		await house.close();
	}
}

/** The machine as it is now: what makes figures of two runs comparable, or not. */
function machine(): string {
	const cpu = `${availableParallelism()} cores, load average ${loadavg()[0]!.toFixed(1)} before the start`;
	return `${cpu}, ${Math.round(syncsPerSecond())} syncs a second, Node ${process.version}, SQLite ${process.versions.sqlite}`;
}

const SYNCS_TRIED_MS = 500;

function syncsPerSecond(): number {
	const folder = temporaryFolder('disk');
	const file = openSync(join(folder, 'file'), 'w');
	const page = Buffer.alloc(4_096);
	let syncs = 0;
	const startedMs = performance.now();
	for (; performance.now() - startedMs < SYNCS_TRIED_MS; syncs++) {
		writeSync(file, page);
		fdatasyncSync(file);
	}
	const perSecond = (syncs * 1_000) / (performance.now() - startedMs);
	closeSync(file);
	rmSync(folder, { recursive: true });
	return perSecond;
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			help: { type: 'boolean' },
			json: { type: 'boolean' },
			quick: { type: 'boolean' },
			only: { type: 'string' },
		},
	});
	if (values.help) return void console.log(HELP);
	const only = values.only ?? '';
	if (!BUDGET_NAMES.some((name) => name.includes(only))) {
		throw new Error(`No row is called "${only}": ${BUDGET_NAMES.join(', ')}.`);
	}
	const isQuick = values.quick ?? false;
	const wanted = (name: BudgetName) => name.includes(only);
	const print: Print = (rows) => {
		for (const measured of rows) {
			if (!wanted(measured.row.name)) continue;
			if (measured.row.value === null) process.exitCode = 1;
			if (!values.json) console.log(formatRow(measured));
			else console.log(JSON.stringify(measured.row));
			if (values.json && measured.note) console.error(`${measured.row.name}: ${measured.note}`);
		}
	};
	// An end from outside is an end like any other: processes and folders go.
	for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
	console.error(machine());
	await runGroups(HOTEL_GROUPS, () => BenchHotel.open(VISITS_MEMBERS), { isQuick, wanted }, print);
	for (const { names, measure } of OWN_GROUPS) {
		const nothing = { close: () => Promise.resolve() };
		const group = { names, measure: () => measure(isQuick) };
		await runGroups([group], () => Promise.resolve(nothing), { isQuick, wanted }, print);
	}
	const openCounter = () => BenchCounter.open(isQuick ? QUICK_COUNTER_MEMBERS : COUNTER_MEMBERS);
	await runGroups(COUNTER_GROUPS, openCounter, { isQuick, wanted }, print);
}

main().catch((cause: unknown) => {
	console.error(cause instanceof Error ? cause.message : cause);
	process.exitCode = 1;
});

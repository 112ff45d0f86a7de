import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { VisitId } from '#shared/kernel/ids.ts';
import { parseRecord } from '#shared/protocol/record.ts';
import { composeVisitSlip } from '#shared/receipt/visit-slip.ts';
import { codecOf } from '../../../bridge/devices/codecs.ts';
import { startPrinting, type Printing } from '../../../bridge/printing/printing.ts';
import { runReaders } from '../../../bridge/devices/readers.ts';
import { Recorder } from '../../../bridge/recorder/recorder.ts';
import { replay, type Replay } from '../../../bridge/replay/replay.ts';
import { MemoryPort } from '../../../bridge/simulate/memory-port.ts';
import { PRINTER_FAULTS, type PrinterFaultName } from '../../../bridge/simulate/printer/faults.ts';
import { VirtualClock } from '../../../bridge/simulate/virtual-clock.ts';
import { SwipeWatch } from '../../../bridge/pages/swipe-watch.ts';
import { CARD_PATTERNS } from '../../../server/demo/miramar.ts';
import { FakePrinter } from '../../fakes/fake-printer.ts';
import { SAMPLES } from '../../shared/receipt/samples.ts';

const CARD = ';9702310000000013?\r';
const miguel = SAMPLES['Miguel has supper']!;

/** A counter with reader, printer, page and server, all of which a test has in its hand, and what it recorded. */
class RecordedCounter {
	readonly clock = new VirtualClock(Date.UTC(2026, 10, 21, 17));
	readonly paper = new FakePrinter();
	readonly port = new MemoryPort();
	readonly #recorder = new Recorder({ role: 'till', build: 'b', clock: this.clock, patterns: () => CARD_PATTERNS });
	readonly #stop = new AbortController();
	readonly #printing: Printing;
	readonly #running: Promise<void>;
	readonly #swipes = new SwipeWatch({
		clock: this.clock,
		expired: (seq) => this.#recorder.event({ kind: 'swipe-expired', seq }),
	});
	/** The page draws what is swiped. */
	draws = true;
	#slips = 0;
	readonly #link = this.#recorder.link({
		online: () => this.#recorder.event({ kind: 'server-changed', server: { kind: 'online' } }),
		offline: () => this.#recorder.event({ kind: 'server-changed', server: { kind: 'offline', since: 'x' } }),
		news: () => undefined,
		refused: () => undefined,
	});

	constructor(folder: string) {
		const { clock, paper, port } = this;
		const recorder = this.#recorder;
		this.#printing = startPrinting({
			...{ spoolPath: join(folder, 'spool.sqlite'), memoryPath: join(folder, 'printer.json'), clock },
			printer: { host: 'printer', port: 9100, profile: 'epson' },
			compose: () => Promise.resolve(composeVisitSlip(miguel)),
			transport: recorder.printer(paper),
			onProgress: recorder.slip,
			onPrinter: (printer) => recorder.event({ kind: 'printer-changed', printer }),
		});
		const reader = {
			name: 'card',
			open: port.open,
			codec: (patterns: () => typeof CARD_PATTERNS) => codecOf('swipe', patterns),
		};
		this.#running = runReaders(recorder.readers([reader]), {
			...{ runner: { feed: recorder.event }, patterns: () => CARD_PATTERNS, log: { warn: () => undefined }, clock },
			signal: this.#stop.signal,
			onSwipe: (mark) => {
				this.#swipes.presented(mark);
				if (!this.draws) return;
				recorder.note({ what: 'page', page: 0, is: 'drew', seq: mark.seq });
				this.#swipes.seen(mark.seq);
			},
		});
	}

	swipe(): void {
		this.port.send(Uint8Array.from(CARD, (letter) => letter.charCodeAt(0)));
	}

	slip(): void {
		const visitId = `00000000-0000-4000-8000-00000000000${++this.#slips}` as VisitId;
		this.#printing.submit({ kind: 'visit', answer: { ...miguel.answer, visitId }, copy: 0 });
	}

	server(is: 'online' | 'offline'): void {
		if (is === 'online') this.#link.online({} as never);
		else this.#link.offline();
	}

	/**
	 * @param from drops what was before this time, as fifteen minutes later
	 * @param changed what somebody made of a line
	 */
	async end(from = 0, changed: (line: string) => string = (line) => line): Promise<Replay> {
		const [header, ...lines] = this.#recorder.lines();
		this.#stop.abort();
		this.#swipes.close();
		const closing = this.#printing.close();
		await this.clock.pass(20_000);
		await Promise.all([closing, this.#running]);
		const kept = lines.filter((line) => (JSON.parse(line) as { t?: number }).t! >= from);
		return replay(parseRecord([header, ...kept.map(changed)].join('\n'))!);
	}
}

let folder: string;
let counter: RecordedCounter;
beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'replayed-'));
	counter = new RecordedCounter(folder);
	await counter.clock.pass(3_000);
});
afterEach(() => rmSync(folder, { recursive: true }));

function expectSame(played: Replay): void {
	for (const part of ['readers', 'printer', 'pages', 'server'] as const)
		expect([part, ...played[part].replayed].slice(0, played[part].recorded.length + 1)).toEqual([
			part,
			...played[part].recorded,
		]);
	expect(played.isSame).toBe(true);
}

/** A swipe, a slip at which the paper ends, a network that is cut, a page that is away. */
async function evening(): Promise<void> {
	const { clock, paper } = counter;
	counter.server('online');
	counter.swipe();
	await clock.pass(1_000);
	await PRINTER_FAULTS['paper-ends'].begin(paper.hand);
	counter.slip();
	await clock.pass(15_500);
	await PRINTER_FAULTS['paper-ends'].end(paper.hand);
	await clock.pass(5_000);
	counter.server('offline');
	await PRINTER_FAULTS.off.begin(paper.hand);
	await clock.pass(300);
	counter.slip();
	counter.port.unplug();
	await clock.pass(30_000);
	counter.port.plug();
	await PRINTER_FAULTS.off.end(paper.hand);
	counter.server('online');
	counter.draws = false;
	await clock.pass(15_000);
	counter.swipe();
	await clock.pass(45_000);
}

test('a run with paper out and a network that is cut, played again, makes the conversation hear the same', async () => {
	await evening();
	const played = await counter.end();
	expectSame(played);
	expect(played.printer.recorded).toEqual([
		...['printer-changed absent', 'printer-changed ready', 'slip waiting', 'slip sending', 'printer-changed paper_out'],
		...['printer-changed ready', 'slip confirmed', 'printer-changed absent', 'slip waiting'],
		...['printer-changed ready', 'slip sending', 'slip confirmed'],
	]);
	expect(played.server.recorded).toEqual(['online', 'offline', 'online'].map((is) => `server-changed ${is}`));
	expect(played.pages.recorded).toEqual(['swipe-expired 2']);
	expect(played.readers.recorded).toContain('reader-changed absent');
	expect(played.notPlayed).toEqual(['What a slip said is not in a record: one short slip stood for each.']);
});

test('a record that begins between two slips is played as far as it goes', async () => {
	await evening();
	expectSame(await counter.end(12_000));
});

test.each([
	['printer', '"slip":"confirmed"', '"slip":"processed"'],
	['printer', '"printer.kind":"paper_out"', '"printer.kind":"cover_open"'],
	['pages', '"kind":"swipe-expired","seq":2', '"kind":"swipe-expired","seq":1'],
	['server', '"server.kind":"offline"', '"server.kind":"away"'],
] as const)('another outcome of the %s than the recorded one is told', async (part, was, is) => {
	await evening();
	const played = await counter.end(0, (line) => line.replace(was, is));
	expect([played.isSame, played[part].isSame]).toEqual([false, false]);
});

describe('a printer’s fault', () => {
	const FAULTS: readonly PrinterFaultName[] = [
		...(['off', 'no-paper', 'cover-opened', 'paper-low', 'cutter-stuck', 'head-hot', 'broken'] as const),
		...(['half-open', 'cut-before-answer', 'occupied'] as const),
	];
	test.each(FAULTS)('"%s" played from its record is the same', async (fault) => {
		const { clock, paper } = counter;
		counter.slip();
		await clock.pass(4_000);
		await PRINTER_FAULTS[fault].begin(paper.hand);
		await clock.pass(1_500);
		counter.slip();
		await clock.pass(20_000);
		await PRINTER_FAULTS[fault].end(paper.hand);
		await clock.pass(30_000);
		const played = await counter.end();
		expectSame(played);
		expect(played.printer.recorded.length).toBeGreaterThan(6);
	});
});

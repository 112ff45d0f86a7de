import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CardRead, CardRefusal } from '#shared/card/card.ts';
import type { Framer } from '#shared/card/drivers/framer.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { runReader, type Decoding } from '../../../bridge/devices/reader.ts';
import { ManualClock, settled } from '../../fakes/manual-clock.ts';
import { ScriptedPort } from '../../fakes/scripted-port.ts';

/** Lines of digits: enough of a reader to see what happens around its codec. */
class LineFramer implements Framer {
	readonly noiseBytes = 0;
	#held: number[] = [];

	push(bytes: Uint8Array): Uint8Array[] {
		const frames: Uint8Array[] = [];
		for (const byte of bytes) {
			if (byte === 0x0a) frames.push(...this.flush());
			else this.#held.push(byte);
		}
		return frames;
	}

	flush(): Uint8Array[] {
		const frame = Uint8Array.from(this.#held);
		this.#held = [];
		return frame.length ? [frame] : [];
	}
}

function decode(frame: Uint8Array): Result<CardRead, CardRefusal> {
	const number = new TextDecoder().decode(frame);
	if (number === 'bug') throw new Error('a bug in the codec');
	return /^\d+$/.test(number)
		? ok({ kind: 'member-card', medium: 'magstripe', number })
		: err({ code: 'card_unreadable' });
}

let port: ScriptedPort;
let clock: ManualClock;
let stop: AbortController;
let news: string[];
let running: Promise<void>;

function run(codec: Decoding = { createFramer: () => new LineFramer(), decode }): Promise<void> {
	const events = {
		ready: () => void news.push('ready'),
		absent: (reason: string, retryInMs: number) => void news.push(`absent: ${reason}, again in ${retryInMs}`),
		read: (outcome: Result<CardRead, CardRefusal>) =>
			void news.push(outcome.ok ? outcome.value.number : outcome.error.code),
	};
	return runReader(port.open, codec, events, { signal: stop.signal, clock });
}

beforeEach(() => {
	port = new ScriptedPort();
	clock = new ManualClock();
	stop = new AbortController();
	news = [];
	port.plug();
});

afterEach(async () => {
	stop.abort();
	await running;
});

async function send(text: string): Promise<void> {
	port.send(text);
	await settled();
}

describe('a reader', () => {
	test('reads a card, in whatever pieces it comes', async () => {
		running = run();
		await settled();
		await send('97');
		await send('02\n');
		await clock.pass(300);
		await send('97');
		await send('03\n');
		expect(news).toEqual(['ready', '9702', '9703']);
	});

	test('says that a card is not readable and goes on', async () => {
		running = run();
		await settled();
		await send('%E?\n9702\n');
		expect(news).toEqual(['ready', 'card_unreadable', '9702']);
	});

	test('takes a pause for the end of a frame', async () => {
		running = run();
		await settled();
		await send('97');
		await clock.pass(149);
		await send('02');
		await clock.pass(149);
		expect(news).toEqual(['ready']);
		await clock.pass(1);
		expect(news).toEqual(['ready', '9702']);
	});

	test('leaves no digit in the chunks that it has read', async () => {
		running = run();
		await settled();
		await send('9702\n97');
		expect(port.handedOut.map((chunk) => [...chunk])).toEqual([[0, 0, 0, 0, 0, 0, 0]]);
	});

	test('leaves no wait behind', async () => {
		running = run();
		await settled();
		for (const piece of ['97', '02', '03\n']) await send(piece);
		expect(clock.sleeping).toBe(1);
		await clock.pass(150);
		expect(clock.sleeping).toBe(0);
	});

	test('that fails with a bug does not hide it as a lost device', async () => {
		const failed = run();
		await settled();
		port.send('bug\n');
		await expect(failed).rejects.toThrow('a bug in the codec');
		expect(news).toEqual(['ready']);
	});

	test('ends when it is told to, in a swipe, in a pause and in a wait', async () => {
		for (const prepare of [() => send('97'), () => clock.pass(200), () => settled()]) {
			stop = new AbortController();
			const ending = run();
			await settled();
			await prepare();
			stop.abort();
			await ending;
		}
		port.unplug();
		stop = new AbortController();
		const ending = run();
		await settled();
		stop.abort();
		await ending;
		expect(news).toEqual(['ready', 'ready', 'ready', 'absent: no such device, again in 250']);
	});
});

describe('a reader that is pulled', () => {
	test('is absent, and reads again when it is back', async () => {
		running = run();
		await settled();
		await send('9702\n');
		port.unplug();
		await settled();
		port.plug();
		await clock.pass(300);
		await send('9703\n');
		expect(news).toEqual(['ready', '9702', 'absent: unplugged, again in 250', 'ready', '9703']);
	});

	test('in the middle of a swipe reads nothing, then or later', async () => {
		running = run();
		await settled();
		await send('9702');
		port.unplug();
		await settled();
		port.plug();
		await clock.pass(250);
		await send('9703\n');
		expect(news).toEqual(['ready', 'absent: unplugged, again in 250', 'ready', '9703']);
	});

	test('says what the line said', async () => {
		running = run();
		await settled();
		port.unplug(new Error('bad file descriptor'));
		await settled();
		expect(news).toEqual(['ready', 'absent: bad file descriptor, again in 250']);
	});

	test('is tried for ever, ever less often', async () => {
		port.unplug();
		running = run();
		for (let hour = 0; hour < 8; hour++) await clock.pass(10_000);
		expect(clock.waits.slice(0, 8)).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
		port.plug();
		await clock.pass(10_000);
		expect(news.at(-1)).toBe('ready');
	});

	test('is tried at once again after it has read something', async () => {
		port.unplug();
		running = run();
		for (const ms of [250, 500, 1_000]) await clock.pass(ms);
		port.plug();
		await clock.pass(2_000);
		await send('9702\n');
		port.unplug();
		await settled();
		expect(news.at(-1)).toBe('absent: unplugged, again in 250');
	});

	test('is tried at once again after it has stood for a while', async () => {
		port.unplug();
		running = run();
		for (const ms of [250, 500, 1_000]) await clock.pass(ms);
		port.plug();
		await clock.pass(2_000);
		await clock.pass(10_000);
		port.unplug();
		await settled();
		expect(news.at(-1)).toBe('absent: unplugged, again in 250');
	});

	test('is left alone for longer where it comes and goes', async () => {
		running = run();
		await settled();
		for (const ms of [250, 500]) {
			port.unplug();
			await settled();
			port.plug();
			await clock.pass(ms);
		}
		expect(news.filter((line) => line.startsWith('absent'))).toEqual([
			'absent: unplugged, again in 250',
			'absent: unplugged, again in 500',
		]);
	});
});

describe('a card that is read again', () => {
	beforeEach(async () => {
		running = run();
		await settled();
		await send('9702\n');
	});

	test('within a second and a half is the same swipe', async () => {
		await clock.pass(1_499);
		await send('9702\n');
		expect(news).toEqual(['ready', '9702']);
	});

	test('later is another swipe', async () => {
		await clock.pass(1_500);
		await send('9702\n');
		expect(news).toEqual(['ready', '9702', '9702']);
	});

	test('for as long as it lies on the reader is one swipe', async () => {
		for (let times = 0; times < 20; times++) {
			await clock.pass(200);
			await send('9702\n');
		}
		expect(news).toEqual(['ready', '9702']);
	});

	test('after another card is another swipe, and the other card is never held back', async () => {
		for (const card of ['9703', '9702', '9703']) {
			await clock.pass(300);
			await send(`${card}\n`);
		}
		expect(news).toEqual(['ready', '9702', '9703', '9702', '9703']);
	});

	test('together with another one is neither of them, until both are away', async () => {
		await clock.pass(299);
		await send('9703\n9702\n');
		expect(news).toEqual(['ready', '9702', 'card_ambiguous']);
		await clock.pass(300);
		await send('9703\n');
		expect(news).toEqual(['ready', '9702', 'card_ambiguous', '9703']);
	});
});

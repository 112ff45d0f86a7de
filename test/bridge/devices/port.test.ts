import { PassThrough } from 'node:stream';
import { describe, expect, test, vi } from 'vitest';
import { chunksOf } from '../../../bridge/devices/port.ts';
import { framesOf } from '../../../bridge/devices/frames.ts';
import { ManualClock, settled } from '../../fakes/manual-clock.ts';

function openPort(): { stream: PassThrough; chunks: AsyncGenerator<Uint8Array, void>; closed: () => number } {
	const stream = new PassThrough();
	let times = 0;
	const chunks = chunksOf(stream, new AbortController().signal, () => void times++);
	return { stream, chunks, closed: () => times };
}

const whole = { push: (bytes: Uint8Array) => [Uint8Array.from(bytes)], flush: () => [], noiseBytes: 0 };

describe('a port', () => {
	test('is closed when nobody reads it any more', async () => {
		const { stream, chunks, closed } = openPort();
		stream.write('1');
		for await (const frame of framesOf(chunks, whole, new ManualClock())) {
			expect([...frame]).toEqual([0x31]);
			break;
		}
		stream.write('2');
		await settled();
		expect(closed()).toBe(1);
	});

	test('that complains after its end disturbs nobody', async () => {
		const { stream, chunks } = openPort();
		stream.write('1');
		await chunks.next();
		await chunks.return();
		expect(() => stream.emit('error', new Error('too late'))).not.toThrow();
	});

	test('says when it is let go, which may be later than nobody reads it', async () => {
		const closing = Promise.withResolvers<void>();
		const stop = new AbortController();
		const port = chunksOf(new PassThrough(), stop.signal, () => closing.promise);
		const released = vi.fn();
		void port.released.then(released);
		stop.abort();
		await settled();
		expect(released).not.toHaveBeenCalled();
		closing.resolve();
		await settled();
		expect(released).toHaveBeenCalledOnce();
	});

	test('that fails says why, to whoever reads it', async () => {
		const { stream, chunks, closed } = openPort();
		stream.destroy(new Error('bad file descriptor'));
		await expect(chunks.next()).rejects.toThrow('bad file descriptor');
		expect(closed()).toBe(1);
	});
});

import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSwipeFramer } from '#shared/card/drivers/swipe-framer.ts';
import { framesOf } from '../../../bridge/devices/frames.ts';
import { chunksOf } from '../../../bridge/devices/port.ts';
import { ManualClock, settled } from '../../fakes/manual-clock.ts';
import { ascii } from '../../support/ascii.ts';

const unheard: unknown[] = [];
const note = (cause: unknown): void => void unheard.push(cause);
beforeEach(() => void process.on('unhandledRejection', note));
afterEach(() => {
	process.off('unhandledRejection', note);
	unheard.length = 0;
});

/** A device that is read up to its first frame, by somebody who then wants no more of it. */
async function readOnce(): Promise<{ device: EventEmitter; stop: AbortController }> {
	const [device, stop] = [new EventEmitter(), new AbortController()];
	const port = chunksOf(device, stop.signal, () => undefined);
	const frames = framesOf(port, createSwipeFramer(), new ManualClock());
	setImmediate(() => device.emit('data', ascii(';1?\r')));
	for await (const frame of frames) {
		frame.fill(0);
		break;
	}
	return { device, stop };
}

test('who has read one frame may close the port: that it ends with a fault is nobody’s news, and ends no process', async () => {
	const { stop } = await readOnce();
	stop.abort();
	await settled();
	await settled();
	expect(unheard).toEqual([]);
});

test('what still comes after the one frame is wiped', async () => {
	const { device } = await readOnce();
	const late = ascii(';9702310000000013?\r');
	device.emit('data', late);
	await settled();
	expect(late).toEqual(new Uint8Array(late.length));
});

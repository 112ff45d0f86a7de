import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { magtekReport } from '../../arbitraries/reader-frames.ts';
import { hasUmockdev, MockedUsb } from '../../support/mocked-usb.ts';
import { ReaderProcess } from '../../support/reader-process.ts';

const ELENA = '9702310000000013';
const BANK_CARD = magtekReport({ track2: ';4111111111111111=30121010000000000000?' });
const MIGUEL = '9702310000000021';
const ALICE = '9702310000000047';

let usb: MockedUsb | undefined;
const readers: ReaderProcess[] = [];

beforeEach(({ skip }) => {
	skip(!hasUmockdev, 'umockdev plays the USB reader: `apt-get install -y umockdev` brings it.');
});
afterEach(async () => {
	await usb?.close();
	for (const reader of readers.splice(0)) await reader.unplug();
	usb = undefined;
});

/** All the news so far; how often the reader was looked for in vain is of no interest. */
const news = (): readonly string[] =>
	usb!.news.filter((line, index, all) => !line.startsWith('absent') || !all[index + 1]?.startsWith('absent'));

const says = (expected: readonly string[]): Promise<void> =>
	vi.waitFor(() => expect(news().slice(-expected.length)).toEqual(expected), 20_000);

async function plug(number = 0): Promise<ReaderProcess> {
	const reader = await ReaderProcess.open();
	readers.push(reader);
	usb!.plug(reader.path, number);
	return reader;
}

test('the real node-hid reads reports of 337 bytes from the first to the last, and hears when the reader is pulled', async () => {
	usb = new MockedUsb();
	await says([expect.stringMatching(/^absent: .*No such file/)]);
	const first = await plug();
	await says(['ready']);

	const badRead = magtekReport({});
	badRead[1] = 1;
	for (const report of [magtekReport({ track2: `;${ELENA}?` }), BANK_CARD, badRead]) {
		const before = news().length;
		await first.write(report);
		await vi.waitFor(() => expect(news().length).toBe(before + 1), 20_000);
	}
	await says(['ready', ELENA, 'card_payment', 'card_unreadable']);

	await first.unplug();
	await says(['card_unreadable', expect.stringMatching(/^absent/)]);
	const second = await plug();
	await says(['ready']);
	await second.write(magtekReport({ track2: `;${MIGUEL}?` }));
	await says(['ready', MIGUEL]);
});

test('a reader whose file vanishes without a word is missed', async () => {
	usb = new MockedUsb();
	await plug();
	await says(['ready']);
	usb.vanish();
	await says(['ready', expect.stringMatching(/^absent/)]);
});

const cardOf = (number: string): Uint8Array => magtekReport({ track2: `;${number}?` });

test('F7: of two that look alike the one that a member card is swiped on is this desk’s, and nothing of the other comes', async () => {
	usb = new MockedUsb(2);
	const left = await plug(0);
	const right = await plug(1);
	await says(['alike']);
	await left.write(BANK_CARD);
	await right.write(cardOf(ELENA));
	await says(['alike', 'remembered 1-2', 'ready']);
	await right.write(cardOf(MIGUEL));
	await left.write(cardOf(ALICE));
	// A terminal device may give two reports in one reading, a reader's file never does.
	await says(['ready', MIGUEL]);
	await right.write(BANK_CARD);
	await says(['ready', MIGUEL, 'card_payment']);
});

test('F8: a reader that was remembered is the same one under another path', async () => {
	usb = new MockedUsb(2);
	await plug(0);
	const right = await plug(1);
	await says(['alike']);
	await right.write(cardOf(ELENA));
	await says(['remembered 1-2', 'ready']);
	await right.unplug();
	await says([expect.stringMatching(/^absent/)]);
	const again = await plug(1);
	await says(['ready']);
	await again.write(cardOf(MIGUEL));
	await says(['ready', MIGUEL]);
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { magtekReport } from '../../arbitraries/reader-frames.ts';
import { hasUmockdev, MockedUsb } from '../../support/mocked-usb.ts';
import { ReaderProcess } from '../../support/reader-process.ts';

const ELENA = '9702310000000013';
const MIGUEL = '9702310000000021';

let usb: MockedUsb | undefined;
let reader: ReaderProcess | undefined;

beforeEach(({ skip }) => {
	skip(!hasUmockdev, 'umockdev plays the USB reader: `apt-get install -y umockdev` brings it.');
	usb = new MockedUsb();
});
afterEach(async () => {
	await usb?.close();
	await reader?.unplug();
	usb = reader = undefined;
});

/** All the news so far; how often the reader was looked for in vain is of no interest. */
const news = (): readonly string[] =>
	usb!.news.filter((line, index, all) => !line.startsWith('absent') || !all[index + 1]?.startsWith('absent'));

const says = (expected: readonly string[]): Promise<void> =>
	vi.waitFor(() => expect(news().slice(-expected.length)).toEqual(expected), 20_000);

async function plug(): Promise<ReaderProcess> {
	reader = await ReaderProcess.open();
	usb!.plug(reader.path);
	return reader;
}

test('the real node-hid reads reports of 337 bytes from the first to the last, and hears when the reader is pulled', async () => {
	await says([expect.stringMatching(/^absent: .*No such file/)]);
	const first = await plug();
	await says(['ready']);

	const badRead = magtekReport({});
	badRead[1] = 1;
	for (const report of [
		magtekReport({ track2: `;${ELENA}?` }),
		magtekReport({ track2: ';4111111111111111=30121010000000000000?' }),
		badRead,
	]) {
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
	await plug();
	await says(['ready']);
	usb!.vanish();
	await says(['ready', expect.stringMatching(/^absent/)]);
});

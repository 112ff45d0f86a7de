import type { Page } from 'playwright';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { paymentTracks } from '../arbitraries/payment-tracks.ts';
import { serialText } from '../arbitraries/reader-frames.ts';
import { FakeBridge } from '../fakes/fake-bridge.ts';
import { usePage } from '../support/own-page.ts';
import { WindowSearch } from '../support/digit-search.ts';
import { reachForTheKeys, typeAsReader } from '../support/keyboard-reader.ts';
import { PageFrames } from '../support/traces.ts';
import { kioskSetup, RESTING } from './miramar-kiosk.ts';
import { READY, setupOf } from './miramar-till.ts';

const ELENA = '9702310000000013';
const TYPED = { kind: 'card-typed', medium: 'magstripe', number: ELENA };
const SWIPE = `%B${ELENA}^PETROVA/ELENA^4912?;${ELENA}=4912?`;
const BANK_CARDS = [...paymentTracks(20_261_123, 42)];

let page: Page;
let frames: PageFrames;
let bridge: FakeBridge;
afterEach(() => bridge.stop());
usePage(async (opened) => {
	page = opened;
	frames = new PageFrames();
	await frames.record(page);
});

async function openTill(): Promise<void> {
	bridge = await FakeBridge.start(setupOf('restaurant'), READY);
	await page.goto(`${bridge.url}/till`);
	await page.getByText('Nothing to clear').waitFor();
}

async function openKiosk(): Promise<void> {
	bridge = await FakeBridge.start(kioskSetup(), READY);
	bridge.kiosk = RESTING;
	await page.setViewportSize({ width: 1080, height: 1920 });
	await page.goto(`${bridge.url}/kiosk`);
	// Before the bridge has spoken there is a heading as well, and nobody who could hear a card.
	await page.getByRole('button', { name: '中文' }).waitFor();
}

/** Everything of the page that a number could be in. */
const everything = async (): Promise<Buffer> =>
	Buffer.concat([
		frames.all,
		Buffer.from(await page.content()),
		Buffer.from(await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href]))),
	]);

describe.each(['till', 'kiosk'] as const)('a keyboard reader at the %s', (role) => {
	beforeEach(() => (role === 'till' ? openTill() : openKiosk()));
	const said = () => (role === 'till' ? bridge.inputs : bridge.kioskInputs);
	const says = (expected: readonly unknown[]): Promise<void> =>
		vi.waitFor(() => expect(said()).toEqual(expected), 8_000);

	test.each(['us', 'bg'] as const)('is read whatever the layout: %s', async (layout) => {
		await typeAsReader(page, SWIPE, { layout });
		await says([TYPED]);
	});

	test('without Enter is read as well', async () => {
		await typeAsReader(page, `;${ELENA}?`, { enter: false });
		await says([TYPED]);
	});

	test('with bank cards of every brand: all are refused, and nothing of them is left anywhere in the page', async () => {
		const search = new WindowSearch(BANK_CARDS.map(({ number }) => number));
		search.ignore(await everything());
		for (const card of BANK_CARDS) await typeAsReader(page, serialText(card));
		await says(BANK_CARDS.map(() => ({ kind: 'card-refused', refusal: { code: 'card_payment' } })));
		expect(search.found(await everything())).toEqual([]);
		expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('BODY');
	});
});

describe('at the till', () => {
	beforeEach(openTill);

	test('the cashier’s digits work at once, before a swipe and behind it, and the swipe leaves the bill alone', async () => {
		await page.keyboard.type('62');
		await page.getByText('€62.00').first().waitFor({ timeout: 8_000 });
		await typeAsReader(page, SWIPE, { layout: 'bg' });
		await vi.waitFor(() => expect(bridge.inputs).toEqual([TYPED]), 8_000);
		await page.getByText('€62.00').first().waitFor({ timeout: 8_000 });
		await reachForTheKeys();
		await page.keyboard.type('0');
		await page.getByText('€620.00').first().waitFor({ timeout: 8_000 });
	});

	test('F12: a swipe presses no key that has been reached', async () => {
		await page.getByRole('button', { name: 'Drinks', exact: true }).focus();
		await typeAsReader(page, SWIPE);
		await vi.waitFor(() => expect(bridge.inputs).toEqual([TYPED]), 8_000);
		expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Drinks');
	});
});

test('F12: while the till asks for a PIN, a scanner’s bare code is no PIN, and a person’s is', async () => {
	bridge = await FakeBridge.start(setupOf('restaurant'), { ...READY, staff: null });
	await page.goto(`${bridge.url}/till`);
	await page.getByText('PIN, please').waitFor();
	await typeAsReader(page, ELENA);
	await page.keyboard.type('2222', { delay: 150 });
	await vi.waitFor(() => expect(bridge.inputs).toEqual([{ kind: 'pin-entered', pin: '2222' }]), 8_000);
});

test('at the kiosk a scanner’s bare code is read, and a bank card’s is refused', async () => {
	await openKiosk();
	await typeAsReader(page, ELENA, { layout: 'bg' });
	await typeAsReader(page, '4111111111111111');
	await vi.waitFor(
		() =>
			expect(bridge.kioskInputs).toEqual([
				{ kind: 'card-typed', medium: 'code', number: ELENA },
				{ kind: 'card-refused', refusal: { code: 'card_payment' } },
			]),
		8_000,
	);
});

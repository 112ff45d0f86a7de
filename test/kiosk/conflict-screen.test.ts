import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '#shared/kernel/language.ts';
import { CONFLICT_TEXTS } from '#lib/till/conflicts/texts.ts';
import { slipNumber } from '#shared/receipt/slip-number.ts';
import { SOON } from '../support/own-page.ts';
import { looking, OWING, UNBOOKED } from './conflict-scenes.ts';
import { LOCKED, shown } from './miramar-till.ts';
import { useTill } from './till-page.ts';

const till = useTill();
const { open, button, said, touch } = till;

describe('visits that somebody has to look at', () => {
	test('are told on the till, opened, and put away one by one with fingers alone', async () => {
		await open('conflict-told');
		await till.page.getByText('2\u00a0paid visits wait for a supervisor.').waitFor();
		await button(/^Look at it/).click();
		await till.page.getByText('Paid, and not booked').waitFor();
		await button(/a guest unknown here/).waitFor();
		await till.page
			.getByText(new RegExp(`Slip ${slipNumber(UNBOOKED.visitId)} · check R-2041\\s.* 16:12 · €83\\.00\\s`))
			.waitFor();
		await till.page.getByText(/Another visit stands for this check\. The money stands\./).waitFor();
		await touch('2222');
		await till.page.getByText('The guest owes 38 points', { exact: false }).waitFor();
		await touch('2222');
		await button(/^Look at it/).waitFor({ state: 'hidden' });
		await till.page.locator('.categories').waitFor();
		expect(said('conflict-seen').map(({ visitId }) => visitId)).toEqual([UNBOOKED.visitId, OWING.visitId]);
	});

	test('and with the keyboard alone; a PIN that may not says so, and Escape goes back', async () => {
		await open('conflict');
		await till.page.keyboard.type('1111');
		await till.page.getByText('This PIN may not. Ask a supervisor.').waitFor();
		await till.page.keyboard.type('99');
		till.bridge.say({ waitingVisits: 3 });
		await till.page.keyboard.type('99');
		await till.page.getByText('3 tries left', { exact: false }).waitFor();
		expect(said('conflict-seen').map(({ pin }) => pin)).toEqual(['1111', '9999']);
		await till.page.keyboard.press('Escape');
		await till.page.locator('.categories').waitFor();
	});

	test('give way to a guest who comes, and wait for a bill that is typed', async () => {
		await open('conflict');
		till.bridge.say(shown('Miguel Ángel'));
		await till.page.locator('.categories').waitFor();
		await till.page.keyboard.press('F7');
		till.bridge.say({ guest: { kind: 'none' } });
		await till.page.keyboard.type('5');
		await till.page.keyboard.press('F7');
		await till.page.locator('.categories').waitFor();
		expect(await till.page.locator('.pin').count()).toBe(0);
	});

	test('are told at a locked till without a guest, and opened by nobody', async () => {
		await open('ready');
		till.bridge.say(LOCKED);
		looking(till.bridge);
		await till.page.getByText('2\u00a0paid visits wait for a supervisor.').waitFor();
		expect(await till.page.locator('[aria-keyshortcuts=F7]').count()).toBe(0);
		await till.page.keyboard.press('F7');
		await expect.poll(() => till.page.getByText('Paid, and not booked').count(), SOON).toBe(0);
	});
});

test('every language has the same texts, with the same values', () => {
	const valuesOf = (text: unknown) => [...JSON.stringify(text).matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
	for (const language of LANGUAGES) {
		for (const [key, text] of Object.entries(CONFLICT_TEXTS.en)) {
			const said: unknown = CONFLICT_TEXTS[language][key as keyof typeof CONFLICT_TEXTS.en];
			expect(new Set(valuesOf(said)), `${language} ${key}`).toEqual(new Set(valuesOf(text)));
		}
	}
});

import { describe, expect, test } from 'vitest';
import { SOON } from '../support/own-page.ts';
import { READY } from './miramar-till.ts';
import { returning } from './return-scenes.ts';
import { useTill } from './till-page.ts';

const till = useTill();
const { open, button, said, touch } = till;
const keys = async () => Promise.all((await till.page.locator('.sea button').all()).map((key) => key.boundingBox()));

describe('the last visit', () => {
	test('is undone with its key, by hand or by the keyboard, and its minute is seen to pass', async () => {
		await open('undo');
		await button(/Undo, 48/).click();
		await till.page.keyboard.press('F8');
		await expect.poll(() => said('undo-asked').length, SOON).toBe(2);
		await till.page.clock.setFixedTime('2026-11-21T17:42:40.000Z');
		await button(/Undo, 8/).waitFor();
		await till.page.clock.setFixedTime('2026-11-21T17:42:48.000Z');
		await button(/Undo/).waitFor({ state: 'hidden' });
		await till.page.keyboard.press('F8');
		await till.page.keyboard.press('F12');
		await expect.poll(() => said('lock').length, SOON).toBe(1);
		expect(said('undo-asked')).toHaveLength(2);
	});

	test('moves no other key when its own comes and goes', async () => {
		await open('undo');
		const withKey = await keys();
		till.bridge.say({ undo: null });
		await button(/Undo/).waitFor({ state: 'hidden' });
		const without = await keys();
		expect(withKey).toHaveLength(without.length + 1);
		expect(without.filter((one) => !withKey.some((other) => JSON.stringify(other) === JSON.stringify(one)))).toEqual(
			[],
		);
	});

	test('has no key while the next guest is served, and waits for a bill that is typed', async () => {
		await open('undo');
		till.bridge.say({ conversation: 9, guest: { kind: 'none' }, visit: { kind: 'open' } });
		await button(/Undo, 48/).waitFor();
		await till.page.keyboard.type('5');
		await button(/Undo/).waitFor({ state: 'hidden' });
		await till.page.keyboard.press('F8');
		await till.page.keyboard.press('F9');
		await button(/Give back after this bill/).waitFor();
		expect(till.bridge.inputs).toEqual([]);
	});
});

describe('a bill that comes back', () => {
	test('goes from the search to the paper with fingers alone', async () => {
		await open('ready');
		returning(till.bridge);
		await button(/^Give back/).click();
		await button(/R-2041/).click();
		await button(/AGUA/).click();
		await till.page.locator('.keypad').getByRole('button', { name: '1', exact: true }).click();
		await button(/^Go on €1\.90/).click();
		await button('Goods returned').click();
		await touch('2222');
		await till.page.getByText('Give the guest €1.90. The slip goes with it.').waitFor();
		expect(said('return-confirmed')).toMatchObject([{ reason: 'goods_returned', pin: '2222' }]);
		expect(said('return-priced').at(-1)?.act.lines).toEqual([{ lineId: '3', quantity: 1 }]);
		await button('Next guest').click();
		await till.page.getByText('Nothing to clear').waitFor();
	});

	test('and with the keyboard alone', async () => {
		await open('ready');
		returning(till.bridge);
		await till.page.keyboard.press('F9');
		await button(/R-2041/).waitFor();
		await till.page.keyboard.type('r-2041');
		await till.page.keyboard.press('Enter');
		await expect.poll(() => said('bills-asked').at(-1)?.number, SOON).toBe('R-2041');
		await button(/Check R-2041/).focus();
		await till.page.keyboard.press('Enter');
		await button(/PAELLA/).waitFor();
		await till.page.keyboard.press('F2');
		await button(/^Go on €76\.80/).waitFor();
		await button(/^Go on/).focus();
		await till.page.keyboard.press('Enter');
		await button('Complaint').waitFor();
		await till.page.keyboard.press('F3');
		await till.page.keyboard.type('2222');
		await till.page.getByText('Give the guest €76.80.').waitFor();
		expect(said('return-priced').at(-1)?.act.lines).toBeNull();
		expect(said('return-confirmed')).toMatchObject([{ reason: 'wrong_guest' }]);
	});

	test('has one id, whatever is chosen of it and however often; another bill has another', async () => {
		await open('lines');
		await button(/ALBARINO/).click();
		await till.page.keyboard.press('F3');
		await till.page.keyboard.press('F2');
		await expect.poll(() => said('return-priced').length, SOON).toBe(3);
		const first = new Set(said('return-priced').map(({ act }) => act.id));
		expect(first.size).toBe(1);
		await till.page.keyboard.press('Escape');
		await button(/R-2041/).click();
		await button(/^Choose lines/).waitFor();
		await till.page.keyboard.press('F2');
		await expect.poll(() => said('return-priced').length, SOON).toBe(4);
		expect(first.has(said('return-priced').at(-1)!.act.id)).toBe(false);
	});

	test('needs nobody’s PIN where a supervisor does it, but a reason all the same', async () => {
		await open('ready');
		returning(till.bridge, { needsApproval: false });
		await till.page.keyboard.press('F9');
		await button(/R-2041/).click();
		await button(/^Choose lines/).waitFor();
		await till.page.keyboard.press('F2');
		await button(/^Go on/).click();
		await till.page.keyboard.press('Enter');
		await button(/^Choose the reason/).waitFor();
		expect(said('return-confirmed')).toEqual([]);
		await till.page.keyboard.press('F4');
		await button(/^Give back €76\.80/).waitFor();
		await till.page.keyboard.press('Enter');
		await expect.poll(() => said('return-confirmed'), SOON).toMatchObject([{ reason: 'goods_returned', pin: null }]);
	});

	test('hears no PIN before its reason, and forgets one that was wrong', async () => {
		await open('lines');
		await till.page.keyboard.press('Enter');
		await till.page.getByText('The reason first').waitFor();
		await till.page.keyboard.type('2222');
		await till.page.keyboard.press('F2');
		await till.page.getByText('approves €43.70').waitFor();
		expect(said('return-confirmed')).toEqual([]);
		await till.page.keyboard.type('9999');
		await till.page.getByText('Not right. 4 tries left.').waitFor();
		await till.page.keyboard.type('1111');
		await till.page.getByText('This PIN may not approve. Ask a supervisor.').waitFor();
		await till.page.keyboard.type('2222');
		await till.page.getByText('Give the guest €43.70.').waitFor();
		expect(said('return-confirmed').map(({ pin }) => pin)).toEqual(['9999', '1111', '2222']);
	});

	test('is chosen anew when somebody else took a part of it meanwhile', async () => {
		await open('sign');
		const { reversing } = till.bridge.state;
		if (reversing.kind !== 'open') throw new Error('a bill is open');
		const [first, ...rest] = reversing.bill.lines;
		const lines = [{ ...first!, left: { ...first!.left, quantity: 0, listMinor: 0, payableMinor: 0 } }, ...rest];
		const refusal = { code: 'return_exceeds_rest', lineId: '1', quantityLeft: 0, listLeftMinor: 0 } as const;
		const bill = { ...reversing.bill, lines };
		till.bridge.say({ reversing: { kind: 'open', bill, priced: null, step: { kind: 'refused', refusal } } });
		await till.page.getByText('Food: 0 units are left, €0.00 in all.').waitFor();
		await button(/^Choose lines/).waitFor();
		expect(await button(/PAELLA/).getAttribute('aria-disabled')).toBe('true');
	});

	test('that somebody else took back meanwhile is left with one key, before it is read again', async () => {
		await open('sign');
		const { reversing } = till.bridge.state;
		if (reversing.kind !== 'open') throw new Error('a bill is open');
		till.bridge.say({ reversing: { ...reversing, step: { kind: 'refused', refusal: { code: 'visit_reversed' } } } });
		await till.page.getByText('This bill is taken back already.').waitFor();
		await till.page.keyboard.press('Escape');
		await till.page.getByText('Which bill comes back?').waitFor();
	});

	test('moves no key of the keypad from screen to screen', async () => {
		await open('ready');
		const keypad = async () => {
			const all = await till.page.locator('.keypad button').all();
			return Promise.all(all.slice(0, 10).map((key) => key.boundingBox()));
		};
		const before = await keypad();
		returning(till.bridge);
		await till.page.keyboard.press('F9');
		await button(/R-2041/).waitFor();
		expect(await keypad()).toEqual(before);
		await button(/R-2041/).click();
		await button(/PAELLA/).click();
		await button(/^Go on €43\.70/).waitFor();
		expect(await keypad()).toEqual(before);
		await till.page.keyboard.press('Enter');
		await till.page.getByText('The reason first').waitFor();
		expect(await keypad()).toEqual(before);
	});

	test('leaves nothing behind for the next guest', async () => {
		await open('sign');
		till.bridge.say({ ...READY, conversation: 99 });
		await till.page.getByText('Nothing to clear').waitFor();
		returning(till.bridge);
		await till.page.keyboard.press('F9');
		await button(/R-2041/).click();
		await button(/^Choose lines/).waitFor();
		expect(await till.page.locator('.box.ticked').count()).toBe(0);
	});
});

import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FaultCounter, FaultPage } from '../fakes/fault-counter.ts';

const ELENA = '9702310000000013';

let counter: FaultCounter;
let pages: FaultPage[];

beforeEach(async () => {
	counter = await FaultCounter.open();
	pages = [];
});
afterEach(async () => {
	for (const page of pages) page.close();
	await counter.close();
});

type Options = ConstructorParameters<typeof FaultPage>[1];
async function open(options?: Options): Promise<FaultPage> {
	const page = new FaultPage(counter.url, options);
	pages.push(page);
	await vi.waitFor(() => expect(page.isOpen).toBe(true));
	return page;
}
async function openWorking(options?: Options): Promise<FaultPage> {
	const page = await open(options);
	await vi.waitFor(() => expect(page.state).toBeDefined());
	return page;
}
const shows = (page: FaultPage, kind: string): Promise<void> =>
	vi.waitFor(() => expect(page.state?.guest.kind).toBe(kind));
/** What a page says is on its way to the bridge for a moment. */
const heard = (): Promise<void> => setTimeout(50);

describe('F30: a page that is loaded again', () => {
	test('F30: shows the card that was swiped while it was away, once, and it stays', async () => {
		(await openWorking()).close();
		await heard();
		await counter.swipe(ELENA);
		await counter.clock.pass(29_000);

		const again = await openWorking();
		await shows(again, 'shown');
		await heard();
		await counter.clock.pass(60_000);
		expect(counter.state.guest.kind).toBe('shown');
		expect([counter.lookUps, counter.state.unseenSwipes]).toEqual([1, 0]);
		again.close();
		await shows(await openWorking(), 'shown');
		expect(counter.lookUps).toBe(1);
	});

	test('F30: finds nobody when the swipe is older than half a minute', async () => {
		(await openWorking()).close();
		await heard();
		await counter.swipe(ELENA);
		await counter.clock.pass(30_000);
		const again = await openWorking();
		expect(again.state).toMatchObject({ guest: { kind: 'none' }, swipe: null, unseenSwipes: 1 });
	});

	test('F30: has the counter at once, though its old connection still looks open', async () => {
		const before = await openWorking({ window: 'monday' });
		const after = await openWorking({ window: 'monday' });
		await vi.waitFor(() => expect([before.has, after.has]).toEqual([false, true]));
	});
});

describe('F31: a second page', () => {
	test('F31: is told that the counter is in use, hears nothing of the guest, and is not heard', async () => {
		const first = await openWorking({ window: 'one' });
		const second = await open({ window: 'two' });
		await counter.swipe(ELENA);
		await shows(first, 'shown');
		second.locks();
		second.dropsGuest();
		await heard();
		expect([first.has, second.has, second.states, counter.inputs]).toEqual([true, false, [], []]);
		expect(counter.state.guest.kind).toBe('shown');
	});

	test('F31: takes over when somebody says so, and the first one is told', async () => {
		const first = await openWorking({ window: 'one' });
		const second = await open({ window: 'two' });
		await heard();
		second.takesOver();
		await vi.waitFor(() => expect([first.has, second.has]).toEqual([false, true]));
		const before = first.states.length;
		await counter.swipe(ELENA);
		await shows(second, 'shown');
		first.dropsGuest();
		await heard();
		expect([first.states.length, counter.state.guest.kind, counter.lookUps]).toEqual([before, 'shown', 1]);
	});

	test('F31: gets the counter when the first one is closed', async () => {
		const first = await openWorking({ window: 'one' });
		const second = await open({ window: 'two' });
		first.close();
		await vi.waitFor(() => expect(second.has).toBe(true));
		await counter.swipe(ELENA);
		await shows(second, 'shown');
	});

	test('F31: that only looks on takes nothing from the one where somebody works', async () => {
		const looking = await openWorking({ looksOn: true });
		const working = await openWorking({ window: 'one' });
		looking.dropsGuest();
		await counter.swipe(ELENA);
		await shows(working, 'shown');
		await shows(looking, 'shown');
		expect(counter.inputs).toEqual([]);
	});
});

describe('F32: no page that answers', () => {
	test('F32: drops the swipe after half a minute, and counts it', async () => {
		const frozen = await openWorking({ draws: false });
		await counter.swipe(ELENA);
		await shows(frozen, 'shown');
		await counter.clock.pass(29_999);
		expect(counter.state.guest.kind).toBe('shown');
		await counter.clock.pass(1);
		expect(counter.state).toMatchObject({ guest: { kind: 'none' }, swipe: null, unseenSwipes: 1 });
	});

	test('F32: takes a key that is pressed for a sign that somebody looks', async () => {
		const page = await openWorking({ draws: false });
		await counter.swipe(ELENA);
		page.locks();
		await vi.waitFor(() => expect(counter.inputs).toEqual(['lock']));
		await counter.clock.pass(30_000);
		expect(counter.state.unseenSwipes).toBe(0);
	});

	test('F32: takes a page that only looks on for nobody', async () => {
		await openWorking({ looksOn: true });
		await counter.swipe(ELENA);
		await heard();
		await counter.clock.pass(30_000);
		expect(counter.state).toMatchObject({ guest: { kind: 'none' }, unseenSwipes: 1 });
	});
});

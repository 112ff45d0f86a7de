import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StaffId } from '#shared/kernel/ids.ts';
import { err, ok } from '#shared/kernel/result.ts';
import { initialSetup, nextSetup, type SetupMachine } from '#shared/setup/machine.ts';
import type { FoundDevice, HeardSwipe, ReaderFormat, SetupEffect, SetupEvent } from '#shared/setup/state.ts';

const SEED = 20_261_122;
const STRIPE: ReaderFormat = { speech: 'swipe', end: 'line' };
const PAUSED: ReaderFormat = { speech: 'swipe', end: 'none' };
const CODE: ReaderFormat = { speech: 'code', end: 'line' };

const DEVICE: FoundDevice = {
	...{ id: 'a1', kind: 'serial', name: 'Prolific USB-Serial', place: '1-1.2', use: null },
	...{ canRead: true, canPrint: false },
};
const staffOf = (role: 'cashier' | 'supervisor' | 'manager') => ({ id: 'boris' as StaffId, name: 'Boris', role });
const SIGNED_IN: SetupEvent = { kind: 'sign-in-answered', answer: ok(staffOf('supervisor')) };
const SEEN = { printer: null, rows: 6, canScan: false } as const;
const OPENED: readonly SetupEvent[] = [
	{ kind: 'pin-entered', pin: '2222' },
	SIGNED_IN,
	{ kind: 'looked', found: [DEVICE], readers: [], ...SEEN },
];
const LEARNING: readonly SetupEvent[] = [...OPENED, { kind: 'reader-chosen', device: 'a1' }, { kind: 'reader-opened' }];

const card = (key: string, formats: readonly ReaderFormat[]): SetupEvent =>
	heard({ kind: 'card', key, masked: `…${key}`, formats });
const heard = (swipe: HeardSwipe): SetupEvent => ({ kind: 'swipe-heard', swipe });

function after(events: readonly SetupEvent[], from: SetupMachine = initialSetup) {
	let state = from;
	const effects: SetupEffect[] = [];
	for (const event of events) {
		const turn = nextSetup(state, event);
		state = turn.state;
		effects.push(...turn.effects);
	}
	return { state, effects, view: state.view };
}
const opened = (events: readonly SetupEvent[]) => {
	const { view, effects } = after(events);
	if (view.kind !== 'open') throw new Error('It is closed.');
	return { ...view, effects };
};

describe('who may set devices up', () => {
	test.each(['supervisor', 'manager'] as const)('a %s does', (role) => {
		const { view, effects } = after([OPENED[0]!, { kind: 'sign-in-answered', answer: ok(staffOf(role)) }]);
		expect(view).toMatchObject({ kind: 'open', step: { kind: 'home' } });
		expect(effects).toEqual([{ kind: 'sign-in', pin: '2222' }, { kind: 'look' }]);
	});

	test('a cashier does not', () => {
		const { view } = after([OPENED[0]!, { kind: 'sign-in-answered', answer: ok(staffOf('cashier')) }]);
		expect(view).toEqual({ kind: 'closed', checking: false, refusal: { code: 'role_too_low' } });
	});

	test.each([
		{ code: 'pin_wrong', triesLeft: 4 },
		{ code: 'till_in_use' },
		{ code: 'guest_shown' },
		{ code: 'server_away' },
	] as const)('nobody does where the answer is $code', (refusal) => {
		const { view } = after([OPENED[0]!, { kind: 'sign-in-answered', answer: err(refusal) }]);
		expect(view).toEqual({ kind: 'closed', checking: false, refusal });
	});

	test('an answer that nobody waits for opens nothing', () => {
		expect(after([SIGNED_IN]).view.kind).toBe('closed');
		expect(after([OPENED[0]!, { kind: 'leave' }, SIGNED_IN]).view.kind).toBe('closed');
	});

	test('without a PIN no device is touched, whatever a page says', () => {
		const anything = fc.constantFrom<SetupEvent>(
			...[...LEARNING.filter(({ kind }) => kind !== 'sign-in-answered'), card('1', [STRIPE])],
			...([{ kind: 'look' }, { kind: 'reader-taken' }, { kind: 'back' }, { kind: 'leave' }] as const),
			{ kind: 'reader-address', host: 'a', port: 1 },
			{ kind: 'reader-forgotten', number: 1 },
		);
		let tried = 0;
		fc.assert(
			fc.property(fc.array(anything, { maxLength: 20 }), (events) => {
				tried += events.length;
				const { view, effects } = after(events);
				expect(view.kind).toBe('closed');
				expect(effects.filter(({ kind }) => kind !== 'sign-in')).toEqual([]);
			}),
			{ seed: SEED, numRuns: 500 },
		);
		expect(tried).toBeGreaterThan(1_000);
	});
});

describe('learning a reader', () => {
	test('three cards that agree tell how it speaks; what fits all of them is taken', () => {
		const { step, effects } = opened([
			...LEARNING,
			card('0013', [STRIPE, PAUSED]),
			card('0021', [PAUSED]),
			card('0039', [STRIPE, PAUSED]),
		]);
		expect(step).toMatchObject({ kind: 'reader-known', format: PAUSED, cards: ['…0013', '…0021', '…0039'] });
		expect(effects.at(-1)).toEqual({ kind: 'listen', device: 'a1', speed: 9_600, asks: false });
	});

	test('nothing is written before somebody says so, and then once', () => {
		const learned = [...LEARNING, ...['1', '2', '3'].map((key) => card(key, [STRIPE]))];
		expect(opened(learned).effects.map(({ kind }) => kind)).not.toContain('keep-reader');
		const { effects, step } = opened([...learned, { kind: 'reader-taken' }, { kind: 'reader-taken' }]);
		expect(step).toMatchObject({ saving: true });
		expect(effects.filter(({ kind }) => kind === 'keep-reader')).toEqual([
			{ kind: 'keep-reader', device: 'a1', speed: 9_600, format: STRIPE },
		]);
	});

	test('what was kept leads home, with the devices as they are now', () => {
		const { step, notice, effects } = opened([...LEARNING, { kind: 'kept', code: 'reader_kept' }]);
		expect(step).toEqual({ kind: 'home' });
		expect(notice?.code).toBe('reader_kept');
		expect(effects.slice(-2)).toEqual([{ kind: 'rest' }, { kind: 'look' }]);
	});

	test('what the disk did not take can be tried again', () => {
		const { step, notice } = opened([
			...LEARNING,
			...['1', '2', '3'].map((key) => card(key, [STRIPE])),
			{ kind: 'reader-taken' },
			{ kind: 'not-kept', code: 'not_kept' },
		]);
		expect(step).toMatchObject({ kind: 'reader-known', saving: false });
		expect(notice?.code).toBe('not_kept');
	});

	test('a card that was there already counts once', () => {
		const { step, notice } = opened([...LEARNING, card('1', [STRIPE]), card('1', [STRIPE])]);
		expect(step).toMatchObject({ cards: ['…1'] });
		expect(notice?.code).toBe('card_same');
	});

	test('two forms do not become one reader: the last card is the first of three', () => {
		const { step, notice } = opened([...LEARNING, card('1', [STRIPE]), card('2', [CODE])]);
		expect(step).toMatchObject({ kind: 'reader', cards: ['…2'] });
		expect(notice?.code).toBe('formats_differ');
		const after = opened([...LEARNING, card('1', [STRIPE]), card('2', [CODE]), card('3', [CODE]), card('4', [CODE])]);
		expect(after.step).toMatchObject({ kind: 'reader-known', format: CODE });
	});

	test.each(['card_payment', 'card_identity', 'card_foreign', 'card_unreadable', 'card_ambiguous'] as const)(
		'%s is said and changes nothing',
		(code) => {
			const { step, notice } = opened([...LEARNING, card('1', [STRIPE]), heard({ kind: 'refused', code })]);
			expect(step).toMatchObject({ kind: 'reader', cards: ['…1'] });
			expect(notice?.code).toBe(code);
		},
	);

	test('garbage is heard at the next speed, and what came before counts for nothing', () => {
		const { step, notice, effects } = opened([...LEARNING, card('1', [STRIPE]), heard({ kind: 'garbage' })]);
		expect(step).toMatchObject({ speed: 19_200, cards: [] });
		expect(notice).toMatchObject({ code: 'garbage', speed: 19_200 });
		expect(effects.at(-1)).toEqual({ kind: 'listen', device: 'a1', speed: 19_200, asks: false });
		const round = opened([...LEARNING, ...Array<SetupEvent>(5).fill(heard({ kind: 'garbage' }))]);
		expect(round.step).toMatchObject({ speed: 9_600 });
	});

	test('over the network there is no other speed to try', () => {
		const address: SetupEvent = { kind: 'reader-address', host: 'Moxa.Local', port: 4001 };
		const { step, notice, effects } = opened([...OPENED, address, heard({ kind: 'garbage' })]);
		expect(step).toMatchObject({ kind: 'reader', speed: null, device: { name: 'moxa.local:4001' } });
		expect(notice).toEqual({ code: 'garbage', count: 1 });
		expect(effects.at(-1)).toEqual({ kind: 'listen', device: 'tcp:moxa.local:4001', speed: null, asks: false });
	});

	test('a line that cannot be opened says why, and is silent again when it is open', () => {
		const lost = opened([...LEARNING, { kind: 'reader-lost', why: 'reader_held' }]);
		expect(lost.step).toMatchObject({ open: false });
		expect(lost.notice?.code).toBe('reader_held');
		expect(
			opened([...LEARNING, { kind: 'reader-lost', why: 'reader_held' }, { kind: 'reader-opened' }]).notice,
		).toBeNull();
	});

	test('whoever leaves in the middle leaves the counter its own devices', () => {
		const { view, effects } = after([...LEARNING, card('1', [STRIPE]), { kind: 'leave' }]);
		expect(view).toEqual({ kind: 'closed', checking: false, refusal: null });
		expect(effects.at(-1)).toEqual({ kind: 'rest' });
		expect(opened([...LEARNING, card('1', [STRIPE]), { kind: 'back' }]).effects.at(-1)).toEqual({ kind: 'rest' });
	});

	test('a device that has gone is looked for again', () => {
		const { notice, effects } = opened([...OPENED, { kind: 'reader-chosen', device: 'b2' }]);
		expect(notice?.code).toBe('device_gone');
		expect(effects.at(-1)).toEqual({ kind: 'look' });
	});

	test('a fifth reader is refused, and one of the four may be learned again', () => {
		const readers = [1, 2, 3, 4].map((number) => ({ number, name: 'x', place: null, format: STRIPE }));
		const full = (use: 'reader' | null): SetupEvent[] => [
			...OPENED,
			{ kind: 'looked', found: [{ ...DEVICE, use }], readers, ...SEEN },
			{ kind: 'reader-chosen', device: 'a1' },
		];
		expect(opened(full(null))).toMatchObject({ step: { kind: 'home' }, notice: { code: 'readers_full' } });
		expect(opened(full('reader')).step.kind).toBe('reader');
	});
});

describe('a reader that types as a keyboard', () => {
	const TRYING: readonly SetupEvent[] = [...OPENED, { kind: 'keyboard-chosen' }];
	const card = { medium: 'magstripe', masked: '…0013' } as const;
	const CARD = { kind: 'keyboard-card', card, isBare: false } as const;

	test('shows the card that was read, and nothing is asked of the counter', () => {
		const { step, notice, effects } = opened([...TRYING, CARD]);
		expect(step).toEqual({ kind: 'keyboard', card });
		expect(notice).toBeNull();
		expect(effects.slice(2)).toEqual([]);
	});

	test('says what was not read, and why a till would not hear it', () => {
		expect(opened([...TRYING, { kind: 'keyboard-refused', code: 'card_payment' }])).toMatchObject({
			step: { card: null },
			notice: { code: 'card_payment' },
		});
		expect(opened([...TRYING, { ...CARD, isBare: true }])).toMatchObject({
			step: { card },
			notice: { code: 'keyboard_bare' },
		});
	});

	test('is heard there alone, and gives way to home', () => {
		expect(opened([...OPENED, CARD]).step).toEqual({ kind: 'home' });
		expect(opened([...LEARNING, { kind: 'keyboard-chosen' }, CARD]).step.kind).toBe('reader');
		expect(opened([...TRYING, { kind: 'back' }]).step).toEqual({ kind: 'home' });
	});
});

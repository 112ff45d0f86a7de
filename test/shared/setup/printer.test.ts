import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StaffId } from '#shared/kernel/ids.ts';
import { ok } from '#shared/kernel/result.ts';
import { initialSetup, nextSetup } from '#shared/setup/machine.ts';
import type { FoundDevice, PrinterStep, SetupEffect, SetupEvent } from '#shared/setup/state.ts';

const SEED = 20_261_122;
const SERIAL: FoundDevice = {
	...{ id: 'a1', kind: 'serial', name: 'Prolific', place: '1-1.2', use: null },
	...{ canRead: true, canPrint: true },
};
const FILE: FoundDevice = { ...SERIAL, id: 'b2', kind: 'printer', canRead: false };
const USED = { name: '/dev/usb/lp0', profile: 'epson', pin: 2, movedFrom: null } as const;

const openedWith = (printer: typeof USED | null): readonly SetupEvent[] => [
	{ kind: 'pin-entered', pin: '3333' },
	{ kind: 'sign-in-answered', answer: ok({ id: 'carmen' as StaffId, name: 'Carmen', role: 'manager' }) },
	{ kind: 'looked', found: [SERIAL, FILE], readers: [], printer, rows: 6, canScan: true },
];
const OPENED = openedWith(null);
const PRINTED: SetupEvent = { kind: 'printed', outcome: 'processed' };
const TRIED: readonly SetupEvent[] = [...OPENED, { kind: 'printer-chosen', device: 'b2' }, PRINTED];
const READ: readonly SetupEvent[] = [...TRIED, { kind: 'printer-width', figure: 3 }, { kind: 'printer-row', row: 2 }];
const SLIP: readonly SetupEvent[] = [...READ, { kind: 'drawer-said', opened: false }, PRINTED];

function after(events: readonly SetupEvent[]) {
	let state = initialSetup;
	const effects: SetupEffect[] = [];
	for (const event of events) {
		const turn = nextSetup(state, event);
		state = turn.state;
		effects.push(...turn.effects);
	}
	if (state.view.kind !== 'open') throw new Error('It is closed.');
	const { step, notice } = state.view;
	return { step: step as PrinterStep, notice, effects };
}

describe('learning a printer', () => {
	test('what a keyboard read is compared where the slip waits for it, and nowhere else', () => {
		const code: SetupEvent = { kind: 'keyboard-code', code: '001234567890' };
		expect(after([...SLIP, code]).effects.at(-1)).toEqual({ kind: 'compare-code', code: '001234567890' });
		expect(after([...SLIP, { kind: 'keyboard-code', code: null }]).effects.at(-1)).toMatchObject({ code: null });
		for (const before of [OPENED, TRIED, READ])
			expect(after([...before, code]).effects.at(-1)).not.toMatchObject({ kind: 'compare-code' });
	});

	test('goes from the paper over the drawer to the slip, and is written when somebody says so', () => {
		const { step, effects } = after([
			...READ,
			{ kind: 'drawer-tried', pin: 2 },
			PRINTED,
			{ kind: 'drawer-tried', pin: 5 },
			PRINTED,
			{ kind: 'drawer-said', opened: true },
			{ kind: 'printed', outcome: 'confirmed', profile: 'bixolon' },
			{ kind: 'scanned', scan: 'right' },
			{ kind: 'printer-taken' },
			{ kind: 'printer-taken' },
		]);
		expect(step).toMatchObject({ ask: 'slip', pin: 5, profile: 'bixolon', scan: 'right', saving: true });
		expect(effects.slice(2)).toEqual([
			{ kind: 'print-trial', device: 'b2', speed: null },
			{ kind: 'kick', device: 'b2', speed: null, pin: 2 },
			{ kind: 'kick', device: 'b2', speed: null, pin: 5 },
			{ kind: 'print-slip', device: 'b2', speed: null, figure: 3, row: 2 },
			{ kind: 'keep-printer', device: 'b2', speed: null, figure: 3, row: 2, pin: 5 },
		]);
	});

	test('asks nothing before the paper has come, and says why it does not', () => {
		const waiting = after([
			...[...OPENED, { kind: 'printer-chosen', device: 'b2' } as const],
			{ kind: 'printer-shown', trouble: 'paper_out' },
			{ kind: 'printer-width', figure: 3 },
		]);
		expect(waiting.step).toMatchObject({ ask: 'width', printing: true, trouble: 'paper_out', figure: null });
		expect(after(TRIED).step).toMatchObject({ printing: false, trouble: null });
	});

	test('paper of which nobody knows is looked for by a person', () => {
		const { step, notice } = after([
			...OPENED,
			{ kind: 'printer-chosen', device: 'b2' },
			{ kind: 'printed', outcome: 'unknown' },
		]);
		expect(notice?.code).toBe('paper_unknown');
		expect(step).toMatchObject({ ask: 'width', printing: false });
	});

	test('paper that is too narrow is refused', () => {
		const { step, notice } = after([...TRIED, { kind: 'printer-width', figure: 0 }]);
		expect(notice?.code).toBe('paper_narrow');
		expect(step.ask).toBe('width');
	});

	test('a row that nobody can read leads on: the printer draws its letters', () => {
		expect(after([...TRIED, { kind: 'printer-width', figure: 1 }, { kind: 'printer-row', row: 0 }]).step).toMatchObject(
			{
				...{ ask: 'drawer', figure: 1, row: 0 },
			},
		);
	});

	test('on a serial line another speed begins the paper anew, and all speeds come round', () => {
		const again: SetupEvent[] = [{ kind: 'printer-speed' }, PRINTED];
		const chosen: SetupEvent[] = [...OPENED, { kind: 'printer-chosen', device: 'a1' }, PRINTED];
		expect(after([...chosen, ...again]).effects.at(-1)).toEqual({ kind: 'print-trial', device: 'a1', speed: 9_600 });
		expect(after([...chosen, ...again, ...again, ...again, ...again]).step.speed).toBe(19_200);
		expect(after([...TRIED, { kind: 'printer-speed' }]).effects.at(-1)).toMatchObject({
			kind: 'print-trial',
			device: 'b2',
		});
	});

	test('a drawer that did not open is none, and one that nobody tried has not opened', () => {
		const kicked: SetupEvent[] = [...READ, { kind: 'drawer-tried', pin: 2 }, PRINTED];
		expect(after([...kicked, { kind: 'drawer-said', opened: false }]).step).toMatchObject({ ask: 'slip', pin: null });
		expect(after([...READ, { kind: 'drawer-said', opened: true }]).step.ask).toBe('drawer');
	});

	test('another code is said, the right one stays right, and a new slip has a new code', () => {
		const right: SetupEvent[] = [...SLIP, { kind: 'scanned', scan: 'other' }, { kind: 'scanned', scan: 'right' }];
		expect(after(right.slice(0, -1)).step.scan).toBe('other');
		expect(after([...right, { kind: 'scanned', scan: 'other' }]).step.scan).toBe('right');
		expect(after([...right, { kind: 'paper-again' }]).step).toMatchObject({ scan: null, printing: true });
	});

	test('what the disk did not take can be said again', () => {
		const { step, notice } = after([...SLIP, { kind: 'printer-taken' }, { kind: 'not-kept', code: 'not_kept' }]);
		expect(step).toMatchObject({ ask: 'slip', saving: false });
		expect(notice?.code).toBe('not_kept');
	});
});

describe('the printer that is in use', () => {
	test('is tried by a slip, and not written again by that', () => {
		const tested: SetupEvent[] = [...openedWith(USED), { kind: 'printer-tested' }, PRINTED];
		expect(after(tested).step).toMatchObject({ ask: 'slip', isOwn: true });
		expect(after([...tested, { kind: 'printer-taken' }]).effects.map(({ kind }) => kind)).not.toContain('keep-printer');
	});

	test('is forgotten where there is one', () => {
		expect(after([...openedWith(USED), { kind: 'printer-forgotten' }]).effects.at(-1)).toEqual({
			kind: 'forget-printer',
		});
		expect(after([...OPENED, { kind: 'printer-forgotten' }]).effects.at(-1)).toEqual({ kind: 'look' });
	});
});

test('whatever is pressed and printed, nothing is written before a slip has come, and who leaves lets the devices go', () => {
	const anything = fc.oneof(
		{ weight: 3, arbitrary: fc.constant(PRINTED) },
		{
			weight: 5,
			arbitrary: fc.constantFrom<SetupEvent>(
				...([1, 2, 3, 0] as const).map((figure) => ({ kind: 'printer-width' as const, figure })),
				...([1, 0] as const).map((row) => ({ kind: 'printer-row' as const, row })),
				{ kind: 'printer-chosen', device: 'a1' },
				{ kind: 'printer-tested' },
				{ kind: 'printer-speed' },
				{ kind: 'paper-again' },
				{ kind: 'drawer-tried', pin: 2 },
				{ kind: 'drawer-said', opened: false },
				{ kind: 'drawer-said', opened: true },
				{ kind: 'printer-taken' },
				{ kind: 'reader-chosen', device: 'a1' },
				{ kind: 'back' },
			),
		},
	);
	const way: readonly SetupEvent[] = [...SLIP.slice(OPENED.length), { kind: 'printer-taken' }];
	/** The way of somebody who presses something else now and then. */
	const disturbed = fc
		.tuple(...way.map(() => fc.array(anything, { maxLength: 2, size: 'xsmall' })))
		.map((noises) => noises.flatMap((noise, at) => [...noise, way[at]!]));
	let written = 0;
	fc.assert(
		fc.property(disturbed, (events) => {
			const { effects } = after([...openedWith(USED), ...events]);
			const kinds = effects.map(({ kind }) => kind);
			const at = kinds.indexOf('keep-printer');
			if (at !== -1) {
				written++;
				expect(kinds.slice(0, at).lastIndexOf('print-slip')).toBeGreaterThan(
					kinds.slice(0, at).lastIndexOf('print-trial'),
				);
			}
			const left = after([...openedWith(USED), ...events, { kind: 'back' }]);
			expect(left.step).toEqual({ kind: 'home' });
		}),
		{ seed: SEED, numRuns: 3_000 },
	);
	expect(written).toBeGreaterThan(20);
});

import { addressOf } from './reader-step.ts';
import { noticed, same, shown, type OpenView, type SetupMachine, type SetupTurn } from './setup-turn.ts';
import type { FoundDevice, PrinterStep, SetupEffect, SetupEvent, UsedPrinter } from './state.ts';

/** In which serial printers are delivered. In baud. */
export const PRINTER_SPEEDS = [19_200, 9_600, 38_400, 115_200] as const;

/** Of the ruler: it ends before the narrowest paper that slips are made for. */
const TOO_NARROW = 0;

/** What happened on paper and is as good as done. `unknown` is not. */
const PRINTED: readonly string[] = ['confirmed', 'processed', 'sent', 'uncut'];

/** The printer as it is known here, for a test of it. */
const ownPrinter = ({ name }: UsedPrinter): FoundDevice => ({
	...{ id: 'own', kind: 'printer', name, place: null, use: 'printer', canRead: false, canPrint: true },
});

/** From home to a printer. `undefined`: it is about something else. */
export function beginPrinter(state: SetupMachine, view: OpenView, event: SetupEvent): SetupTurn | undefined {
	switch (event.kind) {
		case 'printer-chosen': {
			const device = view.found?.find((one) => one.id === event.device && one.canPrint);
			return device ? begin(state, device) : noticed(state, 'device_gone', {}, { kind: 'look' });
		}
		case 'printer-address':
			return begin(state, addressOf(event.host, event.port));
		case 'printer-tested': {
			if (!view.printer) return same(state);
			const step = { ...fresh(ownPrinter(view.printer)), ask: 'slip', isOwn: true } as const;
			return print(state, step, slipOf(step));
		}
		case 'printer-forgotten':
			return view.printer ? { state, effects: [{ kind: 'forget-printer' }] } : same(state);
		default:
			return undefined;
	}
}

const fresh = (device: FoundDevice): PrinterStep => ({
	...{ kind: 'printer', device, ask: 'width', printing: true, trouble: null, figure: null, row: null },
	speed: device.kind === 'serial' ? PRINTER_SPEEDS[0] : null,
	...{ pin: null, kicked: null, profile: null, scan: null, isOwn: false, saving: false },
});

function begin(state: SetupMachine, device: FoundDevice): SetupTurn {
	const step = fresh(device);
	return print(state, step, { kind: 'print-trial', device: device.id, speed: step.speed });
}

const print = (state: SetupMachine, step: PrinterStep, effect: SetupEffect): SetupTurn =>
	shown(state, { step: { ...step, printing: true, trouble: null }, notice: null }, effect);

const slipOf = ({ device, speed, figure, row }: PrinterStep): SetupEffect => ({
	kind: 'print-slip',
	...{ device: device.id, speed, figure: figure ?? 0, row: row ?? 0 },
});

/** A printer is learned by what stands on its paper, and by what a person sees and hears. */
export function learnPrinter(state: SetupMachine, step: PrinterStep, event: SetupEvent): SetupTurn {
	switch (event.kind) {
		case 'printer-shown':
			return shown(state, { step: { ...step, trouble: event.trouble } });
		case 'printed': {
			const done = { ...step, printing: false, trouble: null, profile: event.profile ?? step.profile };
			return PRINTED.includes(event.outcome)
				? shown(state, { step: done })
				: noticed(state, 'paper_unknown', { step: done });
		}
		case 'scanned':
			return step.ask === 'slip' && step.scan !== 'right'
				? shown(state, { step: { ...step, scan: event.scan }, notice: null })
				: same(state);
		case 'keyboard-code':
			return step.ask === 'slip' ? { state, effects: [{ kind: 'compare-code', code: event.code }] } : same(state);
		default:
			return step.printing || step.saving ? same(state) : answer(state, step, event);
	}
}

/** What a person says of the paper before them. */
function answer(state: SetupMachine, step: PrinterStep, event: SetupEvent): SetupTurn {
	const go = (change: Partial<PrinterStep>, ...effects: SetupEffect[]): SetupTurn =>
		shown(state, { step: { ...step, ...change }, notice: null }, ...effects);
	switch (event.kind) {
		case 'paper-again':
			return step.ask === 'slip'
				? print(state, { ...step, scan: null }, slipOf(step))
				: print(state, step, { kind: 'print-trial', device: step.device.id, speed: step.speed });
		case 'printer-speed': {
			if (step.speed === null) return same(state);
			const at = PRINTER_SPEEDS.findIndex((one) => one === step.speed);
			const speed = PRINTER_SPEEDS[(at + 1) % PRINTER_SPEEDS.length]!;
			const effect = { kind: 'print-trial', device: step.device.id, speed } as const;
			return print(state, { ...step, ask: 'width', speed }, effect);
		}
		case 'printer-width':
			if (step.ask !== 'width') return same(state);
			return event.figure === TOO_NARROW ? noticed(state, 'paper_narrow') : go({ ask: 'row', figure: event.figure });
		case 'printer-row':
			return step.ask === 'row' ? go({ ask: 'drawer', row: event.row }) : same(state);
		case 'drawer-tried': {
			if (step.ask !== 'drawer') return same(state);
			const effect = { kind: 'kick', device: step.device.id, speed: step.speed, pin: event.pin } as const;
			return print(state, { ...step, kicked: event.pin }, effect);
		}
		case 'drawer-said': {
			if (step.ask !== 'drawer' || (event.opened && step.kicked === null)) return same(state);
			const next = { ...step, ask: 'slip', pin: event.opened ? step.kicked : null, kicked: null } as const;
			return print(state, next, slipOf(next));
		}
		case 'printer-taken': {
			if (step.ask !== 'slip' || step.isOwn) return same(state);
			const { device, speed, figure, row, pin } = step;
			const kept = { device: device.id, speed, figure: figure ?? 0, row: row ?? 0, pin };
			return go({ saving: true }, { kind: 'keep-printer', ...kept });
		}
		default:
			return same(state);
	}
}

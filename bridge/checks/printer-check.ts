import type { PrinterState } from '#shared/counter/state.ts';
import { finding, type Finding } from '#shared/self-check/finding.ts';
import { fileAt } from '../devices/reader-place.ts';
import { askPrinter } from '../printing/ask-printer.ts';
import { nameOf, placeOf, standingAt, wholeConfig, type PrinterConfig } from '../printing/printer-config.ts';
import { recallPrinter } from '../printing/printer-memory.ts';
import { hindranceOf } from './device-check.ts';
import type { Machine } from './surroundings.ts';

export type PrinterAround = {
	readonly machine: Machine;
	/** What the bridge keeps of the printer. */
	readonly memoryPath: string;
	/** How the bridge finds it, where that runs: a printer talks to one at a time. */
	readonly live: PrinterState | null;
	/** The disk does not hold what waits for it. */
	readonly slipsUnkept: boolean;
	/** Of the bridge that has this counter; `null`: none runs. */
	readonly bridgePid: number | null;
};

/** The printer: can it be reached, may it be opened, who has it, and what does it say of itself. */
export async function checkPrinter(config: PrinterConfig | null, around: PrinterAround): Promise<readonly Finding[]> {
	if (config === null) return [finding('printer_none')];
	return [...(await checkOne(config, around)), ...(around.slipsUnkept ? [finding('slips_unkept')] : [])];
}

async function checkOne(
	config: PrinterConfig,
	{ machine, memoryPath, live, bridgePid }: PrinterAround,
): Promise<readonly Finding[]> {
	const configured = wholeConfig(config);
	const printer = standingAt(configured, recallPrinter(memoryPath, placeOf(configured), false));
	const place = nameOf(printer);
	if (printer.kind !== 'tcp' && live?.kind !== 'ready') {
		const file = await fileAt(printer.path, printer.kind === 'serial' ? 'tty' : 'usbmisc', machine.sys);
		if (file.kind === 'absent') return [finding('printer_absent', { place })];
		const hindrance = await hindranceOf(file, machine, bridgePid);
		const { path } = file;
		switch (hindrance?.kind) {
			case undefined:
				break;
			case 'absent':
				return [finding('printer_absent', { place })];
			case 'forbidden':
				return [finding('printer_forbidden', { path, rule: hindrance.rule })];
			case 'group':
				return [finding('printer_group', { path, user: hindrance.user, group: hindrance.group })];
			case 'held':
				return [finding('printer_held', { path, process: hindrance.process, pid: hindrance.pid })];
		}
	}
	const shown = live ?? (await askPrinter(config, memoryPath));
	if (shown.kind !== 'ready') return [finding(`printer_${shown.kind}`, { place })];
	const moved = printer === configured ? [] : [finding('printer_moved', { place, before: nameOf(configured) })];
	return [finding('printer_ok', { place }), ...moved, ...(shown.paperLow ? [finding('printer_paper_low')] : [])];
}

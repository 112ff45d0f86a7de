import { systemClock } from '../clock.ts';
import { openConversation } from './conversation.ts';
import type { PrinterShown } from './face.ts';
import { placeOf, standingAt, transportOf, wholeConfig, type PrinterConfig } from './printer-config.ts';
import { recallPrinter } from './printer-memory.ts';
import { PROFILES } from './profile.ts';

/** A printer that answers does so within two seconds; then comes what it says. */
const ANSWER_MS_MAX = 5_000;

/**
 * How a printer is that nobody uses now. Prints nothing, remembers nothing.
 *
 * @param memoryPath what the bridge keeps of it
 */
export async function askPrinter(config: PrinterConfig, memoryPath: string): Promise<PrinterShown> {
	const printer = wholeConfig(config);
	const answersProcessId = printer.profile !== null && PROFILES[printer.profile].processId;
	const memory = recallPrinter(memoryPath, placeOf(printer), answersProcessId);
	const ending = new AbortController();
	const shown = Promise.withResolvers<PrinterShown>();
	const deadline = setTimeout(() => shown.resolve({ kind: 'absent' }), ANSWER_MS_MAX);
	try {
		const conversation = await openConversation(transportOf(standingAt(printer, memory)), {
			memory,
			clock: systemClock,
			onState: shown.resolve,
			signal: ending.signal,
			refusesStrangers: printer.kind === 'tcp',
			serial: printer.serial,
			answersProcessId,
		});
		conversation.gone.addEventListener('abort', () => shown.resolve({ kind: conversation.lost }));
		const told = await shown.promise;
		conversation.close();
		return told;
	} catch {
		return { kind: 'absent' };
	} finally {
		clearTimeout(deadline);
		ending.abort();
	}
}

import type { CounterState, PrinterTrouble } from '#shared/counter/state.ts';
import type { Mark } from '../../parts/mark.ts';
import type { Wording } from '../wording.ts';

export type DeviceState = { readonly id: 'reader' | 'printer' | 'server'; readonly mark: Mark; readonly word: string };

/** The till can bear it: nobody has to put a hand to the printer. */
export const isAway = (kind: PrinterTrouble): boolean => kind === 'absent' || kind === 'busy';

/** In the status bar a few words do; what is to be done stands in the banner. */
function wordOf(kind: PrinterTrouble) {
	switch (kind) {
		case 'stranger':
		case 'cutter_stuck':
		case 'head_hot':
		case 'broken':
			return 'stopped';
		default:
			return kind;
	}
}

/** Reader, printer and server in the status bar. */
export function devicesOf(
	counter: CounterState | undefined,
	connected: boolean,
	{ t }: Wording,
): readonly DeviceState[] {
	if (!connected || !counter) return [{ id: 'server', mark: 'stop', word: t('status.till-away') }];
	const { reader, printer, server, waitingVisits: count } = counter;
	return [
		reader.kind === 'ready'
			? { id: 'reader', mark: 'ok', word: t('status.reader') }
			: {
					id: 'reader',
					mark: 'stop',
					word: t(reader.kind === 'absent' ? 'status.reader-absent' : 'status.reader-stopped'),
				},
		printer.kind === 'ready'
			? printer.paperLow
				? { id: 'printer', mark: 'note', word: t('status.printer-paper_low') }
				: printer.drawerOpen
					? { id: 'printer', mark: 'note', word: t('status.drawer-open') }
					: { id: 'printer', mark: 'ok', word: t('status.printer') }
			: {
					id: 'printer',
					mark: isAway(printer.kind) ? 'wait' : 'stop',
					word: t(`status.printer-${wordOf(printer.kind)}`),
				},
		server.kind === 'offline'
			? { id: 'server', mark: 'wait', word: count > 0 ? t('status.offline-waiting', { count }) : t('status.offline') }
			: count > 0
				? { id: 'server', mark: 'sent', word: t('status.sending', { count }) }
				: { id: 'server', mark: 'ok', word: t('status.server') },
	];
}

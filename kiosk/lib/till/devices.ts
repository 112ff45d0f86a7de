import type { CounterState } from '#shared/counter/state.ts';
import type { Mark } from '../parts/mark.ts';
import type { Wording } from './wording.ts';

export type DeviceState = { readonly id: 'reader' | 'printer' | 'server'; readonly mark: Mark; readonly word: string };

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
			? { id: 'printer', mark: 'ok', word: t('status.printer') }
			: { id: 'printer', mark: printer.kind === 'absent' ? 'wait' : 'stop', word: t(`status.printer-${printer.kind}`) },
		server.kind === 'offline'
			? { id: 'server', mark: 'wait', word: count > 0 ? t('status.offline-waiting', { count }) : t('status.offline') }
			: count > 0
				? { id: 'server', mark: 'sent', word: t('status.sending', { count }) }
				: { id: 'server', mark: 'ok', word: t('status.server') },
	];
}

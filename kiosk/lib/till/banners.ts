import type { CounterState } from '#shared/counter/state.ts';
import type { Wording } from './wording.ts';

/** What lies on the horizon until its state ends. */
export type Banner = {
	readonly id: string;
	readonly kind: 'stop' | 'wait' | 'ok';
	readonly title: string;
	readonly detail: string;
};

/** A state that has just ended; told for a few seconds. */
export type Recovery =
	{ readonly kind: 'server-back'; readonly waitingVisits: number } | { readonly kind: 'printer-back' | 'reader-back' };

/** Two lie side by side; whatever else is amiss stands in the status bar. */
export const BANNERS_MAX = 2;
/** How long good news stays. */
export const RECOVERY_SHOWN_MS = 6_000;

type Devices = Pick<CounterState, 'reader' | 'readers' | 'printer' | 'server' | 'waitingVisits'>;

/** The gravest first: what stops the till, then what stops the paper, then what the till can bear. */
export function bannersOf(
	devices: Devices | undefined,
	connected: boolean,
	recovery: Recovery | undefined,
	wording: Wording,
): readonly Banner[] {
	const { t } = wording;
	const banners: Banner[] = [];
	if (!connected) {
		const title = t('banner.till-away');
		banners.push({ id: 'till-away', kind: 'stop', title, detail: t('banner.till-away-detail') });
	}
	if (connected && devices) banners.push(...troublesOf(devices, wording));
	if (connected && recovery) banners.push(newsOf(recovery, wording));
	return banners.slice(0, BANNERS_MAX);
}

function troublesOf(
	{ reader, readers, printer, server, waitingVisits: count }: Devices,
	{ t, format }: Wording,
): Banner[] {
	const banners: Banner[] = [];
	if (printer.kind === 'paper_out' || printer.kind === 'cover_open' || printer.kind === 'fault') {
		const { kind: id } = printer;
		banners.push({ id, kind: 'stop', title: t(`banner.${id}`), detail: t(`banner.${id}-detail`) });
	}
	if (reader.kind !== 'ready') {
		const title = t(`banner.reader-${reader.kind}`, { time: format.time(reader.since) });
		banners.push({ id: 'reader', kind: 'stop', title, detail: t(`banner.reader-${reader.kind}-detail`) });
	}
	if (server.kind === 'offline') {
		const title = t('banner.server', { time: format.time(server.since) });
		const detail = count > 0 ? t('banner.server-waiting', { count }) : t('banner.server-detail');
		banners.push({ id: 'server', kind: 'wait', title, detail });
	}
	if (printer.kind === 'absent') {
		const title = t('banner.printer-absent', { time: format.time(printer.since) });
		banners.push({ id: 'printer', kind: 'wait', title, detail: t('banner.printer-absent-detail') });
	}
	for (const { reader: number, badPercent: percent } of readers.filter(({ isDirty }) => isDirty)) {
		const title = t('banner.reader-dirty', { reader: number, percent });
		banners.push({ id: `dirty-${number}`, kind: 'wait', title, detail: t('banner.reader-dirty-detail') });
	}
	return banners;
}

function newsOf(recovery: Recovery, { t }: Wording): Banner {
	switch (recovery.kind) {
		case 'server-back': {
			const { waitingVisits: count } = recovery;
			const sent = count > 0 ? ` ${t('banner.server-back-sent', { count })}` : '';
			const title = t('banner.server-back') + sent;
			return { id: recovery.kind, kind: 'ok', title, detail: t('banner.server-back-detail') };
		}
		case 'printer-back':
		case 'reader-back': {
			const { kind: id } = recovery;
			return { id, kind: 'ok', title: t(`banner.${id}`), detail: t(`banner.${id}-detail`) };
		}
	}
}

/** The state that ended between two states of the counter, if one did. */
export function recoveryOf(before: Devices | undefined, after: Devices): Recovery | undefined {
	if (!before) return undefined;
	if (before.server.kind === 'offline' && after.server.kind === 'online') {
		return { kind: 'server-back', waitingVisits: before.waitingVisits };
	}
	if (before.printer.kind !== 'ready' && after.printer.kind === 'ready') return { kind: 'printer-back' };
	if (before.reader.kind !== 'ready' && after.reader.kind === 'ready') return { kind: 'reader-back' };
	return undefined;
}

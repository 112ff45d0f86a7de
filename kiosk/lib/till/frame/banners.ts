import type { CounterState, PrinterState, PrinterTrouble } from '#shared/counter/state.ts';
import { isAway } from './devices.ts';
import { SKEW_MS_TOLD, WELL, type BridgeHealth } from '#shared/protocol/health.ts';
import type { Wording } from '../wording.ts';

/** What lies on the horizon until its state ends. */
export type Banner = {
	readonly id: string;
	readonly kind: 'stop' | 'wait' | 'ok';
	readonly title: string;
	readonly detail: string;
	/** It is a key, and opens what it says. */
	readonly opens?: 'conflicts';
};

/** What has just changed; told for a few seconds. `line-torn`: the cover was opened in the middle of a slip. */
export type Recovery =
	| { readonly kind: 'server-back'; readonly waitingVisits: number }
	| { readonly kind: 'printer-back' | 'reader-back' | 'paper-low' | 'line-torn' };

/** Two lie side by side; whatever else is amiss stands in the status bar. */
const BANNERS_MAX = 2;
/** How long good news stays. */
export const RECOVERY_SHOWN_MS = 6_000;

type Devices = Pick<CounterState, 'reader' | 'readers' | 'printer' | 'server' | 'waitingVisits'> &
	Partial<Pick<CounterState, 'conflicts' | 'staff'>>;

/** The gravest first: what stops the till, then what stops the paper, then what the till can bear. */
export function bannersOf(
	devices: Devices | undefined,
	connected: boolean,
	recovery: Recovery | undefined,
	wording: Wording,
	health: BridgeHealth = { ...WELL, skewMs: 0 },
): readonly Banner[] {
	const { t } = wording;
	const banners: Banner[] = [];
	if (!connected) {
		const title = t('banner.till-away');
		banners.push({ id: 'till-away', kind: 'stop', title, detail: t('banner.till-away-detail') });
	}
	if (connected && devices)
		banners.push(...troublesOf(devices, wording, health), ...healthOf(health, devices, wording));
	if (connected && recovery) banners.push(newsOf(recovery, wording));
	return banners.slice(0, BANNERS_MAX);
}

function troublesOf(
	{ reader, readers, printer, server, waitingVisits: count, conflicts = [], staff = null }: Devices,
	wording: Wording,
	{ trouble }: BridgeHealth,
): Banner[] {
	const { t, format } = wording;
	const banners: Banner[] = [];
	if (printer.kind !== 'ready' && !isAway(printer.kind)) banners.push(printerBanner(printer, wording));
	if (reader.kind !== 'ready') {
		const title = t(`banner.reader-${reader.kind}`, { time: format.time(reader.since) });
		banners.push({ id: 'reader', kind: 'stop', title, detail: t(`banner.reader-${reader.kind}-detail`) });
	}
	if (trouble) {
		banners.push({ id: 'server', kind: 'stop', title: t(`banner.${trouble}`), detail: t('banner.trouble-detail') });
	} else if (server.kind === 'offline') {
		const title = t('banner.server', { time: format.time(server.since) });
		const detail = count > 0 ? t('banner.server-waiting', { count }) : t('banner.server-detail');
		banners.push({ id: 'server', kind: 'wait', title, detail });
	}
	if (printer.kind !== 'ready' && isAway(printer.kind)) banners.push(printerBanner(printer, wording));
	if (conflicts.length > 0) {
		const title = t('banner.conflicts', { count: conflicts.length });
		// A locked till shows nobody.
		const opening = staff ? ({ detail: t('banner.conflicts-detail'), opens: 'conflicts' } as const) : { detail: '' };
		banners.push({ id: 'conflicts', kind: 'wait', title, ...opening });
	}
	for (const { reader: number, badPercent: percent } of readers.filter(({ isDirty }) => isDirty)) {
		const title = t('banner.reader-dirty', { reader: number, percent });
		banners.push({ id: `dirty-${number}`, kind: 'wait', title, detail: t('banner.reader-dirty-detail') });
	}
	return banners;
}

function printerBanner(printer: Exclude<PrinterState, { kind: 'ready' }>, { t, format }: Wording): Banner {
	const { kind, since, midSlip } = printer;
	if (kind === 'absent' || kind === 'busy') {
		const title = kind === 'busy' ? t('banner.busy') : t('banner.printer-absent', { time: format.time(since) });
		return { id: 'printer', kind: 'wait', title, detail: t('banner.printer-absent-detail') };
	}
	return { id: kind, kind: 'stop', title: t(`banner.${kind}`), detail: t(detailOf(kind, midSlip)) };
}

/** A line that the cover cut through may be torn; the rest of the slip comes by itself. */
function detailOf(kind: PrinterTrouble, midSlip?: true) {
	switch (kind) {
		case 'cover_open':
			return midSlip ? 'banner.check-line' : 'banner.waits-once';
		case 'paper_out':
		case 'head_hot':
			return 'banner.waits-once';
		case 'cutter_stuck':
			return 'banner.cutter_stuck-detail';
		case 'stranger':
			return 'banner.stranger-detail';
		default:
			return 'banner.printer-absent-detail';
	}
}

/** What a till can bear for longest. */
function healthOf(
	{ skewMs, flooded, slipsUnkept, damagedAt }: BridgeHealth,
	{ server }: Pick<Devices, 'server'>,
	{ t }: Wording,
): Banner[] {
	const banners: Banner[] = [];
	if (damagedAt !== null)
		banners.push({ id: 'damaged', kind: 'wait', title: t('banner.damaged'), detail: t('banner.damaged-detail') });
	if (slipsUnkept)
		banners.push({ id: 'slips', kind: 'wait', title: t('banner.slips'), detail: t('banner.slips-detail') });
	if (flooded) banners.push({ id: 'flood', kind: 'wait', title: t('banner.flood'), detail: t('banner.flood-detail') });
	if (skewMs !== null && Math.abs(skewMs) >= SKEW_MS_TOLD) {
		const title = t('banner.clock', { minutes: Math.round(Math.abs(skewMs) / SKEW_MS_TOLD) });
		banners.push({ id: 'clock', kind: 'wait', title, detail: t('banner.clock-detail') });
	}
	if (skewMs === null && server.kind === 'offline') {
		const title = t('banner.clock-unknown');
		banners.push({ id: 'clock', kind: 'wait', title, detail: t('banner.clock-unknown-detail') });
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
		case 'paper-low':
			return { id: recovery.kind, kind: 'wait', title: t('banner.paper-low'), detail: t('banner.paper-low-detail') };
		case 'line-torn':
			return { id: recovery.kind, kind: 'ok', title: t('banner.printer-back'), detail: t('banner.check-line') };
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
	if (after.printer.kind === 'ready') {
		const was = before.printer;
		if (after.printer.paperLow && !(was.kind === 'ready' && was.paperLow)) return { kind: 'paper-low' };
		if (was.kind === 'cover_open' && was.midSlip) return { kind: 'line-torn' };
		if (was.kind !== 'ready') return { kind: 'printer-back' };
	}
	if (before.reader.kind !== 'ready' && after.reader.kind === 'ready') return { kind: 'reader-back' };
	return undefined;
}

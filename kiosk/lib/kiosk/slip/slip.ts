import type { PrinterState, PrinterTrouble, SlipProgress } from '#shared/counter/state.ts';
import type { Mark } from '../../parts/mark.ts';
import type { OwnKey } from '../texts.ts';

/** The printer has said its last word about this slip. */
export const isOut = (slip: SlipProgress): boolean => slip !== 'waiting' && slip !== 'sending';

/** How far the paper has come out, 0 to 1: as far as is known, not further. */
export const RISEN: Readonly<Record<SlipProgress, number>> = {
	waiting: 0,
	sending: 0.44,
	sent: 0.72,
	unknown: 0.72,
	processed: 0.86,
	confirmed: 1,
	uncut: 0.86,
	expired: 0,
	unkept: 0,
};

export type SlipText = {
	/** With `{name}` where it thanks. */
	readonly title: OwnKey;
	readonly detail: OwnKey;
	readonly mark: Mark;
	readonly state: OwnKey;
};

/** What is known about the slip, in words: no word more than the printer has said. */
export function slipText(slip: SlipProgress, printer: PrinterState): SlipText {
	switch (slip) {
		case 'waiting':
		case 'expired':
			return printer.kind === 'ready'
				? { title: 'print.waiting', detail: 'print.waiting-detail', mark: 'note', state: 'print.sending-detail' }
				: { title: 'print.waiting', detail: 'print.held-detail', mark: 'wait', state: notNowReason(printer.kind) };
		case 'sending':
			return { title: 'print.sending', detail: 'print.sending-detail', mark: 'sent', state: 'print.sending-state' };
		case 'sent':
			return { title: 'print.thanks', detail: 'print.sent', mark: 'sent', state: 'print.sent-state' };
		case 'processed':
		case 'uncut':
			return { title: 'print.thanks', detail: 'print.processed', mark: 'processed', state: 'print.processed-state' };
		case 'confirmed':
			return { title: 'print.thanks', detail: 'print.confirmed', mark: 'ok', state: 'print.confirmed-state' };
		case 'unkept':
			return { title: 'print.waiting', detail: 'print.held-detail', mark: 'stop', state: 'print.reason-fault' };
		case 'unknown':
			return { title: 'print.unknown', detail: 'print.unknown-detail', mark: 'unknown', state: 'print.unknown-state' };
	}
}

/** A guest need not know more than whether it is there, open, empty or broken. */
const REASONS: Readonly<Record<PrinterTrouble, OwnKey>> = {
	absent: 'print.reason-absent',
	busy: 'print.reason-absent',
	stranger: 'print.reason-absent',
	paper_out: 'print.reason-paper_out',
	cover_open: 'print.reason-cover_open',
	cutter_stuck: 'print.reason-fault',
	head_hot: 'print.reason-fault',
	broken: 'print.reason-fault',
};
export const notNowReason = (kind: PrinterTrouble): OwnKey => REASONS[kind];

import type { KioskEvent } from '#shared/counter/kiosk-state.ts';
import type { ReaderState, SlipProgress } from '#shared/counter/state.ts';
import type { SlipOrder } from '../printing/spool.ts';

/** What devices say to a till and to a kiosk alike. */
export type DeviceEvent = Extract<
	KioskEvent,
	{ kind: 'card-read' | 'card-refused' | 'swipe-expired' | 'reader-changed' | 'readers-changed' | 'printer-changed' }
>;

/** The conversation of a till or of a kiosk, as devices, printer and server see it. */
export type Runner = {
	readonly state: { readonly reader: ReaderState };
	feed(event: DeviceEvent): void;
	slipMoved(order: SlipOrder, slip: SlipProgress): void;
	/** The server is there. */
	online(): void;
	offline(): void;
};

import { type StatusSubject } from './command.ts';

export type PrinterError =
	/** The blade is stuck: recoverable, by `DLE ENQ` once it is free. */
	| 'cutter'
	/** Ends by itself when the head has cooled. */
	| 'head_hot'
	/** Only switching off and on helps. */
	| 'unrecoverable';

/** What the sensors see. */
export type Condition = {
	readonly coverOpen: boolean;
	readonly paperOut: boolean;
	readonly paperNearEnd: boolean;
	/** Pin 3 of the drawer's plug. Whether high means open depends on the drawer. */
	readonly drawerHigh: boolean;
	readonly error: PrinterError | undefined;
};

export const READY: Condition = {
	coverOpen: false,
	paperOut: false,
	paperNearEnd: false,
	drawerHigh: false,
	error: undefined,
};

export const isOffline = (condition: Condition): boolean =>
	condition.coverOpen || condition.paperOut || condition.error !== undefined;

/** The answer to `DLE EOT n`, `0xx1xx10`.Source: Epson TM-T88III p. 84. */
export function realTimeStatus(condition: Condition, about: StatusSubject): number {
	const { coverOpen, paperOut, paperNearEnd, drawerHigh, error } = condition;
	switch (about) {
		case 1:
			return 0x12 | flag(drawerHigh, 0x04) | flag(isOffline(condition), 0x08);
		case 2:
			return 0x12 | flag(coverOpen, 0x04) | flag(paperOut, 0x20) | flag(error !== undefined, 0x40);
		case 3:
			return 0x12 | errorBits(error);
		case 4:
			return 0x12 | flag(paperNearEnd, 0x0c) | flag(paperOut, 0x60);
	}
}

/** The four bytes of automatic status back, the first `0xx1xx00`.Source: Epson TM-T88III p. 145. */
export function automaticStatus(condition: Condition): Uint8Array {
	const { coverOpen, paperOut, paperNearEnd, drawerHigh, error } = condition;
	return Uint8Array.of(
		0x10 | flag(drawerHigh, 0x04) | flag(isOffline(condition), 0x08) | flag(coverOpen, 0x20),
		errorBits(error),
		flag(paperNearEnd, 0x03) | flag(paperOut, 0x0c),
		0x00,
	);
}

/** Whether `GS a mask` asked to hear of what changed: 0 drawer, 1 online, 2 error, 3 paper. */
export function isReported(before: Condition, after: Condition, mask: number): boolean {
	const changed =
		flag(before.drawerHigh !== after.drawerHigh, 0x01) |
		flag(isOffline(before) !== isOffline(after) || before.coverOpen !== after.coverOpen, 0x02) |
		flag(before.error !== after.error, 0x04) |
		flag(before.paperOut !== after.paperOut || before.paperNearEnd !== after.paperNearEnd, 0x08);
	return (changed & mask) !== 0;
}

/** The answer to `GS r`, `0xx0xxxx`. */
export function sensorStatus(condition: Condition, about: 'paper' | 'drawer'): number {
	if (about === 'drawer') return flag(condition.drawerHigh, 0x01);
	return flag(condition.paperNearEnd, 0x03) | flag(condition.paperOut, 0x0c);
}

function errorBits(error: PrinterError | undefined): number {
	switch (error) {
		case undefined:
			return 0;
		case 'cutter':
			return 0x08;
		case 'unrecoverable':
			return 0x20;
		case 'head_hot':
			return 0x40;
	}
}

const flag = (isSet: boolean, bits: number): number => (isSet ? bits : 0);

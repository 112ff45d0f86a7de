import type { ConfigFile } from '../config-file.ts';
import { countersReaders } from '../devices/counters-readers.ts';
import type { PrinterStand } from '../printing/printer-stand.ts';
import type { CounterReader } from '../devices/readers.ts';
import type { ReaderStand } from '../devices/reader-stand.ts';
import type { OwnDevices } from './setup-desk.ts';

type Parts = {
	readonly file: ConfigFile;
	readonly stateFolder: string;
	readonly readerStand: ReaderStand;
	readonly printerStand: PrinterStand;
	readonly recorder: { readonly readers: (readers: readonly CounterReader[]) => readonly CounterReader[] };
};

/** The devices of the counter: away while others are tried, and up again by what its file says then. */
export const ownDevices = ({ file, stateFolder, readerStand, printerStand, recorder }: Parts): OwnDevices => ({
	readers: {
		away: () => readerStand.putAway(),
		up() {
			readerStand.putUp(recorder.readers(countersReaders(file.read().readers, stateFolder)));
			return Promise.resolve();
		},
	},
	printer: {
		away: () => printerStand.putAway(),
		up: () => printerStand.putUp(file.read().printer),
	},
});

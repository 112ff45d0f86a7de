import type { CounterReport } from '#shared/protocol/counter-report.ts';
import { loadReports } from '../store/counter-report-store.ts';
import { loadOpenConflicts } from '../store/conflict-store.ts';
import { loadDevices, type StoredDevice } from '../store/device-store.ts';
import { together, type Loading } from '../store/statement.ts';

/** A counter, what it said of itself last, and what of it waits for somebody. */
export type CounterView = StoredDevice & {
	/** RFC 3339, UTC; `null`: it has never said anything. */
	readonly heardAt: string | null;
	readonly report: CounterReport | null;
	/** Visits that were not booked, or left a debt. */
	readonly openConflicts: number;
};

/** Of all counters of a hotel, in the order of their ids. */
export function* viewCounters(propertyId: string): Loading<readonly CounterView[]> {
	const [devices, reports, conflicts] = yield* together(
		loadDevices(propertyId),
		loadReports(propertyId),
		loadOpenConflicts(propertyId),
	);
	return devices.map((device) => {
		const heard = reports.find(({ counter }) => counter === device.id);
		return {
			...device,
			heardAt: heard?.heardAt ?? null,
			report: heard ? readReport(heard.document) : null,
			openConflicts: conflicts.filter(({ counter }) => counter === device.id).length,
		};
	});
}

/** What was kept was checked before; the log of it is longer than one report. @returns `null` where it is none */
export function readReport(document: string): CounterReport | null {
	try {
		return JSON.parse(document) as CounterReport;
	} catch {
		return null;
	}
}

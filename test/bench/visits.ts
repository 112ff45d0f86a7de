import type { Target } from './callers.ts';
import type { BenchHotel } from './hotel.ts';
import { measured, type Measured } from './row.ts';

type Slice = {
	readonly name: 'ours1' | 'floor1' | 'raw' | 'ours16' | 'floor16' | 'oursLookUp' | 'floorLookUp';
	readonly target: Target;
	readonly work: 'visit' | 'look-up';
	readonly clients: number;
};

const REPETITIONS = 7;
const QUICK_REPETITIONS = 5;

/** Visits and look-ups a second of our server, over the floor's of the same moment. */
export async function measureVisits(hotel: BenchHotel, isQuick: boolean): Promise<readonly Measured[]> {
	const { target: ours } = await hotel.startServer();
	const floor = await hotel.startFloor();
	const raw = hotel.raw();
	const slices: readonly Slice[] = [
		{ name: 'floor1', target: floor, work: 'visit', clients: 1 },
		{ name: 'ours1', target: ours, work: 'visit', clients: 1 },
		{ name: 'raw', target: raw, work: 'visit', clients: 1 },
		{ name: 'floor16', target: floor, work: 'visit', clients: 16 },
		{ name: 'ours16', target: ours, work: 'visit', clients: 16 },
		{ name: 'floorLookUp', target: floor, work: 'look-up', clients: 1 },
		{ name: 'oursLookUp', target: ours, work: 'look-up', clients: 1 },
	];
	const ms = isQuick ? 500 : 1_500;
	for (const slice of slices) await hotel.load({ ...slice, ms });

	const runs: Record<Slice['name'], number>[] = [];
	for (let repetition = 0; repetition < (isQuick ? QUICK_REPETITIONS : REPETITIONS); repetition++) {
		const perSecond: Partial<Record<Slice['name'], number>> = {};
		// Forwards and backwards in turn, so that whatever gets slower or faster meanwhile favours nobody.
		for (const slice of repetition % 2 === 0 ? slices : slices.toReversed()) {
			perSecond[slice.name] = (await hotel.load({ ...slice, ms })).perSecond;
		}
		runs.push(perSecond as Record<Slice['name'], number>);
	}
	const over = (one: Slice['name'], other: Slice['name']) => runs.map((run) => run[one] / run[other]);
	const rate = (name: Slice['name']) =>
		`${Math.round(runs.map((run) => run[name]).sort((a, b) => a - b)[runs.length >> 1]!)}/s`;
	return [
		measured(
			'visits_1_over_floor_sqlite',
			over('ours1', 'floor1'),
			`${rate('ours1')} : ${rate('floor1')}, through the authenticated API`,
		),
		measured('visits_16_over_floor_sqlite', over('ours16', 'floor16'), `${rate('ours16')} : ${rate('floor16')}`),
		measured('floor_over_raw', over('floor1', 'raw'), `${rate('floor1')} : ${rate('raw')}, one client`),
		measured('lookup_over_floor', over('oursLookUp', 'floorLookUp'), `${rate('oursLookUp')} : ${rate('floorLookUp')}`),
	];
}

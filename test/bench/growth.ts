import { readFileSync } from 'node:fs';
import type { Target } from './callers.ts';
import { median } from './figures.ts';
import { BenchHotel } from './hotel.ts';
import { BOOKED_GUESTS, seedLargeHotel } from './multiplied-books.ts';
import { measured, type Measured } from './row.ts';

const LARGE = 1_000_000;
const QUICK_LARGE = 50_000;
const REPETITIONS = 5;
const WORKS = ['look-up', 'visit', 'statement'] as const;

type Grown = { readonly hotel: BenchHotel; readonly target: Target; readonly memoryMb: () => number };

/** What a look-up, a visit and a statement cost in large books over what they cost in small ones, and the server's memory. */
export async function measureGrowth(isQuick: boolean): Promise<readonly Measured[]> {
	const large = isQuick ? QUICK_LARGE : LARGE;
	const hotels: BenchHotel[] = [];
	const grown = async (size: number): Promise<Grown> => {
		const hotel = await BenchHotel.open(size, seedLargeHotel);
		hotels.push(hotel);
		// Nobody else needs these books, and a copy would be gigabytes.
		const { process, target } = await hotel.startServer([], hotel.origin);
		return { hotel, target, memoryMb: () => residentMb(process.id) };
	};
	try {
		const small = await grown(BOOKED_GUESTS);
		const big = await grown(large);
		const ms = isQuick ? 500 : 1_500;
		const perSecond = async ({ hotel, target }: Grown, work: (typeof WORKS)[number]): Promise<number> =>
			(await hotel.load({ target, work, clients: 1, ms })).perSecond;
		for (const work of WORKS) for (const one of [small, big]) await perSecond(one, work);

		const memoriesMb: number[] = [];
		const costs = new Map<(typeof WORKS)[number], number[]>(WORKS.map((work) => [work, []]));
		for (let repetition = 0; repetition < REPETITIONS; repetition++) {
			for (const work of WORKS) {
				const turns = repetition % 2 === 0 ? [small, big] : [big, small];
				const speeds = new Map<Grown, number>();
				for (const one of turns) speeds.set(one, await perSecond(one, work));
				costs.get(work)!.push(speeds.get(small)! / speeds.get(big)!);
			}
			memoriesMb.push(big.memoryMb());
		}
		const worst = WORKS.toSorted((a, b) => median(costs.get(b)!) - median(costs.get(a)!))[0]!;
		const each = WORKS.map((work) => `${work} ${median(costs.get(work)!).toFixed(2)}`).join(', ');
		const size = `${large.toLocaleString('en')} members and visits`;
		return [
			measured('server_rss_1e6_mb', memoriesMb, `${size}, after visits, look-ups and statements`),
			measured('growth_1e6', costs.get(worst)!, `${each}; ${size} over ${BOOKED_GUESTS.toLocaleString('en')}`),
		];
	} finally {
		for (const hotel of hotels) await hotel.close();
	}
}

/** Source: proc(5). */
const residentMb = (processId: number): number => {
	const status = readFileSync(`/proc/${processId}/status`, 'utf8');
	return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)![1]) / 1_024;
};

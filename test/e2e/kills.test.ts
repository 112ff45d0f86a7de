import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { VisitId } from '#shared/kernel/ids.ts';
import { momentAt } from '#shared/kernel/moment.ts';
import type { RecordVisit } from '#shared/protocol/visit.ts';
import { PRINTER_FAULTS } from '../../bridge/simulate/printer/faults.ts';
import { paperText } from '../../bridge/simulate/printer/paper.ts';
import { PROGRAMME, PROPERTY } from '../../server/demo/miramar.ts';
import { PageLink } from '../bench/page-link.ts';
import { Chance } from '../support/chance.ts';
import { tellCounters } from '../support/counters.ts';
import { visitOf } from '../support/hotel.ts';
import { RunningHouse } from '../support/running-house.ts';

const KILLS = process.env['RETORNO_LONG'] === '1' ? 200 : 10;
const SEED = 20_261_122;
/** Longer than a visit takes from the key to the paper. */
const DELAY_MS_MAX = 120;
const ANA = '1111';
const ELENA = '9702310000000013';

/** What the cashier was shown of a visit before the power went. */
type Shown = { readonly command: RecordVisit; readonly phase: Phase; isSaved: boolean };
/** `record`: from the key to the answer; `print`: while the slip goes to the paper; `sync`: while what had waited goes out. */
const PHASES = ['record', 'print', 'sync'] as const;
type Phase = (typeof PHASES)[number];

/** The bridge is killed, again and again, at any moment of its work. What it had said by then is written down by the page. */
describe('a bridge that is killed', () => {
	let house: RunningHouse;
	const shown: Shown[] = [];
	let mended: () => void | Promise<void> = () => undefined;
	let waited = 0;
	beforeAll(async () => {
		house = await RunningHouse.open('restaurant');
	});
	afterAll(() => house.close());

	/** A till as its page sees it, signed in. */
	async function tillPage(): Promise<PageLink> {
		const page = new PageLink(house.bridgePort);
		await page.until(
			({ server, reader, printer }) => server.kind === 'online' && reader.kind === 'ready' && printer.kind === 'ready',
		);
		page.send({ kind: 'pin-entered', pin: ANA });
		await page.until(({ staff }) => staff !== null);
		return page;
	}

	/** Every second bill is a guest's; each has a sum of its own, by which its paper is known. */
	async function aBill(page: PageLink, number: number): Promise<RecordVisit> {
		// What a guest pays less a tenth is nobody's list price, and no date.
		const amounts = { drinks: 50_000 + number };
		const moment = momentAt(new Date().toISOString(), PROPERTY);
		if (number % 2 === 0) return visitOf(PROGRAMME, moment, 'restaurant', null, amounts);
		await house.swipe(ELENA);
		const { guest } = await page.until(({ guest }) => guest.kind === 'shown');
		return visitOf(PROGRAMME, moment, 'restaurant', guest.kind === 'shown' ? guest.member : null, amounts);
	}

	/** Confirms a bill, and notes from then on whether the page was told that it is safe. */
	function confirm(page: PageLink, command: RecordVisit, phase: Phase): Shown {
		const one: Shown = { command, phase, isSaved: false };
		shown.push(one);
		void page
			.until(({ visit }) => (visit.kind === 'recorded' || visit.kind === 'kept') && visit.answer.visitId === command.id)
			.then(
				() => (one.isSaved = true),
				() => undefined,
			);
		page.send({ kind: 'visit-confirmed', command });
		return one;
	}

	/** Works until the moment in which the power fails. */
	const PHASE: Record<Phase, (page: PageLink, number: number, chance: Chance) => Promise<void>> = {
		async record(page, number, chance) {
			confirm(page, await aBill(page, number), 'record');
			await setTimeout(chance.below(DELAY_MS_MAX));
		},
		async print(page, number, chance) {
			// The paper is out, and the word that it is comes too late.
			const fault = PRINTER_FAULTS['cut-before-answer'];
			await fault.begin(house.printer);
			confirm(page, await aBill(page, number), 'print');
			await page.until(({ visit }) => visit.kind === 'recorded' && visit.slip === 'sending');
			await setTimeout(chance.below(DELAY_MS_MAX));
			mended = () => fault.end(house.printer);
		},
		async sync(page, number, chance) {
			house.signal('server/main.ts', 'SIGSTOP');
			await page.until(({ server }) => server.kind === 'offline');
			confirm(page, await aBill(page, number), 'sync');
			await page.until(({ visit }) => visit.kind === 'kept');
			waited++;
			house.signal('server/main.ts', 'SIGCONT');
			await page.until(({ server }) => server.kind === 'online');
			await setTimeout(chance.below(DELAY_MS_MAX / 4));
		},
	};

	test(
		'loses no visit that it said was saved, books none twice, and prints no slip twice',
		{ timeout: 1_800_000 },
		async () => {
			const chance = new Chance(SEED);
			for (let kill = 0; kill < KILLS; kill++) {
				const page = await tillPage();
				await PHASE[PHASES[kill % 3]!](page, kill, chance);
				await house.end('bridge/main.ts', 'SIGKILL');
				page.close();
				await mended();
				await house.startBridge();
			}

			const page = await tillPage();
			await page.until(({ waitingVisits, printer }) => waitingVisits === 0 && printer.kind === 'ready');
			page.close();
			await house.end('bridge/main.ts');
			const booked = await house.bookedVisits();

			const times = (id: VisitId): number => booked.filter((visit) => visit === id).length;
			const saved = shown.filter(({ isSaved }) => isSaved);
			expect(saved.filter(({ command }) => times(command.id) !== 1).map(({ command }) => command.id)).toEqual([]);
			expect(new Set(booked).size).toBe(booked.length);
			expect(booked.filter((id) => !shown.some(({ command }) => command.id === id))).toEqual([]);

			const slips = house.printer.slips().map((slip) => paperText(slip).join('\n'));
			for (const { command } of shown) {
				const sum = ((command.lines[0]!.grossMinor ?? 0) / 100).toFixed(2);
				// A date holds such figures as well: 22.11.2026.
				const said = new RegExp(`(?<![\\d.,])${sum.replace('.', '[.,]')}(?![\\d.,])`);
				const firsts = slips.filter((slip) => said.test(slip) && !/COPY|КОПИЕ/.test(slip));
				expect(firsts.length, `whole slips of ${sum}`).toBeLessThanOrEqual(1);
			}
			const noWord = shown.length - saved.length;
			tellCounters(SEED, KILLS, {
				kills: { all: shown.length, saved: saved.length, noWord, waited, slips: slips.length },
			});
		},
	);
});

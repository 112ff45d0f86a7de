import { randomInt } from 'node:crypto';
import { dinner } from './bills.ts';
import type { BenchCounter } from './counter.ts';
import { percentile } from './figures.ts';
import { measured, type Measured } from './row.ts';

const ROUNDS = 5;
const VISITS_A_ROUND = 40;
const QUICK_VISITS_A_ROUND = 20;

/** Confirmed at the till → recorded, as the page hears it; recorded → the slip's first byte at the printer. */
export async function measureConfirm(counter: BenchCounter, isQuick: boolean): Promise<readonly Measured[]> {
	await counter.signIn();
	await one(counter);
	const visits = isQuick ? QUICK_VISITS_A_ROUND : VISITS_A_ROUND;
	const acks: number[] = [];
	const firstBytes: number[] = [];
	for (let round = 0; round < ROUNDS; round++) {
		const times = [];
		for (let visit = 0; visit < visits; visit++) times.push(await one(counter));
		acks.push(
			percentile(
				times.map(({ ackMs }) => ackMs),
				0.95,
			),
		);
		firstBytes.push(
			percentile(
				times.map(({ firstByteMs }) => firstByteMs),
				0.95,
			),
		);
	}
	const note = `p95 of ${visits} visits a round, at the bridge's page socket`;
	return [
		measured('confirm_ack_p95_ms', acks, note),
		measured('ack_first_byte_p95_ms', firstBytes, `p95 of ${visits} slips a round, at a wire before the printer`),
	];
}

async function one(counter: BenchCounter): Promise<{ ackMs: number; firstByteMs: number }> {
	const { page } = counter;
	const guest = await counter.greet(randomInt(counter.members));
	const command = dinner(guest);
	const slipBegins = counter.nextSlip();
	const confirmedMs = performance.now();
	page.send({ kind: 'visit-confirmed', command });
	await page.until(({ visit }) => visit.kind === 'recorded' && visit.answer.visitId === command.id);
	const acknowledgedMs = performance.now();
	const slipBeginsMs = await slipBegins;
	await page.until(({ visit }) => visit.kind === 'recorded' && ['confirmed', 'processed', 'sent'].includes(visit.slip));
	await counter.nextGuest();
	return { ackMs: acknowledgedMs - confirmedMs, firstByteMs: slipBeginsMs - acknowledgedMs };
}

import { describe, expect, test } from 'vitest';
import { momentAt } from '#shared/kernel/moment.ts';
import { awaitingVisit } from '#shared/ledger/visit/awaiting-visit.ts';
import type { MemberRecord } from '#shared/ledger/member/member-record.ts';
import type { RecordVisit } from '#shared/protocol/visit.ts';
import { Foretelling } from '../../../bridge/counter/foretelling.ts';
import { PROGRAMME } from '../../../server/demo/miramar.ts';
import { aCommand, visitId } from '../../shared/counter/samples.ts';
import { aRecord, aSetup } from '../replica/samples.ts';

const { property } = aSetup().counter;
const RECORD = aRecord(1);
const dinner = (number: number): RecordVisit =>
	aCommand({
		id: visitId(number),
		memberId: RECORD.account.id,
		occurredAt: `2026-11-2${number}T19:42:00.000Z`,
		tenders: [{ type: 'other', amountMinor: 7_200 }],
	});
const oneByOne = (record: MemberRecord, visits: readonly RecordVisit[]): MemberRecord =>
	visits.reduce(
		(before, visit) => awaitingVisit(before, PROGRAMME, visit, momentAt(visit.occurredAt, property)),
		record,
	);

describe('what is foretold of a guest', () => {
	test('is what all that waits comes to, visit by visit', () => {
		const foretelling = new Foretelling();
		for (const count of [0, 1, 2, 4, 4, 3, 1, 0, 2]) {
			const waiting = [1, 2, 3, 4].slice(0, count).map(dinner);
			const foretold = foretelling.of(RECORD, waiting, PROGRAMME, property);
			expect(foretold).toEqual(oneByOne(RECORD, waiting));
			if (count > 0) expect(foretold.account.visits).toBe(count);
		}
	});

	test.each<[string, Partial<MemberRecord>]>([
		['points', { account: { ...RECORD.account, lots: [] } }],
		[
			'days',
			{ days: [{ on: '2026-11-01', nights: 0, spendMinor: 9_999, bills: 1, points: 0, outlet: 'spa' }] as never },
		],
	])('begins anew where the %s before it have changed, without another version', (_, changes) => {
		const foretelling = new Foretelling();
		foretelling.of(RECORD, [dinner(1)], PROGRAMME, property);
		const changed = { ...RECORD, ...changes };
		const waiting = [dinner(1), dinner(2)];
		expect(foretelling.of(changed, waiting, PROGRAMME, property)).toEqual(oneByOne(changed, waiting));
	});

	test('keeps nothing of who the guest is', () => {
		const foretelling = new Foretelling();
		foretelling.of(RECORD, [dinner(1)], PROGRAMME, property);
		const person = { ...RECORD.person, displayName: 'Elena Ivanova' };
		expect(foretelling.of({ ...RECORD, person }, [dinner(1)], PROGRAMME, property).person).toEqual(person);
	});

	test('goes by the programme of now', () => {
		const foretelling = new Foretelling();
		foretelling.of(RECORD, [dinner(1)], PROGRAMME, property);
		const other = { ...PROGRAMME, version: PROGRAMME.version + 1, earn: [] };
		const after = foretelling.of(RECORD, [dinner(1)], other, property);
		expect(after.account.lots).toHaveLength(RECORD.account.lots.length);
	});
});

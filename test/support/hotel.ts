import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { MemberId, ReversalId, StaffId, VisitId } from '#shared/kernel/ids.ts';
import { momentAt, type Moment } from '#shared/kernel/moment.ts';
import type { BillLine, Tender } from '#shared/loyalty/bill.ts';
import { programmeSchema, type Programme } from '#shared/loyalty/programme/programme.schema.ts';
import { quote } from '#shared/loyalty/quote.ts';
import type { MemberView } from '#shared/protocol/views.ts';
import type { ReturnedPart, ReverseVisit } from '#shared/protocol/reversal.ts';
import type { RecordVisit } from '#shared/protocol/visit.ts';
import { visitRecorder, type VisitRecorder } from '../../server/commands/record-visit.ts';
import { visitReverser, type VisitReverser } from '../../server/commands/reverse-visit.ts';
import { MEMBERS, PROGRAMME } from '../../server/demo/miramar.ts';
import { seedDemo } from '../../server/demo/seed.ts';
import type { House } from '../../server/house.ts';
import { cardTokenOf, type Keys } from '../../server/identity/keys.ts';
import { lookUpCard } from '../../server/queries/view-member.ts';
import { addProgramme } from '../../server/store/house-store.ts';
import type { Store } from '../../server/store/store.ts';
import { verifyBooks } from '../../server/store/verify/verify.ts';
import type { Fault } from '../../server/store/verify/balances.ts';
import { ProgrammeShelf } from '../../server/store/loading/visit-loading.ts';

export const KEYS: Keys = { cardKey: '11'.repeat(32), pinKey: '22'.repeat(32) };

/** The evening on which the tests' hotel opens. */
export const EVENING = '2026-11-21T17:42:00.000Z';

export type GuestName = 'Elena' | 'Miguel' | '王小明' | 'Alice';

/** The demo hotel in a store, with the few things that tests say over and over. */
export class Hotel {
	readonly store: Store;
	readonly house: House;
	readonly record: VisitRecorder;
	readonly reverse: VisitReverser;
	readonly #shelf: ProgrammeShelf;
	now: string;
	programme: Programme = PROGRAMME;

	constructor(store: Store, house: House, now: string) {
		this.store = store;
		this.house = house;
		this.now = now;
		this.#shelf = new ProgrammeShelf(house.id);
		this.record = visitRecorder(...this.parts);
		this.reverse = visitReverser(...this.parts);
	}

	static async open(store: Store, now = EVENING): Promise<Hotel> {
		return new Hotel(store, await seedDemo(store, KEYS, now), now);
	}

	/** The guest as their card shows them now. */
	async guest(name: GuestName): Promise<MemberView> {
		const found = MEMBERS.find((member) => member.displayName.startsWith(name));
		const answer = await this.swipe(found!.card);
		if (!answer.ok) throw new Error(answer.error.code);
		return answer.value;
	}

	async pointsOf(name: GuestName): Promise<number> {
		return (await this.guest(name)).standing.balancePoints;
	}

	swipe(card: string) {
		return this.store.read(lookUpCard(this.house, this.#shelf, cardTokenOf(card, KEYS), this.now));
	}

	/** What the till would send for this bill now. */
	bill(
		outlet: string,
		guest: MemberView | null,
		amounts: Record<string, number>,
		points = 0,
		claims: readonly string[] = [],
	): RecordVisit {
		return visitOf(this.programme, momentAt(this.now, this.house), outlet, guest, amounts, points, claims);
	}

	/** Records what must be booked, and says what came of it. */
	async booked(...args: Parameters<VisitRecorder>) {
		const answer = await this.record(...args);
		if (!answer.ok) throw new Error(JSON.stringify(answer.error));
		return answer.value;
	}

	/** What takes a visit back now, whole or in parts. */
	reversal(
		{ id: visitId, outlet, terminal }: Pick<RecordVisit, 'id' | 'outlet' | 'terminal'>,
		lines: readonly ReturnedPart[] | null = null,
	): ReverseVisit {
		return {
			...{ id: randomUUID() as ReversalId, visitId, outlet, terminal, cashier: 'boris' as StaffId },
			...{ approvedBy: null, occurredAt: this.now, reason: 'goods_returned', lines },
		};
	}

	/** From now on this programme is in force. */
	async adopt(programme: Programme): Promise<void> {
		await this.store.configure([addProgramme(this.house.id, programme)]);
		this.programme = programme;
	}

	/** From now on the demo's programme is in force with these changes. */
	revise(changes: Partial<z.input<typeof programmeSchema>>): Promise<void> {
		const version = this.programme.version + 1;
		return this.adopt(programmeSchema.parse({ ...PROGRAMME, version, validFrom: '2020-01-02', ...changes }));
	}

	/** What every command of the server is made of. */
	get parts() {
		return [this.store, this.house, this.#shelf, () => this.now] as const;
	}

	async faults(): Promise<readonly Fault[]> {
		return (await this.store.read(verifyBooks(this.house.id, momentAt(this.now, this.house).localDate))).faults;
	}

	later(minutes: number): void {
		this.now = new Date(Date.parse(this.now) + minutes * 60_000).toISOString();
	}
}

/** What a till sends for a bill: amounts by category, points to pay with, and offers that the guest asks for. */
export function visitOf(
	programme: Programme,
	moment: Moment,
	outlet: string,
	guest: MemberView | null,
	amounts: Record<string, number>,
	points = 0,
	claims: readonly string[] = [],
): RecordVisit {
	const lines = Object.entries(amounts).map(([category, amount], index) => lineOf(index, category, amount));
	const quoted = quote(programme, guest?.standing ?? null, {
		outlet,
		moment,
		currency: programme.currency.code,
		lines,
		pointsTendered: points,
		claims,
	});
	if (!quoted.ok) throw new Error(quoted.error.code);
	const { payableMinor, pointsPaidMinor, fingerprint } = quoted.value;
	const tenders: Tender[] = [
		...(points > 0 ? [{ type: 'points' as const, points, amountMinor: pointsPaidMinor }] : []),
		{ type: 'other', amountMinor: payableMinor - pointsPaidMinor },
	];
	return {
		id: randomUUID() as VisitId,
		memberId: guest?.id ?? null,
		outlet,
		terminal: 'till-1',
		cashier: 'ana' as StaffId,
		occurredAt: moment.instant,
		checkNumber: null,
		part: 0,
		currency: 'EUR',
		source: 'walk-in',
		partySize: null,
		lines,
		tenders,
		claims,
		holds: [],
		programmeVersion: programme.version,
		quoteFingerprint: fingerprint,
	};
}

/** Nights are counted, everything else is money. */
const lineOf = (index: number, category: string, amount: number): BillLine => ({
	id: String(index + 1),
	category,
	sku: null,
	quantity: category === 'night' ? amount : 1,
	grossMinor: category === 'night' ? 0 : amount,
	taxMinor: null,
	costMinor: null,
});

export const someMemberId = (): MemberId => randomUUID() as MemberId;

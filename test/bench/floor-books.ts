import { createHmac } from 'node:crypto';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { MemberId } from '#shared/kernel/ids.ts';
import type { VisitAnswer } from '#shared/protocol/visit.ts';
import type { PosBill } from './bills.ts';

/** As long as the hashes that ours computes; the floor computes none. */
const SOME_HASH = '0'.repeat(64);
const STAMP_WINDOW_MS = 36 * 3_600_000;

type Bill = Omit<PosBill, 'credential'> & { readonly memberId: MemberId };
type Values = Readonly<Record<string, SQLInputValue>>;

/**
 * The least that a visit and a look-up can cost on these tables: the rows that ours writes and the rows that ours reads,
 * by prepared statements, with one commit to a visit. No rules, no checks, no hashes, no retries.
 */
export class FloorBooks {
	readonly #db: DatabaseSync;
	readonly #statements: ReturnType<typeof prepare>;
	readonly #cardKey: Buffer;
	#position: number;

	/** @param path books that ours has made and closed */
	constructor(path: string, cardKey: string) {
		this.#db = new DatabaseSync(path);
		this.#db.exec(
			'pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on; pragma wal_autocheckpoint = 4000',
		);
		this.#statements = prepare(this.#db);
		this.#cardKey = Buffer.from(cardKey, 'hex');
		this.#position = Number(this.#statements.head.get()!['position']);
	}

	visit({ credential, ...rest }: PosBill): VisitAnswer {
		const { begin, commit, member, card } = this.#statements;
		begin.run();
		const { member_id: memberId } = card.get(this.#tokenOf(credential.value)) as { member_id: MemberId };
		const { version } = member.get(memberId) as { version: number };
		const bill: Bill = { ...rest, memberId };
		const answer = answerOf(bill);
		this.#writeVisit(bill, answer);
		this.#writeEntry(bill, answer.points.earned);
		this.#writeFeed(bill, version + 1);
		commit.run();
		return answer;
	}

	/** The rows that the counter's view of a guest is made of. */
	lookUp(cardNumber: string): object {
		const { card, person, member, lots, stamps, spend, nights, inForce } = this.#statements;
		const found = card.get(this.#tokenOf(cardNumber)) as { member_id: string };
		const id = found.member_id;
		const now = Date.now();
		const [from, until] = [now - STAMP_WINDOW_MS, now + STAMP_WINDOW_MS].map((ms) => new Date(ms).toISOString());
		const today = new Date(now).toISOString().slice(0, 10);
		const year = today.slice(0, 4);
		const window = [id, `${year}-01-01`, `${year}-12-31`] as const;
		return {
			card: found,
			person: person.get(id),
			member: member.get(id),
			lots: lots.all(id),
			stamps: stamps.all(id, from!, until!, id),
			spend: spend.get(...window, ...window),
			nights: nights.get(...window, ...window),
			programme: inForce.get(today),
		};
	}

	close(): void {
		this.#db.close();
	}

	#tokenOf(cardNumber: string): string {
		return createHmac('sha256', this.#cardKey).update(cardNumber).digest('hex');
	}

	#writeVisit(bill: Bill, answer: VisitAnswer): void {
		const { command, visit, line, tender, offer } = this.#statements;
		const { discountMinor, payableMinor, listMinor } = answer;
		command.run({
			id: bill.id,
			kind: 'visit.record',
			body_hash: SOME_HASH,
			answer: JSON.stringify(answer),
			recorded_at: bill.occurredAt,
		});
		visit.run({
			id: bill.id,
			property_id: 'miramar',
			kind: 'visit',
			member_id: bill.memberId,
			outlet: bill.outlet,
			terminal: bill.terminal,
			actor: bill.cashier,
			business_date: dateOf(bill),
			occurred_at: bill.occurredAt,
			recorded_at: bill.occurredAt,
			delivery: 'live',
			check_number: bill.checkNumber,
			part: bill.part,
			currency: bill.currency,
			list_minor: listMinor,
			discount_minor: discountMinor,
			payable_minor: payableMinor,
			programme_id: 'miramar-club',
			programme_version: 1,
			quote_fingerprint: SOME_HASH.slice(48),
			shown_fingerprint: null,
			source: bill.source,
			party_size: bill.partySize,
			first_visit: 0,
		});
		bill.lines.forEach(({ id, category, sku, quantity, grossMinor, taxMinor, costMinor }, seq) =>
			line.run({
				visit_id: bill.id,
				line_id: id,
				seq,
				category,
				sku,
				quantity,
				gross_minor: grossMinor,
				tax_minor: taxMinor,
				cost_minor: costMinor,
				discount_minor: 0,
				payable_minor: grossMinor,
				points_paid_minor: 0,
			}),
		);
		bill.tenders.forEach(({ type, amountMinor }, seq) =>
			tender.run({ visit_id: bill.id, seq, type, points: null, amount_minor: amountMinor }),
		);
		answer.offers.forEach(({ offerId, amountMinor }, seq) =>
			offer.run({
				visit_id: bill.id,
				seq,
				member_id: bill.memberId,
				business_date: dateOf(bill),
				offer_id: offerId,
				amount_minor: amountMinor,
				uses: 'nothing',
				points: 0,
			}),
		);
	}

	#writeEntry(bill: Bill, points: number): void {
		const { entry, posting, lot, grant } = this.#statements;
		const id = `${bill.id}/earn`;
		const lotId = `${id}#points`;
		grant.run({
			visit_id: bill.id,
			seq: 0,
			rule_id: 'spend-classic',
			kind: 'base',
			base_minor: bill.tenders[0]!.amountMinor,
			points,
			tallied: 0,
		});
		entry.run({
			id,
			property_id: 'miramar',
			kind: 'earn',
			member_id: bill.memberId,
			visit_id: bill.id,
			effective_at: bill.occurredAt,
			recorded_at: bill.occurredAt,
			business_date: dateOf(bill),
			outlet: bill.outlet,
			terminal: bill.terminal,
			actor: bill.cashier,
			programme_version: 1,
		});
		posting.run({ entry_id: id, seq: 0, account: 'ISSUED', unit: 'points', quantity: -points, lot_id: null });
		posting.run({ entry_id: id, seq: 1, account: 'AV', unit: 'points', quantity: points, lot_id: lotId });
		lot.run({
			id: lotId,
			member_id: bill.memberId,
			unit: 'points',
			quantity: points,
			remaining: points,
			pending: 0,
			earned_at: bill.occurredAt,
			expires_on: dateOf(bill),
		});
	}

	#writeFeed(bill: Bill, version: number): void {
		const { setMember, feed, setHead } = this.#statements;
		setMember.run(version, bill.memberId);
		feed.run({
			property_id: 'miramar',
			position: this.#position + 1,
			kind: 'visit.recorded',
			subject_id: bill.id,
			version: 1,
			hash: SOME_HASH,
		});
		feed.run({
			property_id: 'miramar',
			position: this.#position + 2,
			kind: 'member.changed',
			subject_id: bill.memberId,
			version,
			hash: SOME_HASH,
		});
		this.#position += 2;
		setHead.run(this.#position, SOME_HASH);
	}
}

const dateOf = (bill: Bill): string => bill.occurredAt.slice(0, 10);

/** The shape of ours, with numbers that need no rule. */
function answerOf(bill: Bill): VisitAnswer {
	const listMinor = bill.lines.reduce((total, { grossMinor }) => total + grossMinor, 0);
	const payableMinor = bill.tenders.reduce((total, { amountMinor }) => total + amountMinor, 0);
	const earned = Math.floor(payableMinor / 5_000);
	return {
		visitId: bill.id,
		status: 'recorded',
		memberId: bill.memberId,
		outlet: bill.outlet,
		terminal: bill.terminal,
		occurredAt: bill.occurredAt,
		checkNumber: bill.checkNumber,
		currency: bill.currency,
		lines: bill.lines.map(({ id, category, quantity, grossMinor }) => ({
			id,
			category,
			quantity,
			listMinor: grossMinor,
		})),
		listMinor,
		discountMinor: listMinor - payableMinor,
		payableMinor,
		pointsPaidMinor: 0,
		points: { earned, spent: 0, balance: earned },
		worthMinor: earned * 50,
		stamps: [],
		expiring: { points: earned, on: dateOf(bill) },
		offers:
			payableMinor < listMinor
				? [{ offerId: 'restaurant-gold', amountMinor: listMinor - payableMinor, uses: 'nothing', points: 0 }]
				: [],
		refusedOffers: [],
		explanation: [
			{
				kind: 'earn-step',
				ruleId: 'spend-classic',
				baseMinor: payableMinor,
				carriedMinor: 0,
				stepMinor: 5_000,
				pointsPerStep: 1,
				points: earned,
				missingMinor: 0,
			},
		],
	};
}

const prepare = (db: DatabaseSync) => ({
	begin: db.prepare('begin immediate'),
	commit: db.prepare('commit'),
	head: db.prepare(`select position from ledger_head where property_id = 'miramar'`),
	member: db.prepare(
		`select id, tier, version, visits, debt_points, unit, owed from member
			left join member_debt on member_debt.member_id = member.id and owed > 0 where id = ?`,
	),
	card: db.prepare('select member_id, ending, status from card where token = ?'),
	person: db.prepare('select display_name, given_name, language from person where member_id = ?'),
	lots: db.prepare(
		'select id, unit, quantity, remaining, earned_at, expires_on from lot where member_id = ? and remaining > 0',
	),
	stamps: db.prepare(
		`select outlet, business_date, effective_at from entry
			where member_id = ? and kind = 'stamp' and effective_at >= ? and effective_at <= ?
			and visit_id not in (select visit_id from reversal where member_id = ? and whole = 1)`,
	),
	spend: db.prepare(
		`select coalesce(sum(payable_minor), 0) - (select coalesce(sum(reversal_line.payable_minor), 0)
			from reversal inner join reversal_line on reversal_line.reversal_id = reversal.id
			where reversal.member_id = ? and visit_date >= ? and visit_date <= ?) as spend_minor from visit
			where member_id = ? and business_date >= ? and business_date <= ?`,
	),
	nights: db.prepare(
		`select coalesce(sum(visit_line.quantity), 0) - (select coalesce(sum(reversal_line.units_minus), 0)
			from reversal inner join reversal_line on reversal_line.reversal_id = reversal.id
			where reversal.member_id = ? and visit_date >= ? and visit_date <= ? and reversal_line.category = 'night')
			as nights from visit
			inner join visit_line on visit_line.visit_id = visit.id
			where visit.member_id = ? and visit.business_date >= ? and visit.business_date <= ? and category = 'night'`,
	),
	inForce: db.prepare(
		`select id, version from programme where property_id = 'miramar' and valid_from <= ?
			order by valid_from desc, version desc`,
	),
	command: insertInto(db, 'command'),
	visit: insertInto(db, 'visit'),
	line: insertInto(db, 'visit_line'),
	tender: insertInto(db, 'visit_tender'),
	grant: insertInto(db, 'visit_grant'),
	offer: insertInto(db, 'visit_offer'),
	entry: insertInto(db, 'entry'),
	posting: insertInto(db, 'posting'),
	lot: insertInto(db, 'lot'),
	feed: insertInto(db, 'feed'),
	setMember: db.prepare('update member set version = ?, visits = visits + 1 where id = ?'),
	setHead: db.prepare(`update ledger_head set position = ?, hash = ? where property_id = 'miramar'`),
});

/** An insert of a whole row, its columns as the table has them. */
function insertInto(db: DatabaseSync, table: string): { run: (row: Values) => void } {
	const columns = db.prepare(`select name from pragma_table_info('${table}')`).all();
	const names = columns.map(({ name }) => String(name));
	const insert: StatementSync = db.prepare(
		`insert into ${table} (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`,
	);
	return { run: (row) => void insert.run(...names.map((name) => row[name] ?? null)) };
}

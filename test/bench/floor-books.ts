import { createHmac } from 'node:crypto';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { MemberId } from '#shared/kernel/ids.ts';
import type { VisitAnswer } from '#shared/protocol/visit.ts';
import type { PosBill } from './bills.ts';
import { answerOf, feedRows, rowsOfVisit, SOME_HASH, type FloorBill, type Row } from './floor-rows.ts';

const STAMP_WINDOW_MS = 36 * 3_600_000;

/**
 * The least that a visit and a look-up can cost on these tables: the rows that ours writes and the rows that ours reads,
 * by prepared statements, with one commit to a visit. No rules, no checks, no hashes, no retries.
 */
export class FloorBooks {
	readonly #db: DatabaseSync;
	readonly #statements: ReturnType<typeof prepare>;
	readonly #inserts: ReturnType<typeof prepareInserts>;
	readonly #cardKey: Buffer;
	#position: number;

	/** @param path books that ours has made and closed */
	constructor(path: string, cardKey: string) {
		this.#db = new DatabaseSync(path);
		this.#db.exec(
			'pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on; pragma wal_autocheckpoint = 4000; pragma cache_size = -16384',
		);
		this.#statements = prepare(this.#db);
		this.#inserts = prepareInserts(this.#db);
		this.#cardKey = Buffer.from(cardKey, 'hex');
		this.#position = Number(this.#statements.head.get()!['position']);
	}

	visit({ credential, ...rest }: PosBill): VisitAnswer {
		const { begin, commit, member, card } = this.#statements;
		begin.run();
		const { member_id: memberId } = card.get(this.#tokenOf(credential.value)) as { member_id: MemberId };
		const { version } = member.get(memberId) as { version: number };
		const bill: FloorBill = { ...rest, memberId };
		const answer = answerOf(bill);
		for (const [table, rows] of Object.entries(rowsOfVisit(bill, answer))) {
			for (const row of rows) this.#inserts[table]!.run(row);
		}
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

	#writeFeed(bill: FloorBill, version: number): void {
		const { setMember, feed, setHead } = this.#statements;
		setMember.run(version, bill.memberId);
		const rows = feedRows(bill, version, this.#position + 1);
		for (const row of rows) feed.run(row);
		this.#position += rows.length;
		setHead.run(this.#position, SOME_HASH);
	}
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
	feed: insertInto(db, 'feed'),
	setMember: db.prepare('update member set version = ?, visits = visits + 1 where id = ?'),
	setHead: db.prepare(`update ledger_head set position = ?, hash = ? where property_id = 'miramar'`),
});

const TABLES = [
	'command',
	'visit',
	'visit_line',
	'visit_tender',
	'visit_grant',
	'visit_offer',
	'entry',
	'posting',
	'lot',
];

const prepareInserts = (db: DatabaseSync): Readonly<Record<string, ReturnType<typeof insertInto>>> =>
	Object.fromEntries(TABLES.map((table) => [table, insertInto(db, table)]));

/** An insert of a whole row, its columns as the table has them. */
function insertInto(db: DatabaseSync, table: string): { run: (row: Row) => void } {
	const columns = db.prepare(`select name from pragma_table_info('${table}')`).all();
	const names = columns.map(({ name }) => String(name));
	const insert: StatementSync = db.prepare(
		`insert into ${table} (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`,
	);
	return { run: (row) => void insert.run(...names.map((name) => row[name] ?? null)) };
}

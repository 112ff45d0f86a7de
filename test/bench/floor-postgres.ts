import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import type { MemberId } from '#shared/kernel/ids.ts';
import type { PosBill } from './bills.ts';
import { answerOf, feedRows, rowsOfVisit, SOME_HASH, type FloorBill, type Row } from './floor-rows.ts';

/**
 * The floor on PostgreSQL as a process of its own: bare Node HTTP, sixteen connections, the rows that ours writes by
 * prepared statements, sent together, one transaction to a visit. No rules, no checks, no hashes, no retries.
 */

const CONNECTIONS = 16;

const pool = new pg.Pool({ connectionString: process.env['FLOOR_DATABASE']!, max: CONNECTIONS, pipeline: true });
const cardKey = Buffer.from(process.env['FLOOR_CARD_KEY']!, 'hex');

async function visit({ credential, ...rest }: PosBill): Promise<object> {
	const client = await pool.connect();
	try {
		const token = createHmac('sha256', cardKey).update(credential.value).digest('hex');
		const [, found] = await Promise.all([client.query('begin'), client.query<Found>({ ...FIND, values: [token] })]);
		const { id, version } = found.rows[0]!;
		const bill: FloorBill = { ...rest, memberId: id };
		const answer = answerOf(bill);
		const inserts = Object.entries(rowsOfVisit(bill, answer)).flatMap(([table, rows]) =>
			rows.map((row) => client.query(insertOf(table, row))),
		);
		const [first, second] = feedRows(bill, version + 1, 0);
		await Promise.all([
			...inserts,
			client.query({ ...SET_MEMBER, values: [version + 1, id] }),
			client.query({ ...APPEND, values: [SOME_HASH, bill.id, first!['kind'], id, second!['kind'], version + 1] }),
			client.query('commit'),
		]);
		return answer;
	} finally {
		client.release();
	}
}

type Found = { readonly id: MemberId; readonly version: number };

const FIND = {
	name: 'find',
	text: `select member.id, member.version::int from card join member on member.id = card.member_id
		where card.token = $1 for update of member`,
};
const SET_MEMBER = { name: 'set-member', text: 'update member set version = $1, visits = visits + 1 where id = $2' };
/** The head last: whoever comes next waits for it. */
const APPEND = {
	name: 'append',
	text: `with head as (
			update ledger_head set position = position + 2, hash = $1 where property_id = 'miramar' returning position
		)
		insert into feed (property_id, position, kind, subject_id, version, hash)
			select 'miramar', position - 1, $3, $2, 1, $1 from head
			union all select 'miramar', position, $5, $4, $6::bigint, $1 from head`,
};

function insertOf(table: string, row: Row) {
	const columns = Object.keys(row);
	const places = columns.map((_column, index) => `$${index + 1}`);
	const text = `insert into ${table} (${columns.join(', ')}) values (${places.join(', ')})`;
	return { name: `insert-${table}`, text, values: Object.values(row) };
}

const server = createServer((request, response) => {
	let body = '';
	request.setEncoding('utf8');
	request.on('data', (chunk: string) => (body += chunk));
	request.on('end', () => {
		visit(JSON.parse(body) as PosBill).then(
			(answer) => {
				const text = JSON.stringify(answer);
				response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
				response.end(text);
			},
			(cause: unknown) => response.writeHead(500).end(String(cause)),
		);
	});
});

// As long as ours keeps one.
server.keepAliveTimeout = 72_000;

server.listen(0, '127.0.0.1', () => process.send?.({ ready: true, port: (server.address() as AddressInfo).port }));

process.once('SIGTERM', () => {
	server.closeAllConnections();
	void pool.end().then(() => process.exit(0));
});

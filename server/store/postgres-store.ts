import pg from 'pg';
import { canonical } from '#shared/kernel/canonical.ts';
import type { MemberId } from '#shared/kernel/ids.ts';
import { ok, type Result } from '#shared/kernel/result.ts';
import { answerAgain, loadAnswered, recordAnswer } from './answered.ts';
import { writeFacts } from './booking.ts';
import { coveredBy, type Link } from './links.ts';
import { CommitNews } from './commit-news.ts';
import { hearCommits } from './postgres-commits.ts';
import { Connections, type Request, type Session } from './postgres-connections.ts';
import { migratePostgres } from './postgres-migration.ts';
import { together, type Loading } from './statement.ts';
import type { Call, Command, IdReused, Store } from './store.ts';

/** Commands of one hotel wait for its head anyway; more connections would only wait there. */
const WRITERS = { connectionsMax: 8, statementMsMax: 10_000 };

/** Readers have connections of their own, so that a swipe never waits behind commands. Verifying a chain takes long. */
const READERS = { connectionsMax: 6, statementMsMax: 60_000 };

/** Each time that some collide one of them is through, and a server has only so many writers: with two servers this is enough. */
const TRIES_MAX = 2 * WRITERS.connectionsMax;

/**
 * What another try settles: a deadlock, a serialization failure, and a unique key, because whoever wrote the same id or
 * business key a moment ago is found by the next try. Source: PostgreSQL manual, appendix A.
 */
const COLLISIONS: readonly (string | undefined)[] = ['40P01', '40001', '23505'];

/** Named, whatever the database's default is: the locks put commands in order, and each statement must see what they let go. */
const BEGIN: Request = { text: 'begin isolation level read committed' };
/** One snapshot, so that what is loaded in several steps fits together. */
const BEGIN_READING: Request = { text: 'begin isolation level repeatable read read only' };
const COMMIT: Request = { text: 'commit' };
const ROLLBACK: Request = { text: 'rollback' };

/**
 * The books in a database that several servers may open. A command takes two round trips: lock and load, then write and
 * commit. One that fails because its connection broke may have been booked all the same: the same call again tells.
 *
 * @throws where the database cannot be reached or cannot hold the books
 */
export async function openPostgresStore(url: string): Promise<Store> {
	await migratePostgres(url);
	const writers = new Connections(url, WRITERS);
	const readers = new Connections(url, READERS);
	const news = new CommitNews();
	const closing = new AbortController();
	let hearing: Promise<void> | undefined;

	return {
		async execute(command, call) {
			const { result, isNew } = await settled(() => writers.use((session) => decideAndBook(session, command, call)));
			if (isNew) news.tell();
			return result;
		},
		read: (loading) => readInOneSnapshot(readers, loading),
		async configure(writes) {
			await settled(() => writers.use((session) => session.ask([BEGIN, ...session.writing(writes), COMMIT])));
		},
		onCommit(listener) {
			const isOwn = (processId: number): boolean => writers.has(processId);
			hearing ??= hearCommits(url, isOwn, () => news.tell(), closing.signal);
			return news.on(listener);
		},
		async close() {
			closing.abort();
			await Promise.all([hearing, writers.end(), readers.end()]);
		},
	};
}

/** The books of a database as they are: nothing is migrated and nothing is written. */
export function readPostgresBooks(url: string): Pick<Store, 'read' | 'close'> {
	const readers = new Connections(url, READERS);
	return { read: (loading) => readInOneSnapshot(readers, loading), close: () => readers.end() };
}

const readInOneSnapshot = <State>(readers: Connections, loading: Loading<State>): Promise<State> =>
	readers.use(async (session) => {
		const state = await session.load([BEGIN_READING], loading);
		session.leave(COMMIT);
		return state;
	});

/** Tries again what collided. */
async function settled<Value>(run: () => Promise<Value>): Promise<Value> {
	for (let tries = 1; ; tries++) {
		try {
			return await run();
		} catch (cause) {
			const collided = cause instanceof pg.DatabaseError && COLLISIONS.includes(cause.code);
			if (!collided || tries === TRIES_MAX) throw cause;
		}
	}
}

async function decideAndBook<Body, State, Answer, Refusal>(
	session: Session,
	command: Command<Body, State, Answer, Refusal>,
	call: Call<Body>,
): Promise<{ readonly result: Result<Answer, Refusal | IdReused>; readonly isNew: boolean }> {
	const { id, propertyId, body } = call;
	// Looked up behind the lock: by then the same call through another server has its answer.
	const [answered, state] = await session.load(
		[BEGIN, ...lockMembers(command.members(body))],
		together(loadAnswered(id), command.load(body)),
	);
	if (answered) {
		session.leave(ROLLBACK);
		return { result: answerAgain(answered, command.kind, call), isNew: false };
	}
	const decision = command.decide(state, body);
	if (!decision.ok) {
		session.leave(ROLLBACK);
		return { result: decision, isNew: false };
	}
	const { facts, answer } = decision.value;
	const { writes, links } = writeFacts(propertyId, facts);
	const rows = session.writing([recordAnswer(command.kind, call, answer), ...writes]);
	await session.ask([...rows, appendLinks(propertyId, links), COMMIT]);
	return { result: ok(answer), isNew: true };
}

/** In one order everywhere, so that two commands never wait for each other. */
const lockMembers = (ids: readonly MemberId[]): Request[] =>
	ids.length === 0
		? []
		: [
				{
					name: 'member.lock',
					text: 'select id from member where id = any($1) order by id for update',
					values: [[...ids]],
				},
			];

/** Goes out with the commit, so the head that all commands wait for is never locked while a message travels. */
function appendLinks(propertyId: string, links: readonly Link[]): Request {
	const rows = links.map((link) => {
		const { kind, subject, version } = link;
		return { kind, subject, version, covered: canonical(coveredBy(link)) };
	});
	return { name: 'feed.append', text: 'select append_links($1, $2)', values: [propertyId, JSON.stringify(rows)] };
}

import pg from 'pg';
import { canonical } from '#shared/kernel/canonical.ts';
import type { MemberId } from '#shared/kernel/ids.ts';
import { ok, type Result } from '#shared/kernel/result.ts';
import { answerAgain, loadAnswered, recordAnswer } from '../answered.ts';
import { writeFacts } from '../booking/booking.ts';
import { CommandGroups } from './command-groups.ts';
import { coveredBy, type Link } from '../booking/links.ts';
import { CommitNews } from '../booking/commit-news.ts';
import { hearCommits } from './postgres-commits.ts';
import { Connections, type Request, type Session } from './postgres-connections.ts';
import { migratePostgres } from './postgres-migration.ts';
import { together, type Loading } from '../statement.ts';
import type { Call, Command, IdReused, Store } from '../store.ts';

/** Two groups of commands and a configuration: all that is booked waits for one head, and more would only wait there. */
const WRITERS = { connectionsMax: 3, statementMsMax: 10_000 };

/** Readers have connections of their own, so that a swipe never waits behind commands. Verifying a chain takes long. */
const READERS = { connectionsMax: 6, statementMsMax: 60_000 };

/** Each time that some collide one of them is through, and few run at one time: with several servers this is enough. */
const TRIES_MAX = 16;

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
 * commit; what waits meanwhile shares them. One that fails because its connection broke may have been booked all the same: the same call again tells.
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

	const groups = new CommandGroups<Ticket>(async (group) => {
		const areBooked = group.length > 1 && (await bookAll(group).then(yes, no));
		if (areBooked) return;
		// Whichever of them it was: one after the other none fails another. One that was booked after all finds its answer.
		for (const ticket of group) await settled(() => bookAll([ticket])).catch(ticket.reject);
	});

	/** One transaction for all: it waits for the head of the feed and for the disk once. */
	async function bookAll(tickets: readonly Ticket[]): Promise<void> {
		const members = tickets.flatMap(({ members }) => members);
		const decided = await writers.use(async (session) => {
			const [, ...decided] = await session.atOnce(() => [
				session.ask([BEGIN, ...lockMembers(members)]),
				...tickets.map(({ decide }) => decide(session)),
			]);
			const bookings = decided.flatMap(({ booking }) => booking ?? []);
			if (bookings.length === 0) session.leave(ROLLBACK);
			else await session.ask([...bookings.flatMap(({ rows }) => rows), ...appendLinks(bookings), COMMIT]);
			return decided;
		});
		for (const { settle } of decided) settle();
		if (decided.some(({ booking }) => booking)) news.tell();
	}

	return {
		execute: (command, call) =>
			new Promise((resolve, reject) => {
				const decide = async (session: Session): Promise<Decided> => {
					const { result, booking } = await decideCall(session, command, call);
					return { booking, settle: () => resolve(result) };
				};
				groups.add({ members: command.members(call.body), decide, reject });
			}),
		read: (loading) => readInOneSnapshot(readers, loading),
		find: findTogether(readers),
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
			await groups.ended();
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
		const state = await session.load(loading, [BEGIN_READING]);
		session.leave(COMMIT);
		return state;
	});

/** What is asked in one turn of the event loop goes out together. */
function findTogether(readers: Connections): Store['find'] {
	type Asked = { readonly ask: (session: Session) => Promise<void>; readonly reject: (cause: unknown) => void };
	let waiting: Asked[] = [];
	const askAll = (): void => {
		const asked = waiting;
		waiting = [];
		readers
			.use((session) => session.atOnce(() => asked.map(({ ask }) => ask(session))))
			.catch((cause: unknown) => {
				for (const { reject } of asked) reject(cause);
			});
	};
	return (loading) =>
		new Promise((resolve, reject) => {
			if (waiting.length === 0) setImmediate(askAll);
			waiting.push({ ask: (session) => session.find(loading).then(resolve, reject), reject });
		});
}

/** Tries again what collided. */
async function settled<Value>(run: () => Promise<Value>): Promise<Value> {
	for (let tries = 1; ; tries++) {
		try {
			return await run();
		} catch (cause) {
			if (!collided(cause) || tries === TRIES_MAX) throw cause;
		}
	}
}

const yes = (): boolean => true;
const no = (): boolean => false;

const collided = (cause: unknown): boolean => cause instanceof pg.DatabaseError && COLLISIONS.includes(cause.code);

/** What one command writes; nothing where it was answered before or is refused. */
type Booking = { readonly propertyId: string; readonly rows: readonly Request[]; readonly links: readonly Link[] };
type Decided = { readonly booking: Booking | null; readonly settle: () => void };

/** A command that waits. */
type Ticket = {
	readonly members: readonly MemberId[];
	readonly decide: (session: Session) => Promise<Decided>;
	readonly reject: (cause: unknown) => void;
};

async function decideCall<Body, State, Answer, Refusal>(
	session: Session,
	command: Command<Body, State, Answer, Refusal>,
	call: Call<Body>,
): Promise<{ readonly result: Result<Answer, Refusal | IdReused>; readonly booking: Booking | null }> {
	const { id, propertyId, body } = call;
	// Looked up behind the lock: by then the same call through another server has its answer.
	const [answered, state] = await session.load(together(loadAnswered(id), command.load(body)));
	if (answered) return { result: answerAgain(answered, command.kind, call), booking: null };
	const decision = command.decide(state, body);
	if (!decision.ok) return { result: decision, booking: null };
	const { facts, answer } = decision.value;
	const { writes, links } = writeFacts(propertyId, facts);
	const rows = session.writing([recordAnswer(command.kind, call, answer), ...writes]);
	return { result: ok(answer), booking: { propertyId, rows, links } };
}

/** In one order everywhere, so that two groups never wait for each other. */
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
function appendLinks(bookings: readonly Booking[]): Request[] {
	const linksOf = Map.groupBy(bookings, ({ propertyId }) => propertyId);
	return [...linksOf.keys()].sort().map((propertyId) => {
		const rows = linksOf.get(propertyId)!.flatMap(({ links }) => links.map(rowOfLink));
		return { name: 'feed.append', text: 'select append_links($1, $2)', values: [propertyId, JSON.stringify(rows)] };
	});
}

function rowOfLink(link: Link) {
	const { kind, subject, version } = link;
	return { kind, subject, version, covered: canonical(coveredBy(link)) };
}

import { io, type Socket } from 'socket.io-client';
import type { ServerTrouble } from '#shared/protocol/health.ts';
import { systemClock, type Clock } from '../clock.ts';
import { PinnedAgent } from './pinned-agent.ts';
import type { Away } from '#shared/counter/state.ts';
import type { NoticeAnswer, NoticeRefusal } from '#shared/ledger/tiers/decide-notice.ts';
import type { MemberId, VisitId } from '#shared/kernel/ids.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import {
	LINK_TIMINGS,
	PROTOCOL,
	type BridgeSetup,
	type BridgeToServer,
	type ShownEnd,
	type ServerToBridge,
} from '#shared/protocol/sockets.ts';
import type { CounterReport, ReportRefusal } from '#shared/protocol/counter-report.ts';
import type { ChangesPage, FeedMark, MarkRefusal, MembersPage } from '#shared/protocol/replica.ts';
import type {
	FoundVisits,
	RequestMalformed,
	ReversalAnswer,
	ReversalQuote,
	ReversalRefusal,
	ReverseVisit,
	StandingBill,
} from '#shared/protocol/reversal.ts';
import type { MemberRefusal, MemberView, SignInRefusal, StaffView } from '#shared/protocol/views.ts';
import type { Delivery, RecordVisit, VisitAnswer, VisitRefusal } from '#shared/protocol/visit.ts';

/** After this long a cashier is told that the server is away; a working one answers a hundred times faster. */
const ANSWER_MS_MAX = 2_000;

type NotReversed = ReversalRefusal | RequestMalformed | Away;

/** Clocks drift by seconds a day; one that jumps is noticed within this time. */
const SKEW_LOOK_MS = 60_000;

const FIRST_READINGS = 3;

/** Why they will not talk, for whoever reads the log. */
export const TROUBLES: Readonly<Record<ServerTrouble, string>> = {
	server_differs: 'the server is not the one this counter was paired with',
	device_unknown: 'the server does not know this counter: pair it again',
	protocol_unsupported: 'counter and server are of versions that do not go together',
};

const AWAY: Away = { code: 'server_away' };

/** What the server's clock says now, and how long the question was on its way there and back; milliseconds. */
export type ServerTime = { readonly serverMs: number; readonly roundTripMs: number };

export type LinkEvents = {
	/** The link is open and the house is known. */
	online(setup: BridgeSetup): void;
	offline(): void;
	/** Something was booked. */
	news(): void;
	/** They will not talk until somebody changes something. */
	refused(code: ServerTrouble): void;
	/** By so many milliseconds the clock here is ahead of the server's. */
	skewed?(skewMs: number, time: ServerTime): void;
	/** A message by its name: asked of the server, or told by it. */
	spoke?(what: 'asked' | 'told', name: string): void;
};

/**
 * The one outgoing connection of a counter. It opens itself again for ever; every question has an answer within
 * `ANSWER_MS_MAX`, if only that the server is away. Nothing is queued here: what must not be lost lies in the outbox.
 */
export class ServerLink {
	readonly #socket: Socket<ServerToBridge, BridgeToServer>;
	readonly #clock: Pick<Clock, 'nowMs' | 'elapsedMs'>;
	#online = false;
	#isClosed = false;
	#measuring: NodeJS.Timeout | undefined;

	constructor(
		serverUrl: string,
		{ deviceKey, build, serverPin = null }: { deviceKey: string; build: string; serverPin?: string | null },
		events: LinkEvents,
		clock: Pick<Clock, 'nowMs' | 'elapsedMs'> = systemClock,
	) {
		this.#clock = clock;
		this.#socket = io(serverUrl, {
			...(serverPin === null
				? {}
				: { agent: new PinnedAgent(serverPin, () => events.refused('server_differs')) as never }),
			path: '/bridge',
			transports: ['websocket'],
			auth: { protocol: PROTOCOL, build, deviceKey },
			reconnectionDelay: LINK_TIMINGS.reconnectMsMin,
			reconnectionDelayMax: LINK_TIMINGS.reconnectMsMax,
			timeout: LINK_TIMINGS.pingTimeoutMs,
			autoConnect: false,
		});
		this.#socket.on('connect', () => void this.#begin(events));
		this.#socket.on('disconnect', (reason) => {
			this.#online = false;
			clearInterval(this.#measuring);
			events.offline();
			if (reason === 'io server disconnect') this.#retryLater();
		});
		this.#socket.onAny((name: string) => events.spoke?.('told', name));
		this.#socket.onAnyOutgoing((name: string) => events.spoke?.('asked', name));
		this.#socket.on('feed.moved', () => events.news());
		this.#socket.on('connect_error', (error) => {
			const refusal = (error as Error & { data?: { code?: ServerTrouble } }).data;
			if (!refusal?.code) return;
			events.refused(refusal.code);
			this.#retryLater();
		});
	}

	open(): void {
		this.#socket.connect();
	}

	close(): void {
		this.#isClosed = true;
		clearInterval(this.#measuring);
		this.#socket.close();
	}

	get isOnline(): boolean {
		return this.#online;
	}

	/** The house as it is now. */
	setup = (): Promise<Result<BridgeSetup, Away>> =>
		this.#ask(async () => ok(understood(await this.#timed().emitWithAck('counter.setup'))));

	lookUp = (cardToken: string): Promise<Result<MemberView, MemberRefusal | Away>> =>
		this.#ask(async () => understood(await this.#timed().emitWithAck('member.look-up', cardToken)));

	viewMember = (id: MemberId): Promise<Result<MemberView, MemberRefusal | Away>> =>
		this.#ask(async () => understood(await this.#timed().emitWithAck('member.view', id)));

	members = (after: MemberId | null): Promise<Result<MembersPage, Away>> =>
		this.#ask(async () => ok(understood(await this.#timed().emitWithAck('replica.members', after))));

	changes = (since: FeedMark): Promise<Result<ChangesPage, MarkRefusal | Away>> =>
		this.#ask(async () => understood(await this.#timed().emitWithAck('replica.changes', since)));

	erased = (): Promise<Result<readonly MemberId[], Away>> =>
		this.#ask(async () => ok(await this.#timed().emitWithAck('replica.erased')));

	signIn = (pin: string): Promise<Result<StaffView, SignInRefusal | Away>> =>
		this.#ask(async () => understood(await this.#timed().emitWithAck('staff.sign-in', pin)));

	record = (command: RecordVisit, delivery: Delivery): Promise<Result<VisitAnswer, VisitRefusal | Away>> =>
		this.#ask(async () => understood(await this.#timed().emitWithAck('visit.record', command, delivery)));

	/** Visits from the outbox, a batch at most; an answer for each. */
	recordBatch = (
		commands: readonly RecordVisit[],
	): Promise<Result<readonly Result<VisitAnswer, VisitRefusal | RequestMalformed>[], Away>> =>
		this.#ask(async () => ok(understood(await this.#timed().emitWithAck('visit.record-batch', commands))));

	/** Of visits that somebody had to look at, those that the office has settled. */
	settledConflicts = (visitIds: readonly VisitId[]): Promise<Result<readonly VisitId[], RequestMalformed | Away>> =>
		this.#ask(() => this.#timed().emitWithAck('conflict.settled', visitIds));

	noticeShown = (shown: ShownEnd): Promise<Result<NoticeAnswer, NoticeRefusal | RequestMalformed | Away>> =>
		this.#ask(() => this.#timed().emitWithAck('notice.shown', shown));

	report = (report: CounterReport): Promise<Result<null, ReportRefusal | RequestMalformed | Away>> =>
		this.#ask(() => this.#timed().emitWithAck('counter.report', report));

	findVisits = (number: string | null): Promise<Result<FoundVisits, RequestMalformed | Away>> =>
		this.#ask(() => this.#timed().emitWithAck('visit.find', number));

	standingBill = (id: VisitId): Promise<Result<StandingBill, NotReversed>> =>
		this.#ask(() => this.#timed().emitWithAck('visit.standing', id));

	quoteReversal = (command: ReverseVisit): Promise<Result<ReversalQuote, NotReversed>> =>
		this.#ask(() => this.#timed().emitWithAck('visit.reversal-quote', command));

	/** Away may mean here that it was booked and the answer lost, unless the link was not open. */
	reverse = (command: ReverseVisit): Promise<Result<ReversalAnswer, NotReversed>> =>
		this.#ask(() => this.#timed().emitWithAck('visit.reverse', command));

	async #begin(events: LinkEvents): Promise<void> {
		try {
			const setup = (await this.#timed().emitWithAck('counter.setup')) as BridgeSetup;
			this.#online = true;
			events.online(setup);
			clearInterval(this.#measuring);
			this.#measuring = setInterval(() => void this.#measure(events), SKEW_LOOK_MS).unref();
			void this.#measureWell(events);
		} catch {
			// Connected but silent: opening again is the only way to ask again.
			if (!this.#isClosed) this.#socket.disconnect().connect();
		}
	}

	/** The first question is the slowest: what comes with a link that has just opened is on its way as well. */
	async #measureWell(events: LinkEvents): Promise<void> {
		for (let reading = 0; reading < FIRST_READINGS && this.#online; reading++) await this.#measure(events);
	}

	/** Half of the way there and back is the server's answer old. An older server has no such answer. */
	async #measure(events: LinkEvents): Promise<void> {
		const [atMs, fromMs] = [this.#clock.nowMs(), this.#clock.elapsedMs()];
		const serverMs: unknown = await this.#timed()
			.emitWithAck('clock.read')
			.catch(() => null);
		if (typeof serverMs !== 'number') return;
		const roundTripMs = this.#clock.elapsedMs() - fromMs;
		const time = { serverMs: serverMs + roundTripMs / 2, roundTripMs };
		events.skewed?.(Math.round(atMs + roundTripMs / 2 - serverMs), time);
	}

	async #ask<Value, Refusal>(question: () => Promise<Result<Value, Refusal>>): Promise<Result<Value, Refusal | Away>> {
		if (!this.#online) return err(AWAY);
		return question().catch(() => err(AWAY));
	}

	#timed() {
		return this.#socket.timeout(ANSWER_MS_MAX);
	}

	/** Socket.IO gives up when the server says no; a counter asks again, because keys and versions are mended there. */
	#retryLater(): void {
		setTimeout(() => {
			if (!this.#isClosed) this.#socket.connect();
		}, ANSWER_MS_MAX).unref();
	}
}

/** What this server does not understand its next version may: until then it is as good as away, and nothing is lost. */
function understood<Value>(answer: unknown): Value {
	const { error } = answer as { readonly error?: { readonly code?: unknown } };
	if (error?.code === 'request_malformed') throw new Error('The server does not understand this counter.');
	return answer as Value;
}

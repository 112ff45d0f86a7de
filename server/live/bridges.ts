import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Logger } from 'pino';
import { Server } from 'socket.io';
import { z } from 'zod';
import { isUuid, type MemberId, type VisitId } from '#shared/kernel/ids.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { counterReportSchema } from '#shared/protocol/counter-report.schema.ts';
import type { CounterReport, ReportRefusal } from '#shared/protocol/counter-report.ts';
import type { ChangesPage, FeedMark, MarkRefusal, MembersPage } from '#shared/protocol/replica.ts';
import { billNumberSchema, reverseVisitSchema, visitIdSchema } from '#shared/protocol/reversal.schema.ts';
import type {
	FoundVisits,
	RequestMalformed,
	ReversalAnswer,
	ReversalQuote,
	ReversalRefusal,
	ReverseVisit,
	StandingBill,
} from '#shared/protocol/reversal.ts';
import type { MemberRefusal, MemberView } from '#shared/protocol/views.ts';
import {
	BATCH_MAX,
	LINK_TIMINGS,
	PROTOCOL,
	PROTOCOLS_SPOKEN,
	type BridgeSetup,
	type BridgeToServer,
	type ShownEnd,
	type HelloRefusal,
	type ServerToBridge,
} from '#shared/protocol/sockets.ts';
import { recordVisitSchema } from '#shared/protocol/visit.schema.ts';
import type { Delivery, RecordVisit } from '#shared/protocol/visit.ts';
import type { NoticeAnswer, NoticeRefusal } from '#shared/ledger/tiers/decide-notice.ts';
import type { IdReused } from '../store/store.ts';
import type { ConflictKeeper } from '../commands/keep-conflicts.ts';
import { recordInOrder } from '../commands/record-in-order.ts';
import type { VisitRecorder } from '../commands/record-visit.ts';
import type { DeviceRecord } from '../store/device-store.ts';
import { deviceKeyHashOf } from '../identity/keys.ts';
import type { SignIn } from '../identity/sign-in.ts';

/** What a counter may ask of the server. */
export type CounterService = {
	readonly deviceOf: (key: string) => Promise<DeviceRecord | null>;
	/** Hashes of the keys that are good now. */
	readonly keysKnown: () => Promise<ReadonlySet<string>>;
	readonly setupFor: (device: DeviceRecord) => Promise<BridgeSetup>;
	/** Keeps how a counter says that it stands. */
	readonly hearReport: (counter: string, report: CounterReport) => Promise<Result<null, ReportRefusal>>;
	readonly lookUp: (cardToken: string) => Promise<Result<MemberView, MemberRefusal>>;
	readonly viewMember: (id: MemberId) => Promise<Result<MemberView, MemberRefusal>>;
	readonly membersPage: (after: MemberId | null) => Promise<MembersPage>;
	readonly changesPage: (since: FeedMark) => Promise<Result<ChangesPage, MarkRefusal>>;
	readonly erased: () => Promise<readonly MemberId[]>;
	/** @returns ends it */
	readonly onCommit: (listener: () => void) => () => void;
	readonly signIn: SignIn;
	readonly recordVisit: VisitRecorder;
	/** Resolves when they are on disk. */
	readonly keepConflicts: ConflictKeeper;
	/** Of these visits, those that nobody has to look at any more. */
	readonly settledConflicts: (visitIds: readonly VisitId[]) => Promise<readonly VisitId[]>;
	readonly noticeShown: (
		device: DeviceRecord,
		shown: ShownEnd,
	) => Promise<Result<NoticeAnswer, NoticeRefusal | IdReused>>;
	readonly findVisits: (outlet: string, number: string | null) => Promise<FoundVisits>;
	readonly viewStandingBill: (outlet: string, id: VisitId) => Promise<Result<StandingBill, ReversalRefusal>>;
	readonly quoteReversal: (command: ReverseVisit) => Promise<Result<ReversalQuote, ReversalRefusal>>;
	readonly reverseVisit: (command: ReverseVisit) => Promise<Result<ReversalAnswer, ReversalRefusal>>;
};

const helloSchema = z.object({
	protocol: z.number().int(),
	build: z.string().max(100),
	deviceKey: z.string().max(200),
});
const tokenSchema = z.string().regex(/^[0-9a-f]{64}$/);
const memberIdSchema = z.custom<MemberId>((value) => typeof value === 'string' && isUuid(value));
const markSchema = z.object({ position: z.int().min(0), hash: z.string().regex(/^[0-9a-f]{64}$/) });
const shownEndSchema = z.strictObject({
	memberId: memberIdSchema,
	of: z.enum(['points', 'tier']),
	on: z.iso.date(),
});
const pinSchema = z.string().min(1).max(8);
const deliverySchema = z.enum(['live', 'outbox']);
const visitsSchema = z.array(visitIdSchema).min(1).max(BATCH_MAX);
const batchSchema = z.array(z.unknown()).max(BATCH_MAX);

/** One visit of two hundred lines is some 30 kB; nothing a counter says is larger. */
const MESSAGE_BYTES_MAX = 256_000;

/** A counter whose key was taken away, by whomever, is let go within this time. */
const REVOKED_MS = 500;

/** What a busy house books in this time is told in one go. */
const NEWS_MS = 100;

/**
 * The link that every counter's bridge keeps open. A bridge is known by its device key; a browser is never let in here.
 */
export function serveBridges(
	http: HttpServer,
	service: CounterService,
	{ build, notLetIn }: { readonly build: string; readonly notLetIn: (request: IncomingMessage) => unknown },
	log: Logger,
): Server {
	const io = new Server<BridgeToServer, ServerToBridge, object, { device: DeviceRecord; keyHash: string }>(http, {
		path: '/bridge',
		serveClient: false,
		transports: ['websocket'],
		pingInterval: LINK_TIMINGS.pingIntervalMs,
		pingTimeout: LINK_TIMINGS.pingTimeoutMs,
		maxHttpBufferSize: MESSAGE_BYTES_MAX,
		allowRequest: (request, answer) => answer(null, request.headers.origin === undefined && notLetIn(request) === null),
	});

	io.use((socket, next) => {
		void admit(socket.handshake.auth).then(
			(admitted) => {
				if ('code' in admitted) return next(Object.assign(new Error(admitted.code), { data: admitted }));
				socket.data.device = admitted;
				socket.data.keyHash = deviceKeyHashOf((socket.handshake.auth as { deviceKey: string }).deviceKey);
				next();
			},
			(cause: unknown) => next(cause as Error),
		);
	});

	async function admit(auth: unknown): Promise<DeviceRecord | HelloRefusal> {
		const hello = helloSchema.safeParse(auth);
		if (!hello.success) return { code: 'device_unknown' };
		if (!PROTOCOLS_SPOKEN.includes(hello.data.protocol)) {
			return { code: 'protocol_unsupported', spoken: PROTOCOLS_SPOKEN };
		}
		return (await service.deviceOf(hello.data.deviceKey)) ?? { code: 'device_unknown' };
	}

	let news: NodeJS.Timeout | undefined;
	const endNews = service.onCommit(() => {
		news ??= setTimeout(() => {
			news = undefined;
			io.emit('feed.moved');
		}, NEWS_MS);
	});
	const revoking = setInterval(() => {
		const links = [...io.of('/').sockets.values()];
		if (links.length === 0) return;
		service.keysKnown().then(
			(good) => {
				for (const link of links) if (!good.has(link.data.keyHash)) link.disconnect(true);
			},
			(cause: unknown) => log.error({ cause }, 'the counters were not looked at'),
		);
	}, REVOKED_MS);
	http.on('close', () => {
		clearInterval(revoking);
		endNews();
		clearTimeout(news);
	});

	io.on('connection', (socket) => {
		const { device } = socket.data;
		log.info({ device: device.id }, 'counter connected');
		socket.on('disconnect', (reason) => log.info({ device: device.id, reason }, 'counter gone'));
		socket.emit('server.hello', { protocol: PROTOCOL, build });

		/** A till speaks for itself alone: at another one a minute has not begun, and a kiosk has nobody who may ask. */
		const ownReversalSchema = reverseVisitSchema.refine(
			({ outlet, terminal }) => outlet === device.outlet && terminal === device.terminal,
		);

		socket.on('clock.read', (answer) => reply(answer, () => Promise.resolve(Date.now())));
		socket.on('counter.setup', (answer) => reply(answer, () => service.setupFor(device)));
		socket.on('counter.report', (report, answer) =>
			reply(answer, () => service.hearReport(device.id, counterReportSchema.parse(report))),
		);
		socket.on('member.look-up', (token, answer) => reply(answer, () => service.lookUp(tokenSchema.parse(token))));
		socket.on('member.view', (id, answer) => reply(answer, () => service.viewMember(memberIdSchema.parse(id))));
		socket.on('replica.members', (after, answer) =>
			reply(answer, () => service.membersPage(memberIdSchema.nullable().parse(after))),
		);
		socket.on('replica.changes', (since, answer) => reply(answer, () => service.changesPage(markSchema.parse(since))));
		socket.on('replica.erased', (answer) => reply(answer, () => service.erased()));
		socket.on('staff.sign-in', (pin, answer) => reply(answer, () => service.signIn(device, pinSchema.parse(pin))));
		socket.on('visit.record', (command, delivery, answer) =>
			ofTill(answer, () => recordOne(recordVisitSchema.parse(command), deliverySchema.parse(delivery))),
		);

		socket.on('visit.record-batch', (commands, answer) =>
			ofTill(answer, () => recordMany(batchSchema.parse(commands))),
		);
		socket.on('conflict.settled', (visitIds, answer) =>
			reply(answer, () =>
				understood(visitsSchema, visitIds, async (known) => ok(await service.settledConflicts(known))),
			),
		);
		socket.on('notice.shown', (shown, answer) =>
			reply(answer, () => service.noticeShown(device, shownEndSchema.parse(shown))),
		);
		socket.on('visit.find', (number, answer) =>
			reply(answer, () =>
				understood(billNumberSchema.nullable(), number, async (known) =>
					ok(await service.findVisits(device.outlet, known)),
				),
			),
		);
		socket.on('visit.standing', (id, answer) =>
			reply(answer, () => understood(visitIdSchema, id, (known) => service.viewStandingBill(device.outlet, known))),
		);
		socket.on('visit.reversal-quote', (command, answer) =>
			reply(answer, () => understood(ownReversalSchema, command, (known) => service.quoteReversal(known))),
		);
		socket.on('visit.reverse', (command, answer) =>
			reply(answer, () => understood(ownReversalSchema, command, (known) => service.reverseVisit(known))),
		);

		async function recordOne(command: RecordVisit, delivery: Delivery) {
			const answer = await service.recordVisit(command, delivery);
			if (delivery === 'outbox') await service.keepConflicts(device.id, [command], [answer]);
			return answer;
		}

		/** What somebody has to look at is kept before the counter hears of it: then it sends the visit no more. */
		async function recordMany(commands: readonly unknown[]) {
			const answers = await recordInOrder(commands, service.recordVisit);
			await service.keepConflicts(device.id, commands, answers);
			return answers;
		}

		/** What comes back is money, so whoever asks in another form is told so and does not wait for an answer. */
		async function understood<Question, Value, Refusal>(
			schema: z.ZodType<Question>,
			question: unknown,
			ask: (known: Question) => Promise<Result<Value, Refusal>>,
		): Promise<Result<Value, Refusal | RequestMalformed>> {
			const known = schema.safeParse(question);
			if (known.success && device.role === 'till') return ask(known.data);
			log.error({ device: device.id, fault: faultOf(known.error) }, 'a counter was not understood');
			return err({ code: 'request_malformed' });
		}

		/** A kiosk records nothing. */
		function ofTill(answer: unknown, ask: () => Promise<unknown>): void {
			reply(answer, () => (device.role === 'till' ? ask() : Promise.resolve(MALFORMED)));
		}

		/** Whoever is not understood is told so. No answer is a fault of ours; the bridge times out. */
		function reply<Value>(answer: unknown, ask: () => Promise<Value>): void {
			if (typeof answer !== 'function') return;
			Promise.try(ask).then(answer as (value: Value) => void, (cause: unknown) => {
				log.error({ device: device.id, fault: faultOf(cause) }, 'a counter was not answered');
				if (cause instanceof z.ZodError) (answer as (refusal: typeof MALFORMED) => void)(MALFORMED);
			});
		}
	});
	return io;
}

const MALFORMED = err({ code: 'request_malformed' } as const);

/** Says what is wrong with a message without repeating what is in it. */
const faultOf = (cause: unknown): unknown =>
	cause instanceof z.ZodError ? cause.issues.map(({ code, path }) => ({ code, path })) : cause;

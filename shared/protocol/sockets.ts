import type { KioskInput, KioskState } from '../counter/kiosk-state.ts';
import type { CounterInput, CounterState } from '../counter/state.ts';
import type { MemberId, VisitId } from '../kernel/ids.ts';
import type { NoticeAnswer, NoticeRefusal } from '../ledger/tiers/decide-notice.ts';
import type { Result } from '../kernel/result.ts';
import type { Finding } from '../self-check/finding.ts';
import type { CounterReport, ReportRefusal } from './counter-report.ts';
import type { BridgeHealth } from './health.ts';
import type { ChangesPage, FeedMark, MarkRefusal, MembersPage } from './replica.ts';
import type {
	FoundVisits,
	RequestMalformed,
	ReversalAnswer,
	ReversalQuote,
	ReversalRefusal,
	ReverseVisit,
	StandingBill,
} from './reversal.ts';
import type { SetupInput, SetupView } from '../setup/state.ts';
import type { SimulatedAct, SimulatedView } from './simulate.ts';
import type { CounterSetup, MemberRefusal, MemberView, SignInRefusal, StaffView } from './views.ts';
import type { Delivery, RecordVisit, VisitAnswer, VisitRefusal } from './visit.ts';

/**
 * The version of the events below. A server speaks this one and the one before. An event that is added is no new version:
 * an older bridge never asks it, and a newer one takes the silence of an older server for a server that is away.
 */
export const PROTOCOL = 1;
export const PROTOCOLS_SPOKEN: readonly number[] = [PROTOCOL];

/** Both links are watched alike, so that a frozen peer is noticed within three seconds. */
export const LINK_TIMINGS = {
	pingIntervalMs: 1_000,
	pingTimeoutMs: 1_500,
	reconnectMsMin: 100,
	reconnectMsMax: 500,
} as const;

/** So many visits from an outbox go out at once, and so many bytes of them. */
export const BATCH_MAX = 100;
export const BATCH_BYTES_MAX = 200_000;

/** What each side says of itself when a link opens. */
export type Hello = { readonly protocol: number; readonly build: string };
export type HelloRefusal =
	{ readonly code: 'protocol_unsupported'; readonly spoken: readonly number[] } | { readonly code: 'device_unknown' };

/** Only what is not heard is answered. */
type NotHeard = (answer: { readonly ok: false; readonly error: RequestMalformed }) => void;

export type PageToBridge = {
	'counter.input': (input: CounterInput, answer?: NotHeard) => void;
	'kiosk.input': (input: KioskInput, answer?: NotHeard) => void;
	/** The state with this swipe has been drawn. */
	'swipe.seen': (seq: number) => void;
	/** Somebody wants the counter in this window. */
	'lease.take-over': () => void;
	/** What this counter finds when it looks at itself. It looks once for all who ask meanwhile. */
	'self-check.run': (answer: Answer<readonly Finding[]>) => void;
	/** Heard of a page that sets the devices up; without a PIN it says nothing more than that. */
	'setup.input': (input: SetupInput, answer?: NotHeard) => void;
	/** Demo only. */
	'simulate.act': (act: SimulatedAct, answer?: NotHeard) => void;
};

export type BridgeToPage = {
	/** First event of every connection; another build than the page's own makes the page load itself again. */
	'bridge.hello': (hello: Hello) => void;
	/** What is amiss beside the conversation, at the start and whenever it changes. */
	'bridge.health': (health: BridgeHealth) => void;
	/** `null` until the bridge has met its server once. */
	'counter.setup': (setup: CounterSetup | null) => void;
	'counter.state': (state: CounterState) => void;
	/** A counter is either a till or a kiosk; only the one speaks. */
	'kiosk.state': (state: KioskState) => void;
	/** A page has the counter from its `bridge.hello` on, until it is told otherwise. One that has it not hears no state. */
	'lease.changed': (has: boolean) => void;
	/** The devices are being set up from now on, or are not any more; until the first of these they are not. */
	'setup.changed': (isOpen: boolean) => void;
	/** To pages that set the devices up; one of them at a time has something to see. */
	'setup.state': (view: SetupView) => void;
	/** Demo only. */
	'simulate.view': (view: SimulatedView) => void;
};

/** A page opens its link with these. */
export type PageHello = Hello & {
	/** Names the window across its loadings. */
	readonly window?: string;
	/** It only looks on, and leaves the counter to whoever works there. */
	readonly looksOn?: boolean;
	/** It sets the devices up: the conversation of the counter is not its business. */
	readonly setsUp?: boolean;
};

export type BridgeSetup = {
	readonly counter: CounterSetup;
	/** Hex. A card's number leaves the bridge only as HMAC-SHA-256 under this key. */
	readonly cardKey: string;
	/** Who may sign in here while the server is away; nobody at a kiosk. */
	readonly pins: PinList;
};

/** Verifiers of PINs, and how one is made of a PIN. */
export type PinList = {
	/** Source: RFC 7914. `salt` is hex. */
	readonly scrypt: { readonly salt: string; readonly N: number; readonly r: number; readonly p: number };
	/** `verifier`: 32 bytes as hex. */
	readonly staff: readonly (StaffView & { readonly verifier: string })[];
};

/** An end that a guest read. */
export type ShownEnd = { readonly memberId: MemberId; readonly of: 'points' | 'tier'; readonly on: string };

type Answer<Value> = (answer: Value) => void;

export type BridgeToServer = {
	/** Milliseconds since 1970 by the server's clock. */
	'clock.read': (answer: Answer<number>) => void;
	'counter.setup': (answer: Answer<BridgeSetup>) => void;
	/** How the counter stands. What is said too often is not kept. */
	'counter.report': (report: CounterReport, answer: Answer<Result<null, ReportRefusal | RequestMalformed>>) => void;
	'member.look-up': (cardToken: string, answer: Answer<Result<MemberView, MemberRefusal>>) => void;
	/** By id, for a slip that outlived the swipe. */
	'member.view': (memberId: MemberId, answer: Answer<Result<MemberView, MemberRefusal>>) => void;
	/** The next members behind one of them, for a replica that begins. */
	'replica.members': (after: MemberId | null, answer: Answer<MembersPage>) => void;
	/** Who has changed since a place in the feed. */
	'replica.changes': (since: FeedMark, answer: Answer<Result<ChangesPage, MarkRefusal>>) => void;
	/** Everybody who was ever forgotten, for a replica that was away. */
	'replica.erased': (answer: Answer<readonly MemberId[]>) => void;
	/** At a kiosk, of somebody who may set its devices up: another PIN is as wrong as one that nobody has. */
	'staff.sign-in': (pin: string, answer: Answer<Result<StaffView, SignInRefusal>>) => void;
	'visit.record': (command: RecordVisit, delivery: Delivery, answer: Answer<Result<VisitAnswer, VisitRefusal>>) => void;
	/** Visits from an outbox, at most `BATCH_MAX`, each guest's in this order; an answer for each of them. */
	'visit.record-batch': (
		commands: readonly RecordVisit[],
		answer: Answer<readonly Result<VisitAnswer, VisitRefusal | RequestMalformed>[]>,
	) => void;
	/** Of visits that somebody had to look at, at most `BATCH_MAX`: those for which the hotel has. */
	'conflict.settled': (
		visitIds: readonly VisitId[],
		answer: Answer<Result<readonly VisitId[], RequestMalformed>>,
	) => void;
	/** Visits of the counter's outlet: by the number of a check or slip, or those of today and yesterday. */
	'visit.find': (number: string | null, answer: Answer<Result<FoundVisits, RequestMalformed>>) => void;
	/** One of them, with what stands of it. */
	'visit.standing': (
		visitId: VisitId,
		answer: Answer<Result<StandingBill, ReversalRefusal | RequestMalformed>>,
	) => void;
	/** What the command would come to. Books nothing, and asks for nobody's yes. */
	'visit.reversal-quote': (
		command: ReverseVisit,
		answer: Answer<Result<ReversalQuote, ReversalRefusal | RequestMalformed>>,
	) => void;
	/** The guest read on the screen of this counter when points or their tier end. What is not answered is no notice. */
	'notice.shown': (shown: ShownEnd, answer: Answer<Result<NoticeAnswer, NoticeRefusal | RequestMalformed>>) => void;
	/** The same command again gets the same answer, for ever. */
	'visit.reverse': (
		command: ReverseVisit,
		answer: Answer<Result<ReversalAnswer, ReversalRefusal | RequestMalformed>>,
	) => void;
};

export type ServerToBridge = {
	'server.hello': (hello: Hello) => void;
	/** Something was booked: ask for the changes. */
	'feed.moved': () => void;
};

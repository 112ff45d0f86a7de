import type { Logger } from 'pino';
import type { CardPattern } from '#shared/card/card.ts';
import { err, type Result } from '#shared/kernel/result.ts';
import type { StaffView } from '#shared/protocol/views.ts';
import { initialSetup, nextSetup } from '#shared/setup/machine.ts';
import type {
	EntryRefusal,
	FoundDevice,
	Occupied,
	SetupEffect,
	SetupEvent,
	SetupInput,
	SetupView,
} from '#shared/setup/state.ts';
import type { Clock } from '../clock.ts';
import type { ConfigFile } from '../config-file.ts';
import { readerSchema, nameOf } from '../devices/reader-config.ts';
import { renumberSockets, socketMemory } from '../devices/socket-memory.ts';
import type { DeviceEvent } from '../counter/runner.ts';
import type { SignIn } from '../counter/sign-in.ts';
import { addressed, addressIn, type Attached } from './attached.ts';
import { listenTo } from './learner.ts';
import { whichReader } from './which-reader.ts';
import { PrinterBench } from './printer-bench.ts';
import { NUMBERINGS } from '../printing/trial-paper.ts';

/** The printer that the counter has, where a page names it. */
const OWN = 'own';

/** The devices of the counter as its configuration has them. */
export type OwnDevices = {
	readonly readers: OwnDevice;
	readonly printer: OwnDevice;
};

type OwnDevice = {
	/** Resolves when nothing holds it any more. */
	readonly away: () => Promise<void>;
	/** By the configuration as it is now. */
	readonly up: () => Promise<void>;
};

export type SetupGround = {
	readonly file: ConfigFile;
	readonly attached: () => Promise<readonly Attached[]>;
};

type Parts = SetupGround & {
	readonly signIn: SignIn;
	/** Who is at the counter, with a bill or as a guest; `null`: nobody. */
	readonly occupied: () => Occupied | null;
	/** Who has set a counter up and gone away leaves it to nobody. */
	readonly idleMsMax: number;
	readonly own: OwnDevices;
	readonly socketsPath: string;
	/** What the counter keeps of its printer. */
	readonly memoryPath: string;
	readonly house: () => string;
	readonly patterns: () => readonly CardPattern[];
	/** What the pages of set-up see has changed. */
	readonly show: () => void;
	/** Somebody has begun or ended: meanwhile the counter hears no page. */
	readonly onOpen: (isOpen: boolean) => void;
	readonly clock: Clock;
	readonly log: Pick<Logger, 'info' | 'error'>;
};

/** Runs the conversation of set-up for one page at a time: feeds the machine, and does what it asks for, one thing after the other. */
export class SetupDesk {
	readonly #parts: Parts;
	#machine = initialSetup;
	/** The page that has signed in, or tries to. */
	#owner: string | null = null;
	#attached: readonly Attached[] = [];
	#working: Promise<void> = Promise.resolve();
	#learning: { readonly ending: AbortController; readonly done: Promise<void> } | null = null;
	readonly #bench: PrinterBench;
	readonly #away = new Set<keyof OwnDevices>();
	#idle = new AbortController();

	constructor(parts: Parts) {
		this.#parts = parts;
		this.#bench = new PrinterBench({
			...parts,
			placeOf: (device, speed) => (device === OWN ? undefined : this.#deviceOf(device).printerAt?.(speed)),
			putAway: () => this.#putAway('printer'),
			tell: (event) => this.#feed(event),
		});
	}

	/** What readers let through beside the cards of the house: the code of a test slip. */
	get patterns(): readonly CardPattern[] {
		return this.#bench.patterns;
	}

	/** A reader of the counter has read something while set-up is open. */
	scanned(event: DeviceEvent): void {
		this.#bench.scanned(event);
	}

	get isOpen(): boolean {
		return this.#machine.view.kind === 'open';
	}

	/** @param page who looks */
	viewOf(page: string): SetupView {
		if (this.#owner === null || this.#owner === page) return this.#machine.view;
		// Who signs in and what it comes to is between them and their page.
		return { kind: 'closed', checking: false, refusal: this.isOpen ? { code: 'setup_elsewhere' } : null };
	}

	get #isTaken(): boolean {
		const { view } = this.#machine;
		return view.kind === 'open' || (view.kind === 'closed' && view.checking);
	}

	hear(page: string, input: SetupInput): void {
		if (this.#isTaken && this.#owner !== page) return;
		this.#owner = page;
		this.#watchIdle();
		this.#feed(input);
	}

	/** A page has gone. */
	gone(page: string): void {
		if (this.#owner === page) this.#leave();
	}

	#leave(): void {
		this.#feed({ kind: 'leave' });
	}

	async close(): Promise<void> {
		this.#idle.abort();
		await this.#working;
		await this.#stopLearning();
		this.#bench.rest();
	}

	#feed(event: SetupEvent): void {
		const wasOpen = this.isOpen;
		const { state, effects } = nextSetup(this.#machine, event);
		this.#machine = state;
		if (event.kind === 'leave') {
			this.#owner = null;
			this.#idle.abort();
		}
		if (wasOpen !== this.isOpen) this.#parts.onOpen(this.isOpen);
		this.#parts.show();
		for (const effect of effects) this.#working = this.#working.then(() => this.#run(effect)).catch(this.#failed);
	}

	readonly #failed = (cause: unknown): void => {
		this.#parts.log.error({ cause }, 'set-up could not do something');
		this.#feed({ kind: 'not-kept', code: 'not_kept' });
	};

	#watchIdle(): void {
		this.#idle.abort();
		const idle = new AbortController();
		this.#idle = idle;
		void this.#parts.clock.sleep(this.#parts.idleMsMax, idle.signal).then(() => {
			if (!idle.signal.aborted) this.#leave();
		});
	}

	async #run(effect: SetupEffect): Promise<void> {
		switch (effect.kind) {
			case 'sign-in':
				return this.#feed({ kind: 'sign-in-answered', answer: await this.#signIn(effect.pin) });
			case 'look':
				return this.#look();
			case 'listen':
				return this.#listen(effect);
			case 'rest':
				await this.#stopLearning();
				this.#bench.rest();
				for (const own of this.#away) await this.#parts.own[own].up();
				this.#away.clear();
				return;
			case 'keep-reader':
				return this.#keepReader(effect);
			case 'forget-reader':
				return this.#forgetReader(effect.number);
			case 'compare-code':
				return this.#bench.compare(effect.code);
			default:
				return this.#bench.run(effect);
		}
	}

	async #signIn(pin: string): Promise<Result<StaffView, EntryRefusal>> {
		const { signIn, occupied, log } = this.#parts;
		const before = occupied();
		if (before) return err(before);
		const answer = await signIn(pin);
		if (answer.ok) log.info({ staff: answer.value.id }, 'somebody wants to set the devices up');
		// Somebody may have come meanwhile.
		const now = occupied();
		return answer.ok && now ? err(now) : answer;
	}

	async #look(): Promise<void> {
		this.#attached = await this.#parts.attached();
		const { readers } = this.#parts.file.read();
		const found = await Promise.all(this.#attached.map((one) => this.#shown(one)));
		this.#feed({
			kind: 'looked',
			...{ found, printer: this.#bench.used, rows: NUMBERINGS.length },
			canScan: readers.some((reader) => reader.kind !== 'hid' && ['code', 'aim-code'].includes(reader.speaks)),
			readers: readers.map((reader, index) => ({
				number: index + 1,
				name: nameOf(reader),
				place: this.#socketOf(index + 1) ?? null,
				format: reader.kind === 'hid' ? { speech: 'report', end: 'line' } : { speech: reader.speaks, end: reader.end },
			})),
		});
	}

	async #shown(device: Attached): Promise<FoundDevice> {
		const { id, kind, name, place, reader, printerAt } = device;
		const prints = printerAt && this.#bench.isUsed(printerAt(null));
		const use = (await this.#readerAt(device)) !== undefined ? 'reader' : prints ? 'printer' : null;
		return { id, kind, name, place, use, canRead: reader !== undefined, canPrint: printerAt !== undefined };
	}

	/** Which reader of the configuration it is, from 0; `undefined`: none of them. */
	async #readerAt({ reader, place }: Attached): Promise<number | undefined> {
		if (!reader) return undefined;
		const { readers } = this.#parts.file.read();
		const candidates = readers.map(async (one, index) => {
			return { fits: await reader.isUsedAs(one), socket: this.#socketOf(index + 1) };
		});
		return whichReader(await Promise.all(candidates), { place, alike: reader.alike });
	}

	/** Where a reader of the configuration is known to be plugged in. @param number from 1 */
	#socketOf(number: number): string | undefined {
		return socketMemory(this.#parts.socketsPath, String(number)).get();
	}

	async #listen({ device, speed, asks }: Extract<SetupEffect, { kind: 'listen' }>): Promise<void> {
		const { patterns, clock } = this.#parts;
		await this.#stopLearning();
		await this.#putAway('readers');
		const { reader } = this.#deviceOf(device);
		if (!reader) throw new Error('The device reads no cards.');
		const ending = new AbortController();
		const done = listenTo({
			open: reader.open(speed),
			kind: asks ? 'asked' : reader.ears,
			patterns,
			tell: (event) => {
				if (!ending.signal.aborted) this.#feed(event);
			},
			clock,
			signal: ending.signal,
		});
		this.#learning = { ending, done };
	}

	async #keepReader({ device, speed, format }: Extract<SetupEffect, { kind: 'keep-reader' }>): Promise<void> {
		const { file, socketsPath, log } = this.#parts;
		await this.#stopLearning();
		const { reader, place } = this.#deviceOf(device);
		if (!reader) throw new Error('The device reads no cards.');
		const config = readerSchema.parse(reader.configOf(format, speed));
		const at = (await this.#readerAt(this.#deviceOf(device))) ?? file.read().readers.length;
		file.changeReaders((before) => before.toSpliced(at, 1, config));
		const number = at + 1;
		renumberSockets(socketsPath, (one) => (one === number ? null : one));
		// The cards that taught it have said which of them it is.
		if (place !== null && reader.alike.length > 1) socketMemory(socketsPath, String(number)).set(place);
		log.info({ reader: nameOf(config), format }, 'a reader was set up');
		this.#feed({ kind: 'kept', code: 'reader_kept' });
	}

	async #forgetReader(number: number): Promise<void> {
		const { file, socketsPath, log } = this.#parts;
		await this.#putAway('readers');
		file.changeReaders((before) => before.toSpliced(number - 1, 1));
		renumberSockets(socketsPath, (one) => (one === number ? null : one > number ? one - 1 : one));
		log.info({ reader: number }, 'a reader was taken out of the configuration');
		this.#feed({ kind: 'kept', code: 'reader_forgotten' });
	}

	#deviceOf(id: string): Attached {
		const address = addressIn(id);
		const device = address ? addressed(address.host, address.port) : this.#attached.find((one) => one.id === id);
		if (!device) throw new Error('The device is not there any more.');
		return device;
	}

	async #putAway(own: keyof OwnDevices): Promise<void> {
		if (!this.#away.has(own)) await this.#parts.own[own].away();
		this.#away.add(own);
	}

	async #stopLearning(): Promise<void> {
		const learning = this.#learning;
		this.#learning = null;
		learning?.ending.abort();
		await learning?.done;
	}
}

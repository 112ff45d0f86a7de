import type { Logger } from 'pino';
import type { CardPattern } from '#shared/card/card.ts';
import { err, type Result } from '#shared/kernel/result.ts';
import type { StaffView } from '#shared/protocol/views.ts';
import { initialSetup, nextSetup } from '#shared/setup/machine.ts';
import type { EntryRefusal, FoundDevice, SetupEffect, SetupEvent, SetupInput, SetupView } from '#shared/setup/state.ts';
import type { Clock } from '../clock.ts';
import type { ConfigFile } from '../config-file.ts';
import { readerSchema, nameOf } from '../devices/reader-config.ts';
import { renumberSockets, socketMemory } from '../devices/socket-memory.ts';
import type { DeviceEvent } from '../runner.ts';
import type { SignIn } from '../sign-in.ts';
import { addressed, addressIn, type Attached } from './attached.ts';
import { listenTo } from './learner.ts';
import { PrinterBench } from './printer-bench.ts';
import { NUMBERINGS } from '../printing/trial-paper.ts';

/** The printer that the counter has, where a page names it. */
const OWN = 'own';

/** Who has set a counter up and gone away leaves it to nobody. */
const IDLE_MS_MAX = 600_000;

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
	/** `null` where nobody signs in. */
	readonly signIn: SignIn | null;
	/** Nobody works at the counter: no bill can be open. */
	readonly isFree: () => boolean;
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
		if (this.#owner === page) this.leave();
	}

	leave(): void {
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
		void this.#parts.clock.sleep(IDLE_MS_MAX, idle.signal).then(() => {
			if (!idle.signal.aborted) this.leave();
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
			default:
				return this.#bench.run(effect);
		}
	}

	async #signIn(pin: string): Promise<Result<StaffView, EntryRefusal>> {
		const { signIn, isFree, log } = this.#parts;
		if (!signIn) return err({ code: 'no_pins_here' });
		if (!isFree()) return err({ code: 'till_in_use' });
		const answer = await signIn(pin);
		if (answer.ok) log.info({ staff: answer.value.id }, 'somebody wants to set the devices up');
		// Somebody may have begun at the till meanwhile.
		return answer.ok && !isFree() ? err({ code: 'till_in_use' }) : answer;
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
				format: reader.kind === 'hid' ? { speech: 'report', end: 'line' } : { speech: reader.speaks, end: reader.end },
			})),
		});
	}

	async #shown({ id, kind, name, place, reader, printerAt }: Attached): Promise<FoundDevice> {
		const { readers } = this.#parts.file.read();
		const uses = await Promise.all(readers.map((one) => reader?.isUsedAs(one) ?? Promise.resolve(false)));
		const prints = printerAt && this.#bench.isUsed(printerAt(null));
		const use = uses.includes(true) ? 'reader' : prints ? 'printer' : null;
		return { id, kind, name, place, use, canRead: reader !== undefined, canPrint: printerAt !== undefined };
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
		const { reader } = this.#deviceOf(device);
		if (!reader) throw new Error('The device reads no cards.');
		const config = readerSchema.parse(reader.configOf(format, speed));
		const { readers } = file.read();
		const uses = await Promise.all(readers.map((one) => reader.isUsedAs(one)));
		const at = uses.includes(true) ? uses.indexOf(true) : readers.length;
		file.changeReaders((before) => before.toSpliced(at, 1, config));
		const number = at + 1;
		renumberSockets(socketsPath, (one) => (one === number ? null : one));
		// The cards that taught it have said which of them it is.
		if (reader.socketAmongAlike !== null) socketMemory(socketsPath, String(number)).set(reader.socketAmongAlike);
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

import type { Clock } from '../clock.ts';
import { openConversation } from './conversation.ts';
import type { Neighbours } from './neighbours.ts';
import { standingAt, type TcpConfig } from './printer-config.ts';
import type { PrinterMemory } from './printer-memory.ts';
import type { tcpPrinter } from './tcp-printer.ts';
import type { LineEvents, PrinterLine, Transport } from './transport.ts';

/** From one address to another one. */
export type Move = { readonly from: string; readonly to: string };

type Parts = {
	readonly config: TcpConfig;
	readonly memory: PrinterMemory;
	readonly neighbours: Neighbours;
	readonly connect: typeof tcpPrinter;
	/** What is known of the printer has changed. */
	readonly onLearned: () => void;
	readonly onMoved: (move: Move) => void;
	readonly clock: Clock;
	readonly signal: AbortSignal;
};

/** A printer that is switched off and on is back by then. */
const LOST_MS_MIN = 30_000;
const SEARCH_EVERY_MS = 300_000;
/** Time enough for a printer to say who it is, and no more. */
const ASKING_MS_MAX = 5_000;
/** One box has few addresses. */
const CANDIDATES_MAX = 4;

/**
 * A network printer that is found again where the network has given it another address.
 *
 * Office printers put on paper whatever comes to port 9100, so nobody is asked who he is but the box with the printer's
 * own hardware address, and slips go on only where that one tells the number and the model that are known.
 */
export class FollowedPrinter implements Transport {
	readonly silence = 'busy' as const;
	readonly #parts: Parts;
	#address: string | undefined;
	#lostSinceMs: number | undefined;
	#searchedAtMs = -Infinity;

	constructor(parts: Parts) {
		this.#parts = parts;
	}

	readonly open = async (events: LineEvents, signal: AbortSignal): Promise<PrinterLine> => {
		const line = await this.#at(this.#host).open(events, signal);
		this.#address = line.address;
		return line;
	};

	/** The printer that is meant answers: its hardware address is seen now. */
	async met(): Promise<void> {
		const { memory, neighbours, onLearned } = this.#parts;
		this.#lostSinceMs = undefined;
		const mac = this.#address === undefined ? undefined : (await neighbours.known()).get(this.#address);
		if (mac === undefined || mac === memory.mac) return;
		memory.mac = mac;
		onLearned();
	}

	/** It does not answer, or another one does. Looks for it where that is due. @returns when it has looked */
	async lost(): Promise<void> {
		const { config, memory, neighbours, clock, signal } = this.#parts;
		const nowMs = clock.elapsedMs();
		this.#lostSinceMs ??= nowMs;
		const isDue = nowMs - this.#lostSinceMs >= LOST_MS_MIN && nowMs - this.#searchedAtMs >= SEARCH_EVERY_MS;
		if (!config.follow || !memory.identity?.serial || memory.mac === undefined || !isDue) return;
		this.#searchedAtMs = nowMs;
		// A machine that may not ask its network has no neighbours.
		await neighbours.stir(signal).catch(() => undefined);
		const known = [...(await neighbours.known())].filter(([, mac]) => mac === memory.mac);
		const found: string[] = [];
		for (const [address] of known.slice(0, CANDIDATES_MAX)) if (await this.#isAt(address)) found.push(address);
		if (found.length === 1 && !signal.aborted) this.#moveTo(found[0]!);
	}

	get #host(): string {
		return standingAt(this.#parts.config, this.#parts.memory).host;
	}

	#at(host: string): Transport {
		const { connect, config } = this.#parts;
		return connect({ host, port: config.port });
	}

	#moveTo(to: string): void {
		const { config, memory, onLearned, onMoved } = this.#parts;
		const from = this.#host;
		if (from === to) return;
		memory.movedTo = to === config.host ? undefined : to;
		onLearned();
		onMoved({ from, to });
	}

	async #isAt(address: string): Promise<boolean> {
		const { config, memory, clock, signal } = this.#parts;
		const ending = new AbortController();
		const answered = Promise.withResolvers<boolean>();
		void clock.sleep(ASKING_MS_MAX, AbortSignal.any([signal, ending.signal])).then(() => answered.resolve(false));
		try {
			const conversation = await openConversation(this.#at(address), {
				...{ memory: { ...memory }, clock, signal, serial: config.serial },
				...{ refusesStrangers: true, answersProcessId: false },
				onState: () => undefined,
				onMet: () => answered.resolve(true),
			});
			conversation.gone.addEventListener('abort', () => answered.resolve(false));
			const isIt = await answered.promise;
			conversation.close();
			return isIt;
		} catch {
			return false;
		} finally {
			ending.abort();
		}
	}
}

import type { Clock } from '../clock.ts';
import { profileOfMake } from './make.ts';
import type { PrinterIdentity, PrinterMemory } from './printer-memory.ts';
import { PROFILES, type ProfileName } from './profile.ts';
import { NAME_QUESTIONS } from './questions.ts';

type Line = {
	readonly write: (bytes: Uint8Array) => void;
	readonly clock: Clock;
	/** Aborts when nobody will answer any more. */
	readonly gone: AbortSignal;
	readonly answerMsMax: number;
};

/** Whose slips may be printed at a place: of `serial` alone where somebody has named it. */
export type Meant = { readonly refusesStrangers?: boolean; readonly serial?: string | null };

export type Meeting = Meant & {
	readonly memory: PrinterMemory;
	/** What is promised of GS ( H, for a printer that takes the place of another one. */
	readonly answersProcessId: boolean;
	/** Nobody has named its profile: its make may tell. */
	readonly asksMake?: boolean;
};

/** Asks a printer which one it is, by GS I. What it says is handed to `hear`. */
export class Introduction {
	readonly #line: Line;
	#answer: ((text: string) => void) | undefined;

	constructor(line: Line) {
		this.#line = line;
	}

	hear(text: string): void {
		this.#answer?.(text);
	}

	/**
	 * Learns what the printer says of itself, each thing once where it says nothing.
	 *
	 * @param isHeld whether it cannot answer now @returns `held`: to be asked again
	 */
	async meet(
		{ memory, answersProcessId, asksMake = false, ...meant }: Meeting,
		isHeld: () => boolean,
	): Promise<'met' | 'stranger' | 'held'> {
		// Asking one that does not say would hold up the first slip of every connection.
		if (memory.identity !== null || meant.serial) {
			const identity = await this.#askIdentity();
			if (isHeld()) return 'held';
			const who = judge(identity, memory.identity, meant);
			if (who === 'stranger') return 'stranger';
			if (who === 'new' && memory.identity !== undefined) {
				memory.answersProcessId = answersProcessId;
				memory.profile = undefined;
			}
			memory.identity = identity;
		}
		if (asksMake && memory.profile === undefined) {
			const profile = await this.#askMake();
			if (isHeld()) return 'held';
			memory.profile = profile;
			memory.answersProcessId ||= profile !== null && PROFILES[profile].processId;
		}
		return 'met';
	}

	/** `null` where it does not say. */
	async #askIdentity(): Promise<PrinterIdentity | null> {
		const serial = await this.#askName(NAME_QUESTIONS.serial);
		if (serial === undefined) return null;
		return { serial, model: (await this.#askName(NAME_QUESTIONS.model)) ?? '' };
	}

	async #askMake(): Promise<ProfileName | null> {
		const maker = await this.#askName(NAME_QUESTIONS.maker);
		const model = await this.#askName(NAME_QUESTIONS.model);
		return profileOfMake(maker ?? '', model ?? '') ?? null;
	}

	async #askName(question: Uint8Array): Promise<string | undefined> {
		const { write, clock, gone, answerMsMax } = this.#line;
		const answered = new AbortController();
		let name: string | undefined;
		this.#answer = (text) => {
			name = text;
			answered.abort();
		};
		write(question);
		await clock.sleep(answerMsMax, AbortSignal.any([answered.signal, gone]));
		this.#answer = undefined;
		return name;
	}
}

const isSamePrinter = (one: PrinterIdentity | null, other: PrinterIdentity | null): boolean =>
	one?.serial === other?.serial && one?.model === other?.model;

/** What to make of a printer that has said which one it is. @param known `undefined` where nobody has asked before */
export function judge(
	identity: PrinterIdentity | null,
	known: PrinterIdentity | null | undefined,
	{ refusesStrangers = false, serial = null }: Meant,
): 'known' | 'new' | 'stranger' {
	const isSame = known !== undefined && isSamePrinter(identity, known);
	const isStranger = serial === null ? refusesStrangers && known !== undefined && !isSame : identity?.serial !== serial;
	return isStranger ? 'stranger' : isSame ? 'known' : 'new';
}

import type { Clock } from '../clock.ts';
import type { PrinterIdentity } from './printer-memory.ts';
import { NAME_QUESTIONS } from './questions.ts';

type Line = {
	readonly write: (bytes: Uint8Array) => void;
	readonly clock: Clock;
	/** Aborts when nobody will answer any more. */
	readonly gone: AbortSignal;
	readonly answerMsMax: number;
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

	/** `null` where it does not say. */
	async ask(): Promise<PrinterIdentity | null> {
		const serial = await this.#askName(NAME_QUESTIONS.serial);
		if (serial === undefined) return null;
		return { serial, model: (await this.#askName(NAME_QUESTIONS.model)) ?? '' };
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

export const isSamePrinter = (one: PrinterIdentity | null, other: PrinterIdentity | null): boolean =>
	one?.serial === other?.serial && one?.model === other?.model;

/** Whose slips may be printed at a place: of `serial` alone where somebody has named it. */
export type Meant = { readonly refusesStrangers?: boolean; readonly serial?: string | null };

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

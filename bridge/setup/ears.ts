import type { CardPattern, CardRead, CardRefusal } from '#shared/card/card.ts';
import type { Framer } from '#shared/card/drivers/framer.ts';
import { isStartSentinel } from '#shared/card/drivers/swipe.ts';
import { fingerprint } from '#shared/kernel/fingerprint.ts';
import type { Result } from '#shared/kernel/result.ts';
import type { HeardSwipe, ReaderFormat } from '#shared/setup/state.ts';
import { codecOf } from '../devices/codecs.ts';
import type { ReaderCodec } from '../devices/reader.ts';

/** What a line can carry, the surest first. CR, LF and both are one: `line` takes them all. */
const ON_A_LINE: readonly ReaderFormat[] = [
	...(['stx', 'rdm6300'] as const).map((speech) => ({ speech, end: 'line' as const })),
	...(['swipe', 'code', 'aim-code'] as const).flatMap((speech) =>
		(['line', 'tab', 'etx', 'none'] as const).map((end) => ({ speech, end })),
	),
];
const WHEN_ASKED: readonly ReaderFormat[] = (['twn4', 'twn4-binary'] as const).map((speech) => ({
	speech,
	end: 'line',
}));
const IN_REPORTS: readonly ReaderFormat[] = [{ speech: 'report', end: 'line' }];

/** So many bytes that no reader sends are no accident. */
const GARBAGE_BYTES_MIN = 8;
/** Figures of a card that are shown. */
const SHOWN_FIGURES = 4;

export type EarKind = 'line' | 'asked' | 'reports';

const FORMATS: Readonly<Record<EarKind, readonly ReaderFormat[]>> = {
	line: ON_A_LINE,
	asked: WHEN_ASKED,
	reports: IN_REPORTS,
};

type Ear = { readonly format: ReaderFormat; readonly codec: ReaderCodec; readonly framer: Framer };
type Heard = { readonly format: ReaderFormat; readonly outcome: Result<CardRead, CardRefusal> };

const PRECEDENCE = ['card_payment', 'card_identity', 'card_foreign', 'card_unreadable'] as const;

/**
 * Hears one line in all ways at once: what fits is how the reader speaks. A bank's card is refused by whoever hears it, and
 * nothing of it is kept; of the programme's own cards a fingerprint and the last figures are.
 */
export class Ears {
	readonly #ears: readonly Ear[];
	#heard: Heard[] = [];
	#beginsAsStripe: boolean | undefined;
	#noiseBefore = 0;

	constructor(kind: EarKind, patterns: () => readonly CardPattern[]) {
		this.#ears = FORMATS[kind].map((format) => {
			const codec = codecOf(format.speech, patterns, format);
			return { format, codec, framer: codec.createFramer() };
		});
	}

	/** Takes bytes as they come, and wipes them. */
	push(chunk: Uint8Array): void {
		this.#beginsAsStripe ??= chunk.length > 0 ? isStartSentinel(chunk[0]!) : undefined;
		for (const ear of this.#ears) {
			// Each framer wipes what it gets.
			for (const frame of ear.framer.push(Uint8Array.from(chunk))) this.#hear(ear, frame);
		}
		chunk.fill(0);
	}

	/** The line has been quiet: what has come is a frame, but for those that know another end of a text. */
	pause(): void {
		for (const ear of this.#ears) {
			for (const frame of ear.framer.flush()) {
				if (ear.format.end !== 'none' && isText(ear)) frame.fill(0);
				else this.#hear(ear, frame);
			}
		}
	}

	/** Whether something was understood as a frame. */
	get hasHeard(): boolean {
		return this.#heard.length > 0;
	}

	/** The swipe is over. @returns what it was; `undefined`: nothing came */
	settle(): HeardSwipe | undefined {
		this.pause();
		const heard = this.#heard;
		const noise = Math.max(0, ...this.#ears.filter(isText).map(({ framer }) => framer.noiseBytes));
		const isGarbage = noise - this.#noiseBefore >= GARBAGE_BYTES_MIN;
		const asStripe = this.#beginsAsStripe;
		this.#noiseBefore = noise;
		this.#heard = [];
		this.#beginsAsStripe = undefined;
		return cardOf(heard) ?? (isGarbage ? { kind: 'garbage' } : refusalOf(heard, asStripe ?? false));
	}

	#hear({ format, codec }: Ear, frame: Uint8Array): void {
		this.#heard.push({ format, outcome: codec.decode(frame) });
	}
}

const isText = ({ format }: Ear): boolean => ['swipe', 'code', 'aim-code'].includes(format.speech);

function cardOf(heard: readonly Heard[]): HeardSwipe | undefined {
	const fitting = heard.flatMap(({ format, outcome }) => (outcome.ok ? [{ format, card: outcome.value }] : []));
	const [first] = fitting;
	if (!first) return undefined;
	const { number } = first.card;
	if (fitting.some(({ card }) => card.number !== number)) return { kind: 'refused', code: 'card_ambiguous' };
	const formats = fitting
		.map(({ format }) => format)
		.filter((format, index, all) => all.indexOf(format) === index)
		// A sign is surer than a silence.
		.toSorted((one, other) => Number(one.end === 'none') - Number(other.end === 'none'));
	return { kind: 'card', key: fingerprint(number), masked: `…${number.slice(-SHOWN_FIGURES)}`, formats };
}

/** A scanner's ear takes half a stripe for a code of somebody's, and a stripe's ear every code for half a stripe. */
function refusalOf(heard: readonly Heard[], asStripe: boolean): HeardSwipe | undefined {
	const codes = heard
		.filter(({ format }) => format.speech === 'report' || (format.speech === 'swipe') === asStripe)
		.flatMap(({ outcome }) => (outcome.ok ? [] : [outcome.error.code]));
	const all = heard.flatMap(({ outcome }) => (outcome.ok ? [] : [outcome.error.code]));
	// Whoever hears a bank's card is believed.
	if (all.includes('card_payment')) return { kind: 'refused', code: 'card_payment' };
	const code = PRECEDENCE.find((one) => codes.includes(one)) ?? all[0];
	return code && { kind: 'refused', code };
}

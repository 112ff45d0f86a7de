import { heardOf, type Heard, type HeardState } from './heard.ts';

export type Sound = Heard | 'tick';

/** One tone: from one pitch to another, so many seconds after the sound begins, so long, so loud (0 to 1). */
type Tone = {
	readonly fromHz: number;
	readonly toHz: number;
	readonly afterS: number;
	readonly lengthS: number;
	readonly volume: number;
};

const TONES: Readonly<Record<Sound, readonly Tone[]>> = {
	read: [{ fromHz: 660, toHz: 990, afterS: 0, lengthS: 0.14, volume: 0.2 }],
	refused: [
		{ fromHz: 196, toHz: 196, afterS: 0, lengthS: 0.12, volume: 0.3 },
		{ fromHz: 196, toHz: 196, afterS: 0.2, lengthS: 0.12, volume: 0.3 },
	],
	tick: [{ fromHz: 1_320, toHz: 1_320, afterS: 0, lengthS: 0.03, volume: 0.05 }],
};

/** A tone that starts or ends at once clicks. */
const SWELL_S = 0.008;
/** Any of these may be the one after which the browser lets a page be heard. */
const GESTURES = ['pointerup', 'click', 'keydown'] as const;

/** The counter's own sounds, made here and not loaded. Silent until somebody has touched the page, as browsers want it. */
export class Sounds {
	readonly #page: EventTarget;
	#context: AudioContext | undefined;
	#before: HeardState | undefined;

	constructor(page: EventTarget) {
		this.#page = page;
		for (const gesture of GESTURES) page.addEventListener(gesture, this.#wake, { capture: true });
	}

	play(sound: Sound): void {
		const context = this.#context;
		if (context?.state !== 'running') return;
		for (const tone of TONES[sound]) playTone(context, tone);
	}

	/** Lets hear what is new in this state. Keeps nothing of a guest but that there was one. */
	follow({ conversation, guest: { kind }, notice }: HeardState): void {
		const after = { conversation, guest: { kind }, notice };
		const heard = heardOf(this.#before, after);
		this.#before = after;
		if (heard) this.play(heard);
	}

	close(): void {
		this.#leave();
		void this.#context?.close();
	}

	readonly #wake = (): void => {
		this.#context ??= new AudioContext();
		if (this.#context.state === 'running') this.#leave();
		else void this.#context.resume();
	};

	#leave(): void {
		for (const gesture of GESTURES) this.#page.removeEventListener(gesture, this.#wake, { capture: true });
	}
}

function playTone(context: AudioContext, { fromHz, toHz, afterS, lengthS, volume }: Tone): void {
	const startS = context.currentTime + afterS;
	const endS = startS + lengthS;
	const oscillator = context.createOscillator();
	oscillator.frequency.setValueAtTime(fromHz, startS);
	oscillator.frequency.linearRampToValueAtTime(toHz, endS);
	const gain = context.createGain();
	gain.gain.setValueAtTime(0, startS);
	gain.gain.linearRampToValueAtTime(volume, startS + SWELL_S);
	gain.gain.setValueAtTime(volume, endS - SWELL_S);
	gain.gain.linearRampToValueAtTime(0, endS);
	oscillator.connect(gain).connect(context.destination);
	oscillator.start(startS);
	oscillator.stop(endS);
}

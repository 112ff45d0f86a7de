import type { CardPattern } from '#shared/card/card.ts';
import type { Speech } from '#shared/card/speech.ts';
import { CARD_PATTERNS } from '../../../server/demo/miramar.ts';
import { paymentTracks } from '../../arbitraries/payment-tracks.ts';
import {
	codeText,
	idtechReport,
	magtekReport,
	rdm6300Frame,
	serialText,
	stxFrame,
	twn4Answer,
	type TrackTexts,
} from '../../arbitraries/reader-frames.ts';
import { ascii } from '../../support/ascii.ts';
import type { Chance } from '../../support/chance.ts';

/** Of stripes, codes and tags. */
export const PATTERNS: readonly CardPattern[] = [
	...CARD_PATTERNS,
	{ medium: 'rfid', prefix: '1000', length: 10, check: 'none' },
];
const PREFIX = '970231';

/** What a reader sends of one card, and what must not be found again. */
export type Planted = {
	readonly kind: string;
	readonly speech: Speech;
	readonly bytes: Uint8Array;
	/** Numbers as digits, without what is public of them. */
	readonly numbers: readonly string[];
	readonly words: readonly string[];
	/** Serial numbers of tags, in hex. */
	readonly tags: readonly string[];
	/** The frame came as its reader sends it. */
	readonly isIntact: boolean;
};

const digits = (chance: Chance, count: number): string =>
	Array.from({ length: count }, () => chance.below(10)).join('');
const hex = (chance: Chance, bytes: number): string =>
	Array.from({ length: bytes * 2 }, () => '0123456789ABCDEF'[chance.below(16)]).join('');

function withLuhn(body: string): string {
	const sum = [...body].reverse().reduce((total, digit, index) => {
		const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
		return total + (value > 9 ? value - 9 : value);
	}, 0);
	return `${body}${(10 - (sum % 10)) % 10}`;
}

const NAMES = ['ESTEPHANIA', 'WOLFRAMSDORF', 'KYRILLOVNA', 'MENENDEZ'];
const WRITTEN = ['Стефания Кирилова', '欧阳娜娜同志', 'Íñigo Menéndez', 'guest.surname@posteo.example'];

type Card = {
	readonly tracks: TrackTexts;
	readonly number: string;
	readonly own: readonly string[];
	readonly words: readonly string[];
};

function cardOf(chance: Chance): Card {
	const name = chance.of(NAMES);
	const given = chance.of(NAMES);
	switch (chance.below(4)) {
		case 0: {
			const number = withLuhn(PREFIX + digits(chance, 9));
			const own = [number.slice(PREFIX.length)];
			const tracks = chance.isLess(0.5)
				? { track2: `;${number}?` }
				: { track1: `%B${number}^${name}/${given}^?`, track2: `;${number}?` };
			return { tracks, number, own, words: tracks.track1 ? [name, given] : [] };
		}
		case 1: {
			const licence = `636026${digits(chance, 9)}`;
			const tracks = { track1: `%CA${name}$${given}?`, track2: `;${licence}=2512${digits(chance, 8)}?` };
			return { tracks, number: licence, own: [licence.slice(6)], words: [name, given] };
		}
		case 2: {
			const number = `9${digits(chance, 12)}`;
			return { tracks: { track2: `;${number}?` }, number, own: [number], words: [] };
		}
		default: {
			const [card] = paymentTracks(chance.below(1e9), 40).drop(chance.below(40));
			const further = /=\d{7}(\d{8,})\?/.exec(card!.track2 ?? '')?.[1];
			const words = [...(card!.track1 ?? '').matchAll(/[A-Z]{5,}/g)].map(([word]) => word);
			return { tracks: card!, number: card!.number, own: [card!.number, ...(further ? [further] : [])], words };
		}
	}
}

const none = { numbers: [], words: [], tags: [], isIntact: true } as const;

/** One frame of any reader, as it is sent. */
export function frameOf(chance: Chance): Planted {
	const { tracks, number, own: numbers, words } = cardOf(chance);
	const serial = hex(chance, 5);
	const tag = chance.isLess(0.5) ? `1000${serial.slice(4)}` : serial;
	const ownTag = { ...none, tags: [tag] };
	switch (chance.below(9)) {
		case 0:
		case 1: {
			const bytes = ascii(`${serialText(tracks, { lrc: chance.isLess(0.5) })}\r`);
			return { ...none, kind: 'stripe', speech: 'swipe', bytes, numbers, words };
		}
		case 2:
			return { ...none, kind: 'magtek', speech: 'report', bytes: magtekReport(tracks), numbers, words };
		case 3:
			return { ...none, kind: 'idtech', speech: 'report', bytes: idtechReport(tracks), numbers, words };
		case 4: {
			const speech = chance.isLess(0.5) ? 'code' : 'aim-code';
			const aim = speech === 'aim-code' ? ']Q1' : '';
			const written = codeText(number, tracks, chance.below(5));
			const isTrack = written.startsWith('%') || written.startsWith(';');
			const bytes = ascii(`${aim}${written}\r`);
			return {
				...none,
				kind: 'code',
				speech,
				bytes,
				numbers: isTrack ? numbers : numbers.slice(0, 1),
				words: isTrack ? words : [],
			};
		}
		case 5: {
			const text = `${chance.of(WRITTEN)} ${chance.of(NAMES).toLowerCase()}`;
			const bytes = Uint8Array.from(Buffer.from(`${text}\r`));
			return {
				...none,
				kind: 'words',
				speech: 'code',
				bytes,
				words: text.split(/[ .@]/).filter((word) => word.length > 4),
			};
		}
		case 6:
			return { ...ownTag, kind: 'rdm6300', speech: 'rdm6300', bytes: rdm6300Frame(tag) };
		case 7: {
			const speech = chance.isLess(0.5) ? 'twn4' : 'twn4-binary';
			const answer = twn4Answer(speech === 'twn4' ? 'ascii' : 'binary', tag);
			return { ...ownTag, kind: speech, speech, bytes: Uint8Array.of(...answer, ...answer) };
		}
		default:
			return { ...ownTag, kind: 'stx', speech: 'stx', bytes: stxFrame(tag) };
	}
}

const SPEECHES: readonly Speech[] = ['swipe', 'rdm6300', 'stx', 'twn4', 'twn4-binary', 'code', 'aim-code', 'report'];

/** The same, and what befalls lines: half a frame, a bit that fell over, noise before it, a codec of another reader. */
export function damaged(planted: Planted, chance: Chance): Planted {
	const { bytes } = planted;
	const at = 1 + chance.below(bytes.length - 1);
	const how = { isIntact: false };
	switch (chance.below(5)) {
		case 0:
			return { ...planted, ...how, kind: 'half', bytes: bytes.slice(0, at) };
		case 1:
			return { ...planted, ...how, kind: 'rest', bytes: bytes.slice(at) };
		case 2:
			return {
				...planted,
				...how,
				kind: 'bit',
				bytes: bytes.map((byte, index) => (index === at ? byte ^ (1 << chance.below(8)) : byte)),
			};
		case 3:
			return { ...planted, ...how, kind: 'noise', bytes: Uint8Array.of(0xfe, 0x00, ...bytes) };
		default:
			return { ...planted, ...how, kind: 'other codec', speech: chance.of(SPEECHES) };
	}
}

/** Cut as a line cuts, anywhere. */
export function chunksOf(bytes: Uint8Array, speech: Speech, chance: Chance): Uint8Array[] {
	if (speech === 'report') return [bytes.slice()];
	const chunks: Uint8Array[] = [];
	for (let at = 0; at < bytes.length;) {
		const length = 1 + chance.below(chance.isLess(0.5) ? 4 : 60);
		chunks.push(bytes.slice(at, at + length));
		at += length;
	}
	return chunks;
}

import type { Page } from 'playwright';
import type { RunningHouse } from './running-house.ts';

/** Every place where a card's number could turn up: sent to the page or by it, on the screen, to the server, said, kept. */
export type Traces = Readonly<Record<'page' | 'screen' | 'link' | 'log' | 'disk', Buffer>>;

/** All frames of a page's sockets, in both directions, from its first one on. */
export class PageFrames {
	readonly #frames: string[] = [];
	#notices = 0;
	readonly #codes = new Set<string>();

	/** Before the page speaks to anybody. */
	async record(page: Page): Promise<void> {
		const devtools = await page.context().newCDPSession(page);
		await devtools.send('Network.enable');
		for (const event of ['Network.webSocketFrameReceived', 'Network.webSocketFrameSent'] as const) {
			devtools.on(event, ({ response: { payloadData } }) => {
				this.#frames.push(payloadData);
				const [, code = '', count] = NOTICE.exec(payloadData) ?? [];
				if (count === undefined) return;
				this.#notices = Number(count);
				this.#codes.add(code);
			});
		}
	}

	/** How many notices the counter has had for its page. */
	get notices(): number {
		return this.#notices;
	}

	/** What they were about. */
	get noticeCodes(): readonly string[] {
		return [...this.#codes];
	}

	get all(): Buffer {
		return Buffer.from(this.#frames.join('\n'));
	}
}

const NOTICE = /"notice":\{"code":"([^"]+)","count":(\d+)\}/;

export async function tracesOf(house: RunningHouse, frames: PageFrames, page: Page): Promise<Traces> {
	const storage = await page.evaluate(() =>
		JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href]),
	);
	return {
		page: frames.all,
		screen: Buffer.from((await page.content()) + storage),
		link: house.linkSaid,
		log: Buffer.from(house.log),
		disk: Buffer.concat([...house.files().values()].flatMap((file) => [file, Buffer.from('\n')])),
	};
}

/**
 * Without the digits that a house makes itself and that are others at every start: ids, digests, times. They are random,
 * so six of them in a row are a part of some card now and then. They go by their shape, which no card's number has: the
 * dashes and letters of an id, the 64 digits of a digest, the colons of a time, the name of a field. A digest is not taken
 * to begin with six decimal digits, so a number that stands before one stays; nor is what can be read as text.
 */
export const withoutOwnDigits = (bytes: Uint8Array): Buffer =>
	Buffer.from(
		Buffer.from(bytes)
			.toString('latin1')
			.replace(OWN, (own) => (isReadable(own) ? own : ' '.repeat(own.length))),
		'latin1',
	);

const OWN = new RegExp(
	[
		'[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
		'(?![0-9]{6})[0-9a-f]{64}',
		'[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{3}Z',
		'"time":[0-9]{13}',
		'"count":[0-9]{1,7}(?![0-9])',
		'"quoteFingerprint":"[0-9a-f]{16}"',
	].join('|'),
	'g',
);

/** Hex of ASCII text. */
const isReadable = (own: string): boolean =>
	own.length === 64 && Buffer.from(own, 'hex').every((byte) => byte >= 0x20 && byte < 0x7f);

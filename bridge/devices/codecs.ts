import type { CardPattern, CardRead, CardRefusal } from '#shared/card/card.ts';
import { CODE_BYTES_MAX, decodeCodeText } from '#shared/card/code-text.ts';
import { decodeIdtech, IDTECH_REPORT_BYTES_MIN } from '#shared/card/idtech.ts';
import { decodeMagtek } from '#shared/card/magtek.ts';
import { createRdm6300Framer } from '#shared/card/rdm6300-framer.ts';
import { decodeRdm6300 } from '#shared/card/rdm6300.ts';
import { createReportFramer } from '#shared/card/report-framer.ts';
import { createStxFramer } from '#shared/card/stx-framer.ts';
import { decodeStx } from '#shared/card/stx.ts';
import type { Speech } from '#shared/card/speech.ts';
import { createSwipeFramer, type FrameEnd } from '#shared/card/swipe-framer.ts';
import { decodeSwipe } from '#shared/card/swipe.ts';
import { createTwn4Framer } from '#shared/card/twn4-framer.ts';
import { decodeTwn4, twn4Question, type Twn4Dialect } from '#shared/card/twn4.ts';
import type { Result } from '#shared/kernel/result.ts';
import type { ReaderCodec } from './reader.ts';

/** How a frame ends; only where it is text. */
export type Ending = {
	readonly end?: FrameEnd;
	/** So long a silence ends a frame, too. */
	readonly pauseMs?: number;
};

/** How a reader speaks, and what ends its frames. */
export type Spoken = { readonly speech: Speech; readonly end: FrameEnd };

/** Behind a whole frame; a USB line hands its bytes over every 16 ms. */
const STX_QUIET_MS = 50;

/** A tag is noticed after two answers. */
const TWN4_EVERY_MS = 100;

/** @param patterns asked for every card: what is ours is known only when the server has been met */
export function codecOf(
	speech: Speech,
	patterns: () => readonly CardPattern[],
	{ end = 'line', pauseMs }: Ending = {},
): ReaderCodec {
	return { ...codecFor(speech, patterns, { end, pauseMs }), spoken: { speech, end } };
}

function codecFor(
	speech: Speech,
	patterns: () => readonly CardPattern[],
	{ end, pauseMs }: { readonly end: FrameEnd; readonly pauseMs: number | undefined },
): ReaderCodec {
	switch (speech) {
		case 'swipe':
			return {
				createFramer: () => createSwipeFramer({ end }),
				decode: (frame) => decodeSwipe(frame, patterns()),
				pauseMs,
			};
		case 'rdm6300':
			return { createFramer: createRdm6300Framer, decode: (frame) => decodeRdm6300(frame, patterns()) };
		case 'stx':
			return {
				createFramer: createStxFramer,
				decode: (frame) => decodeStx(frame, patterns()),
				pauseMs: STX_QUIET_MS,
			};
		case 'twn4':
			return twn4Codec('ascii', patterns);
		case 'twn4-binary':
			return twn4Codec('binary', patterns);
		case 'code':
		case 'aim-code':
			return {
				createFramer: () => createSwipeFramer({ frameBytesMax: CODE_BYTES_MAX, end }),
				decode: (frame) => decodeCodeText(frame, patterns(), { hasAimId: speech === 'aim-code' }),
				pauseMs,
			};
		case 'report':
			return { createFramer: createReportFramer, decode: (report) => decodeReport(report, patterns()) };
	}
}

const twn4Codec = (dialect: Twn4Dialect, patterns: () => readonly CardPattern[]): ReaderCodec => ({
	createFramer: () => createTwn4Framer(dialect),
	decode: (reply) => decodeTwn4(reply, patterns()),
	question: { bytes: twn4Question(dialect), everyMs: TWN4_EVERY_MS },
});

/** By length, not by maker: ID TECH sells readers that speak MagTek's layout. */
const decodeReport = (report: Uint8Array, patterns: readonly CardPattern[]): Result<CardRead, CardRefusal> =>
	report.length >= IDTECH_REPORT_BYTES_MIN ? decodeIdtech(report, patterns) : decodeMagtek(report, patterns);

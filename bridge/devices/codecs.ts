import type { CardPattern, CardRead, CardRefusal } from '#shared/card/card.ts';
import { CODE_BYTES_MAX, decodeCodeText } from '#shared/card/code-text.ts';
import { decodeIdtech, IDTECH_REPORT_BYTES_MIN, redactIdtech } from '#shared/card/drivers/idtech.ts';
import { decodeMagtek, redactMagtek } from '#shared/card/drivers/magtek.ts';
import { createRdm6300Framer } from '#shared/card/drivers/rdm6300-framer.ts';
import { decodeRdm6300, RDM6300_REDACTION } from '#shared/card/drivers/rdm6300.ts';
import { textRedaction } from '#shared/card/redact-text.ts';
import type { Redaction } from '#shared/card/redaction.ts';
import { createReportFramer } from '#shared/card/drivers/report-framer.ts';
import { createStxFramer } from '#shared/card/drivers/stx-framer.ts';
import { decodeStx, STX_REDACTION } from '#shared/card/drivers/stx.ts';
import type { Speech } from '#shared/card/speech.ts';
import { createSwipeFramer, type FrameEnd } from '#shared/card/drivers/swipe-framer.ts';
import { decodeSwipe } from '#shared/card/drivers/swipe.ts';
import { createTwn4Framer } from '#shared/card/drivers/twn4-framer.ts';
import { decodeTwn4, TWN4_REDACTIONS, twn4Question, type Twn4Dialect } from '#shared/card/drivers/twn4.ts';
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
): Omit<ReaderCodec, 'spoken'> {
	switch (speech) {
		case 'swipe':
			return {
				...textRedaction(end),
				createFramer: () => createSwipeFramer({ end }),
				decode: (frame) => decodeSwipe(frame, patterns()),
				pauseMs,
			};
		case 'rdm6300':
			return {
				...RDM6300_REDACTION,
				createFramer: createRdm6300Framer,
				decode: (frame) => decodeRdm6300(frame, patterns()),
			};
		case 'stx':
			return {
				...STX_REDACTION,
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
				...textRedaction(end),
				createFramer: () => createSwipeFramer({ frameBytesMax: CODE_BYTES_MAX, end }),
				decode: (frame) => decodeCodeText(frame, patterns(), { hasAimId: speech === 'aim-code' }),
				pauseMs,
			};
		case 'report':
			return {
				...REPORT_REDACTION,
				createFramer: createReportFramer,
				decode: (report) => decodeReport(report, patterns()),
			};
	}
}

const twn4Codec = (dialect: Twn4Dialect, patterns: () => readonly CardPattern[]): Omit<ReaderCodec, 'spoken'> => ({
	...TWN4_REDACTIONS[dialect],
	createFramer: () => createTwn4Framer(dialect),
	decode: (reply) => decodeTwn4(reply, patterns()),
	question: { bytes: twn4Question(dialect), everyMs: TWN4_EVERY_MS },
});

/** By length, not by maker: ID TECH sells readers that speak MagTek's layout. */
const isIdtech = (report: Uint8Array): boolean => report.length >= IDTECH_REPORT_BYTES_MIN;

const decodeReport = (report: Uint8Array, patterns: readonly CardPattern[]): Result<CardRead, CardRefusal> =>
	isIdtech(report) ? decodeIdtech(report, patterns) : decodeMagtek(report, patterns);

const REPORT_REDACTION: Redaction = {
	frameBytes: (bytes) => bytes.length,
	redact: (report, fakes, patterns) =>
		isIdtech(report) ? redactIdtech(report, fakes, patterns) : redactMagtek(report, fakes, patterns),
};

import type { CardPattern, CardRead, CardRefusal } from '#shared/card/card.ts';
import { CODE_BYTES_MAX, decodeCodeText } from '#shared/card/code-text.ts';
import { decodeIdtech, IDTECH_REPORT_BYTES_MIN } from '#shared/card/idtech.ts';
import { decodeMagtek } from '#shared/card/magtek.ts';
import { createRdm6300Framer } from '#shared/card/rdm6300-framer.ts';
import { decodeRdm6300 } from '#shared/card/rdm6300.ts';
import { createReportFramer } from '#shared/card/report-framer.ts';
import { createSwipeFramer } from '#shared/card/swipe-framer.ts';
import { decodeSwipe } from '#shared/card/swipe.ts';
import type { Result } from '#shared/kernel/result.ts';
import type { ReaderCodec } from './reader.ts';

/**
 * What a reader sends: the tracks of a stripe as text, RDM6300 frames, the text of a barcode or QR code (`aim-code`: with
 * `]`, a letter and a modifier in front), or whole USB reports.
 */
export type Speech = 'swipe' | 'rdm6300' | 'code' | 'aim-code' | 'report';

/** @param patterns asked for every card: what is ours is known only when the server has been met */
export function codecOf(speech: Speech, patterns: () => readonly CardPattern[]): ReaderCodec {
	switch (speech) {
		case 'swipe':
			return { createFramer: createSwipeFramer, decode: (frame) => decodeSwipe(frame, patterns()) };
		case 'rdm6300':
			return { createFramer: createRdm6300Framer, decode: (frame) => decodeRdm6300(frame, patterns()) };
		case 'code':
		case 'aim-code':
			return {
				createFramer: () => createSwipeFramer(CODE_BYTES_MAX),
				decode: (frame) => decodeCodeText(frame, patterns(), { hasAimId: speech === 'aim-code' }),
			};
		case 'report':
			return { createFramer: createReportFramer, decode: (report) => decodeReport(report, patterns()) };
	}
}

/** By length, not by maker: ID TECH sells readers that speak MagTek's layout. */
const decodeReport = (report: Uint8Array, patterns: readonly CardPattern[]): Result<CardRead, CardRefusal> =>
	report.length >= IDTECH_REPORT_BYTES_MIN ? decodeIdtech(report, patterns) : decodeMagtek(report, patterns);

import ReceiptPrinterEncoder from '@point-of-sale/receipt-printer-encoder';
import type { Codepage } from '@point-of-sale/codepage-encoder';
import type { LaidLine, LaidText } from '#shared/receipt/columns.ts';
import { codePagesOf, runsOf, type CodePages } from './code-pages.ts';
import { MARK, type RasterImage } from './mark.ts';
import { qrPicture } from './qr-picture.ts';
import type { PrinterProfile } from './profile.ts';
import { STATUS_BACK_ON } from './questions.ts';

/** Draws a line that no code page can print, as wide as the paper at most; `undefined` where it cannot either. */
export type Rasterise = (line: LaidText) => RasterImage | undefined;

/** A cash drawer at the printer: which pin of its plug opens it, and for how long, in even milliseconds. */
export type Drawer = { readonly pin: 2 | 5; readonly onMs: number; readonly offMs: number };

/** What a counter has of its own. */
export type CounterParts = { readonly logo?: RasterImage | undefined; readonly drawer?: Drawer | null | undefined };

/** A slip as a printer takes it. Text and cut are apart, so that each can be asked about. */
export type EncodedSlip = {
	/** From the initialisation to the last line. */
	readonly body: Uint8Array;
	/** Feeds the last line over the blade and cuts; only feeds where nothing cuts. */
	readonly cut: Uint8Array;
	/** Characters that do not stand on the paper as they were written. */
	readonly replaced: number;
};

/** Dots of one module of the QR code: on a narrow paper it would else be half of the slip. */
const QR_MODULE_DOTS = { wide: 7, narrow: 5 } as const;
/** Smaller, so that it is never more than the padding after a slip that broke off. */
const QR_PICTURE_DOTS = 5;

/**
 * Laid lines as ESC/POS. Begins with ESC @ and FS . , because printers for the Chinese market start in a mode that
 * reads Cyrillic bytes as Chinese ones.
 *
 * Source: Epson ESC/POS command reference.
 */
export function encode(
	lines: readonly LaidLine[],
	profile: PrinterProfile,
	rasterise?: Rasterise,
	{ logo = MARK, drawer = null }: CounterParts = {},
): EncodedSlip {
	const encoder = new ReceiptPrinterEncoder({
		language: 'esc-pos',
		columns: profile.columns,
		newline: '\n',
		imageMode: 'raster',
		feedAfterBlock: false,
		codepageMapping: profile.codePages,
	});
	const codePages = codePagesOf(profile);
	encoder.initialize().raw([...STATUS_BACK_ON]);
	let page: Codepage | undefined;
	let replaced = 0;
	for (const line of lines) {
		switch (line.kind) {
			case 'mark':
				encoder.align('center').image(logo, {}).align('left');
				break;
			case 'qr':
				encoder.align('center');
				if (profile.qr) encoder.qrcode(line.data, { model: 2, size: qrModuleDots(profile), errorlevel: 'm' });
				else encoder.image(qrPicture(line.data, QR_PICTURE_DOTS), {});
				encoder.align('left');
				break;
			case 'drawer':
				if (drawer) encoder.raw(kickOf(drawer));
				break;
			case 'text': {
				const image = isText(line, codePages) ? undefined : rasterise?.(line);
				if (image) {
					encoder.image(image, {});
					break;
				}
				const text = runsOf(line.text, codePages, page);
				replaced += text.replaced;
				page = text.runs.at(-1)?.page ?? page;
				styled(encoder, line, () => text.runs.forEach((run) => encoder.codepage(run.page).text(run.text)));
				break;
			}
		}
	}
	return { body: encoder.encode(), cut: cutOf(profile), replaced };
}

const qrModuleDots = ({ columns }: PrinterProfile): number => QR_MODULE_DOTS[columns < 42 ? 'narrow' : 'wide'];

const isText = (line: LaidText, { pagesOf }: CodePages): boolean => [...line.text].every((one) => pagesOf.has(one));

/** ESC 3: lines that touch. White between black ones would cut a banner to strips. */
const TOUCHING = [0x1b, 0x33, 24];
/** ESC 2. */
const USUAL_SPACING = [0x1b, 0x32];

function styled(encoder: ReceiptPrinterEncoder, { size, bold, inverted }: LaidText, write: () => void): void {
	const times = size === 'double' ? 2 : 1;
	if (inverted) encoder.raw(TOUCHING);
	encoder.width(times).height(times).bold(bold).invert(inverted);
	write();
	encoder.newline().width(1).height(1).bold(false).invert(false);
	if (inverted) encoder.raw(USUAL_SPACING);
}

/** ESC p m t1 t2, in steps of 2 ms. */
const kickOf = ({ pin, onMs, offMs }: Drawer): number[] => [
	...[0x1b, 0x70, pin === 2 ? 0 : 1],
	...[onMs, offMs].map((ms) => Math.min(255, Math.round(ms / 2))),
];

const LINE_FEED = 0x0a;

/** Written here, because the encoder sends a line feed behind its cut: the next slip would begin one line lower. */
function cutOf({ cut, linesBeforeCut }: PrinterProfile): Uint8Array {
	const feed = Array<number>(linesBeforeCut).fill(LINE_FEED);
	return Uint8Array.from(cut === null ? feed : [...feed, 0x1d, 0x56, 0x01]);
}

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layOut, type LaidText } from '#shared/receipt/columns.ts';
import { slipWords } from '#shared/receipt/slip-words.ts';
import { composeVisitSlip, type VisitSlip } from '#shared/receipt/visit-slip.ts';
import { codePagesOf } from '../../../bridge/printing/code-pages.ts';
import { encode, type Drawer, type EncodedSlip, type Rasterise } from '../../../bridge/printing/encode.ts';
import { PROFILES, type ProfileName } from '../../../bridge/printing/profile.ts';
import type { Command } from '../../../bridge/simulate/printer/command.ts';
import { BRANDS } from '../../../bridge/simulate/printer/brands.ts';
import { NARROW_PRINTER, WIDE_PRINTER, type PrinterModel } from '../../../bridge/simulate/printer/model.ts';
import { paperText, type Paper } from '../../../bridge/simulate/printer/paper.ts';
import { CommandParser } from '../../../bridge/simulate/printer/parser.ts';
import { SimulatedPrinter } from '../../../bridge/simulate/printer/printer.ts';
import { hostileSlip } from '../../shared/receipt/hostile.ts';
import { houseOf, SAMPLES } from '../../shared/receipt/samples.ts';

const PROFILE_NAMES = Object.keys(PROFILES) as ProfileName[];
/** Those that print more than ASCII as text. */
const WITH_PAGES = PROFILE_NAMES.filter((name) => !name.startsWith('unknown'));
const modelOf = (name: ProfileName): PrinterModel =>
	name in BRANDS ? BRANDS[name as keyof typeof BRANDS] : PROFILES[name].columns === 32 ? NARROW_PRINTER : WIDE_PRINTER;

const encodeSlip = (slip: VisitSlip, profile: ProfileName, rasterise?: Rasterise): EncodedSlip =>
	encode(layOut(composeVisitSlip(slip), PROFILES[profile].columns), PROFILES[profile], rasterise);
const bytesOf = ({ body, cut }: EncodedSlip): Uint8Array => Uint8Array.from([...body, ...cut]);

/** The paper that comes out of a simulated printer, whose tables are not the encoder's. */
function printed(encoded: EncodedSlip, profile: ProfileName, startsInChinese = false): Paper {
	const printer = new SimulatedPrinter(
		{ ...modelOf(profile), startsInChinese },
		{ reply: () => undefined, cut: () => undefined },
	);
	printer.receive(bytesOf(encoded));
	return printer.paper();
}
const chunked = <Item>(items: readonly Item[], size: number): Item[][] =>
	Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
const solid = (lines: readonly string[]): string[] => lines.map((line) => line.trimEnd());

describe.each(WITH_PAGES)('on %s', (profile) => {
	test.each(Object.entries(SAMPLES).filter(([, slip]) => slip.guest?.language !== 'zh'))('%s', (_name, slip) => {
		const laid = layOut(composeVisitSlip(slip), PROFILES[profile].columns);
		const encoded = encode(laid, PROFILES[profile]);
		const paper = printed(encoded, profile);
		const lines = laid.flatMap((line) => (line.kind === 'text' ? [line.text] : []));
		const fed = Array<string>(PROFILES[profile].linesBeforeCut).fill('');
		expect(solid(paperText(paper))).toEqual([...solid(lines), ...fed]);
		expect(encoded.replaced).toBe(0);
		expect(paper.items.filter(({ kind }) => kind === 'fault')).toEqual([]);
		expect(paper.items.filter(({ kind }) => kind === 'image' || kind === 'qr' || kind === 'cut')).toMatchObject([
			{ kind: 'image' },
			PROFILES[profile].qr
				? {
						kind: 'qr',
						data: `retorno:visit:${slip.answer.visitId}`,
						modulePx: PROFILES[profile].columns === 32 ? 5 : 7,
					}
				: { kind: 'image' },
			...(PROFILES[profile].cut === null ? [] : [{ kind: 'cut' }]),
		]);
	});

	test('every character that it takes for printable comes out as itself', () => {
		const characters = [...codePagesOf(PROFILES[profile]).pagesOf.keys()].filter((one) => /[^\s\p{Cf}]/u.test(one));
		const lines = chunked(characters, 30).map((chunk): LaidText => {
			return { kind: 'text', text: chunk.join(''), size: 'normal', bold: false, inverted: false };
		});
		const paper = paperText(printed(encode(lines, PROFILES[profile]), profile));
		expect(solid(paper).filter((line) => line !== '')).toEqual(lines.map(({ text }) => text));
	});
});

describe('the bytes of a slip', () => {
	test('begin with a clean printer out of its Chinese mode', () => {
		const encoded = encodeSlip(SAMPLES['Elena has supper']!, 'epson');
		expect([...encoded.body.subarray(0, 4)]).toEqual([0x1b, 0x40, 0x1c, 0x2e]);
		expect(paperText(printed(encoded, 'epson', true))).toContain('Благодарим ви, Елена.');
	});

	test('end with the cut and nothing behind it', () => {
		expect([...encodeSlip(SAMPLES['Elena has supper']!, 'epson').cut.slice(-3)]).toEqual([0x1d, 0x56, 0x01]);
	});

	const HARMLESS: readonly Command['kind'][] = [
		'initialise',
		'chinese',
		'style',
		'line_spacing',
		'automatic_status',
		'code_table',
		'align',
		'raster',
		'qr_model',
		'qr_module',
		'qr_correction',
		'qr_store',
		'qr_print',
		'text',
		'line_feed',
		'cut',
	];

	test('command nothing but print and cut, whatever the guest is called', () => {
		fc.assert(
			fc.property(hostileSlip, fc.constantFrom(...PROFILE_NAMES), (slip, profile) => {
				const commands = new CommandParser().push(bytesOf(encodeSlip(slip, profile)));
				const kinds = commands.map(({ kind }) => kind);
				expect(kinds.filter((kind) => !HARMLESS.includes(kind))).toEqual([]);
				const ours = kinds.filter((kind) => ['initialise', 'automatic_status', 'raster', 'qr_store'].includes(kind));
				// A code that is drawn may take several pictures.
				expect([...ours.slice(0, 3), ...new Set(ours.slice(3))]).toEqual([
					'initialise',
					'automatic_status',
					'raster',
					PROFILES[profile].qr ? 'qr_store' : 'raster',
				]);
				const cuts = PROFILES[profile].cut === null ? 0 : 1;
				expect(kinds.filter((kind) => kind === 'cut')).toHaveLength(cuts);
			}),
			{ numRuns: 60 },
		);
	});
});

describe('what no code page has', () => {
	const print = (text: string, profile: ProfileName): { lines: string[]; replaced: number } => {
		const line: LaidText = { kind: 'text', text, size: 'normal', bold: false, inverted: false };
		const encoded = encode([line], PROFILES[profile]);
		return { lines: paperText(printed(encoded, profile)).filter((one) => one !== ''), replaced: encoded.replaced };
	};

	test.each<[string, ProfileName, string, string, number]>([
		['Bulgarian i with grave', 'epson', 'ѝ', 'и', 1],
		['quotation marks that Windows pages have', 'epson', '„да“ – €5', '„да“ – €5', 0],
		['quotation marks of old pages', 'generic-58', '„да“ – €5', '"да" - EUR5', 4],
		['Spanish', 'generic-58', '¡Año, Ángel!', '¡Año, Ángel!', 0],
		['a Polish name', 'generic-80', 'Ewa Wiśniewska', 'Ewa Wisniewska', 1],
		['Chinese keeps its room', 'epson', '王小明 1', '?????? 1', 3],
		['an arrow is not a control byte', 'epson', '←p0', '?p0', 1],
		['a section sign where only a control place has it', 'generic-58', '§5', '?5', 1],
		['a section sign where Windows has it', 'epson', '§5', '§5', 0],
	])('%s on %s', (_name, profile, text, expected, replaced) => {
		expect(print(text, profile)).toEqual({ lines: [expected], replaced });
	});

	test('is drawn as a picture where somebody can draw, and only that', () => {
		const drawn: string[] = [];
		const rasterise: Rasterise = (line) => {
			drawn.push(line.text);
			return { width: 576, height: 24, data: new Uint8ClampedArray(576 * 24 * 4) };
		};
		const encoded = encodeSlip(SAMPLES['小明 has supper']!, 'epson', rasterise);
		expect([encoded.replaced, drawn.every((text) => /\p{Script=Han}/u.test(text)), drawn.length > 10]).toEqual([
			0,
			true,
			true,
		]);
		const paper = printed(encoded, 'epson');
		expect(paper.items.filter(({ kind }) => kind === 'image')).toHaveLength(drawn.length + 1);
		encodeSlip(SAMPLES['Elena has supper']!, 'epson', () => expect.unreachable('all of it is in a code page'));
	});
});

test('the lines of a banner touch, and those behind it do not', () => {
	const line = (text: string, inverted: boolean): LaidText => ({
		...{ kind: 'text', text, size: 'normal', bold: false, inverted },
	});
	const lines = [line('Food', false), line('6 nights', true), line('to Gold', true), line('Total', false)];
	const printer = new SimulatedPrinter(WIDE_PRINTER, { reply: () => {}, cut: () => {} });
	printer.receive(encode(lines, PROFILES.epson).body);
	const advances = printer.paper().items.flatMap((item) => (item.kind === 'line' ? [item.advanceDots] : []));
	expect(advances).toEqual([30, 24, 24, 30]);
});

test.each(['es', 'en', 'zh', 'bg'] as const)('a banner is as bold in %s as in any other language', (language) => {
	const words = slipWords(language, houseOf('spa')).texts.next.reward('');
	const laid = layOut({ language, lines: [{ kind: 'banner', text: words }] }, 48);
	const drawn: boolean[] = [];
	const { body } = encode(laid, PROFILES.epson, ({ bold, inverted }) => void drawn.push(bold && inverted));
	const printer = new SimulatedPrinter(WIDE_PRINTER, { reply: () => {}, cut: () => {} });
	printer.receive(body);
	const written = printer.paper().items.flatMap((item) => (item.kind === 'line' ? item.runs : []));
	const seen = language === 'zh' ? drawn : written.map(({ bold, reversed }) => bold && reversed);
	expect([seen.length > 0, new Set(seen)]).toEqual([true, new Set([true])]);
});

describe('a cash drawer', () => {
	const bytes = (drawer: Drawer | null): readonly number[] => [
		...encode([{ kind: 'drawer' }], PROFILES.epson, undefined, { drawer }).body,
	];
	const without = bytes(null);
	/** What stands behind the initialisation. */
	const kick = (drawer: Drawer) => bytes(drawer).filter((byte, index) => byte !== without[index]);

	// ESC p m t1 t2. Source: Epson ESC/POS command reference.
	test.each<[Drawer, readonly number[]]>([
		[{ pin: 2, onMs: 100, offMs: 200 }, [0x1b, 0x70, 0, 50, 100]],
		[{ pin: 5, onMs: 100, offMs: 200 }, [0x1b, 0x70, 1, 50, 100]],
		[{ pin: 2, onMs: 2, offMs: 510 }, [0x1b, 0x70, 0, 1, 255]],
		[{ pin: 5, onMs: 510, offMs: 2 }, [0x1b, 0x70, 1, 255, 1]],
	])('%o is opened by these bytes, and no others are sent for it', (drawer, expected) => {
		const sent = bytes(drawer);
		expect(sent).toHaveLength(without.length + expected.length);
		expect(sent.join()).toContain(expected.join());
		expect(kick(drawer).length).toBeLessThanOrEqual(expected.length);
	});
});

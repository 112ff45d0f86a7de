import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { WIDE_PRINTER } from '../../../../bridge/simulate/printer/model.ts';
import { paperText, slips } from '../../../../bridge/simulate/printer/paper.ts';
import { SimulatedPrinter } from '../../../../bridge/simulate/printer/printer.ts';
import {
	ALL_AUTOMATIC_STATUS,
	asHex,
	CUT,
	hex,
	job,
	PAPER_STATUS,
	processId,
	processIdReply,
	raster,
} from './bytes.ts';
import { pieces } from './jobs.ts';

let replies: string[];
let printer: SimulatedPrinter;
const start = (model = WIDE_PRINTER) => {
	replies = [];
	printer = new SimulatedPrinter(model, { reply: (bytes) => replies.push(asHex(bytes)), cut: () => undefined });
};
const text = () => paperText(printer.paper());
const cuts = () => slips(printer.paper()).filter(({ isCut }) => isCut).length;

beforeEach(() => start());

describe('questions', () => {
	test('an id comes back when everything before it is on paper', () => {
		printer.receive(job('Total\n', CUT, hex('1D 28 48 06 00 30 30 30 30 34 32')));
		expect(replies).toEqual(['37 22 30 30 34 32 00']);
	});

	test('of several ids that wait, the latest stands for all', () => {
		printer.openCover();
		printer.receive(job('a\n', processId('0001'), 'b\n', processId('0002')));
		printer.receive(job('c\n', processId('0003'), 'd'));
		expect(replies).toEqual([]);
		printer.closeCover();
		expect(replies).toEqual([processIdReply('0003')]);
	});

	test('an id behind the paper that ran out waits for the refill', () => {
		printer.paperOutAfterLines(2);
		printer.receive(job('a\n', processId('body'), 'b\n', 'c\n', CUT, processId('0001')));
		expect(replies).toEqual([processIdReply('body')]);
		printer.loadPaper();
		expect(replies).toEqual([processIdReply('body'), processIdReply('0001')]);
	});

	test('a clone without ids still answers that it came to the end', () => {
		printer.answer('without_process_id');
		printer.receive(job('a\n', processId('0001'), PAPER_STATUS));
		expect(replies).toEqual(['00']);
	});

	test('a silent clone prints and says nothing', () => {
		printer.answer('silent');
		printer.receive(
			job('a\n', processId('0001'), PAPER_STATUS, hex('10 04 01'), ALL_AUTOMATIC_STATUS, hex('1D 49 43')),
		);
		printer.openCover();
		expect([text(), replies]).toEqual([['a'], []]);
	});

	test('the paper status waits its turn, the real-time status does not', () => {
		printer.paperOut();
		printer.receive(job('a\n', PAPER_STATUS, hex('10 04 01 10 04 02 10 04 03 10 04 04')));
		expect(replies).toEqual(['1A', '32', '12', '7E']);
		printer.loadPaper();
		expect(replies.slice(4)).toEqual(['00']);
	});

	test('paper that is near its end is said in every way', () => {
		printer.paperNearEnd();
		printer.receive(job(PAPER_STATUS, hex('10 04 04')));
		expect(replies).toEqual(['03', '1E']);
	});

	test('bytes of an image are no question', () => {
		printer.receive(raster(3, 1, hex('10 04 01')));
		expect(replies).toEqual([]);
	});

	test('the printer says who it is', () => {
		printer.receive(hex('1D 49 01 1D 49 42 1D 49 44'));
		expect(replies).toEqual(['21', asHex(job('_Retorno\0')), asHex(job('_DEMO000001\0'))]);
	});
});

describe('automatic status', () => {
	test('comes when it is asked for and at every change', () => {
		printer.receive(ALL_AUTOMATIC_STATUS);
		printer.setDrawerHigh(true);
		printer.setDrawerHigh(true);
		printer.setDrawerHigh(false);
		printer.openCover();
		printer.closeCover();
		printer.paperOut();
		printer.loadPaper();
		expect(replies).toEqual([
			'10 00 00 00',
			'14 00 00 00',
			'10 00 00 00',
			'38 00 00 00',
			'10 00 00 00',
			'18 00 0F 00',
			'10 00 00 00',
		]);
	});

	test.each([
		['switched off', hex('1D 61 00')],
		['an initialised printer', hex('1B 40')],
	])('%s says nothing more', (_name, off) => {
		printer.receive(job(ALL_AUTOMATIC_STATUS, off));
		printer.openCover();
		expect(replies).toEqual(['10 00 00 00']);
	});

	test('tells only what was asked for', () => {
		printer.receive(hex('1D 61 08'));
		printer.setDrawerHigh(true);
		printer.paperNearEnd();
		expect(replies).toEqual(['10 00 00 00', '14 00 03 00']);
	});
});

describe('faults in the middle of a slip', () => {
	test('paper that runs out holds the rest and goes on by itself, without loss', () => {
		const lines = Array.from({ length: 30 }, (_, line) => `line ${line}`);
		printer.paperOutAfterLines(10);
		printer.receive(job(lines.join('\n'), '\n', CUT));
		expect([text().length, cuts()]).toEqual([10, 0]);
		printer.loadPaper();
		expect([text(), cuts()]).toEqual([lines, 1]);
	});

	test('paper that ends within one long text stops between two of its lines', () => {
		printer.paperOutAfterLines(3);
		printer.receive(job('x'.repeat(480)));
		expect(text()).toHaveLength(3);
		printer.loadPaper();
		printer.receive(job('\n'));
		expect(text()).toHaveLength(10);
	});

	test('wherever the paper runs out, the slip is the same in the end', () => {
		fc.assert(
			fc.property(pieces(), fc.nat({ max: 20 }), ({ chunks }, lines) => {
				start();
				for (const chunk of chunks) printer.receive(chunk);
				const undisturbed = printer.paper();

				start();
				printer.paperOutAfterLines(lines);
				for (const chunk of chunks) printer.receive(chunk);
				printer.loadPaper();
				expect(printer.paper()).toEqual(undisturbed);
			}),
		);
	});

	test('an open cover holds the slip until it is closed', () => {
		printer.openCover();
		printer.receive(job('a\n'));
		printer.paperOut();
		printer.closeCover();
		expect(text()).toEqual([]);
		printer.loadPaper();
		expect(text()).toEqual(['a']);
	});

	test('a jammed cutter: text is out, the cut waits to be freed and told', () => {
		printer.receive(ALL_AUTOMATIC_STATUS);
		printer.jamCutter();
		printer.receive(job('a\n', processId('body'), CUT, processId('0001'), 'next\n'));
		expect(replies.slice(1)).toEqual(['18 08 00 00', processIdReply('body')]);
		expect([text(), cuts()]).toEqual([['a'], 0]);

		printer.receive(hex('10 05 01'));
		expect(cuts()).toBe(0);
		printer.clearCutter();
		expect(cuts()).toBe(0);
		printer.receive(hex('10 05 01'));
		expect([text(), cuts()]).toEqual([['a', 'next'], 1]);
		expect(replies.slice(3)).toEqual(['10 00 00 00', processIdReply('0001')]);
	});

	test('clearing after a jam loses what waits, and its id', () => {
		printer.jamCutter();
		printer.receive(job('a\n', CUT, processId('0001'), 'next\n'));
		printer.clearCutter();
		printer.receive(hex('10 05 02'));
		printer.receive(job('new\n', processId('0002')));
		expect([text(), cuts(), replies]).toEqual([['a', 'new'], 0, [processIdReply('0002')]]);
	});

	test('a host cannot talk a printer out of missing paper', () => {
		printer.paperOut();
		printer.receive(job('a\n', hex('10 05 02')));
		printer.loadPaper();
		expect(text()).toEqual(['a']);
	});

	test('a hot head goes on when it has cooled; a broken printer only after switching off', () => {
		printer.heatHead();
		printer.receive(job('a\n'));
		printer.coolHead();
		printer.breakDown();
		printer.receive(job('b\n'));
		printer.coolHead();
		expect(text()).toEqual(['a']);
		printer.restart();
		printer.receive(job('c\n'));
		expect(text()).toEqual(['a', 'c']);
	});

	test('a power cut loses what waits, the half line, the settings and the rest of an image', () => {
		printer.receive(job(ALL_AUTOMATIC_STATUS, hex('1B 74 2E 1B 45 01'), 'a\n', 'half'));
		printer.paperOut();
		printer.receive(job('b\n', processId('0001'), hex('1D 76 30 00 48 00 10 00 FF')));
		printer.restart();
		printer.loadPaper();
		printer.receive(job(hex('D5'), '\n'));
		expect(text()).toEqual(['a', '╒']);
		expect(replies).toEqual(['10 00 00 00', '18 00 0F 00']);
	});

	test('data that waits fills the printer until it can print', () => {
		printer.paperOut();
		printer.receive(job('x'.repeat(40_000)));
		expect(printer.isFull).toBe(false);
		printer.receive(job('x'.repeat(40_000)));
		expect(printer.isFull).toBe(true);
		printer.loadPaper();
		expect(printer.isFull).toBe(false);
	});

	test('an image of a session that broke off swallows the next bytes, until padding fills it', () => {
		printer.receive(raster(2, 4, hex('FF FF FF')));
		printer.receive(job('a\n', hex('00 00 00 00 00 00 00 00 1B 40'), 'b\n'));
		expect(text()).toEqual(['b']);
	});
});

test('a cut within a line cuts nothing, and nobody hears of it', () => {
	let heard = 0;
	const strict = new SimulatedPrinter(WIDE_PRINTER, { reply: () => undefined, cut: () => heard++ });
	strict.receive(job('a\n', CUT, 'Total', CUT));
	expect(heard).toBe(1);
});

test('whoever hears of a cut may open the cover: nothing is printed twice', () => {
	const touchy: SimulatedPrinter = new SimulatedPrinter(WIDE_PRINTER, {
		reply: () => undefined,
		cut: () => {
			touchy.openCover();
			touchy.closeCover();
		},
	});
	touchy.receive(job('a\n', CUT, 'b\n', CUT));
	expect(paperText(touchy.paper())).toEqual(['a', 'b']);
});

test('after any bytes a restarted printer still answers', () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 2_000 }), (noise) => {
			start();
			printer.receive(noise);
			printer.restart();
			replies = [];
			printer.receive(hex('10 04 01'));
			expect(replies).toEqual(['12']);
		}),
	);
});

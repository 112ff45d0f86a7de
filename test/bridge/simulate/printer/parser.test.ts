import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { measure } from '../../../../bridge/simulate/printer/measure.ts';
import { CommandParser } from '../../../../bridge/simulate/printer/parser.ts';
import { ascii, hex, job, raster } from './bytes.ts';
import { jobs } from './jobs.ts';

const read = (bytes: Uint8Array) => new CommandParser().push(bytes);

describe('the commands of a slip', () => {
	test.each([
		['initialise', '1B 40', { kind: 'initialise' }],
		['code table 1251', '1B 74 2E', { kind: 'code_table', number: 46 }],
		['bold', '1B 45 01', { kind: 'style', style: { bold: true } }],
		['underline, as a digit', '1B 2D 32', { kind: 'style', style: { underlineDots: 2 } }],
		['font B', '1B 4D 01', { kind: 'style', style: { font: 'B' } }],
		[
			'print mode: double height, double width, bold',
			'1B 21 38',
			{ kind: 'style', style: { font: 'A', bold: true, heightTimes: 2, widthTimes: 2, underlineDots: 0 } },
		],
		['size three wide, two high', '1D 21 21', { kind: 'style', style: { widthTimes: 3, heightTimes: 2 } }],
		['white on black', '1D 42 01', { kind: 'style', style: { reversed: true } }],
		['centred', '1B 61 01', { kind: 'align', align: 'center' }],
		['right, as a digit', '1B 61 32', { kind: 'align', align: 'right' }],
		['three lines', '1B 64 03', { kind: 'feed_lines', lines: 3 }],
		['forty dots', '1B 4A 28', { kind: 'feed_dots', dots: 40 }],
		['line spacing', '1B 33 18', { kind: 'line_spacing', dots: 24 }],
		['usual line spacing', '1B 32', { kind: 'line_spacing', dots: 30 }],
		['Spanish ASCII', '1B 52 07', { kind: 'international', number: 7 }],
		['Chinese on', '1C 26', { kind: 'chinese', on: true }],
		['Chinese off', '1C 2E', { kind: 'chinese', on: false }],
		['drawer on pin 5, 50 ms', '1B 70 01 19 FA', { kind: 'drawer', pin: 5, onMs: 50, offMs: 500 }],
		['full cut', '1D 56 00', { kind: 'cut', partial: false, feedDots: 0 }],
		['partial cut, as a digit', '1D 56 31', { kind: 'cut', partial: true, feedDots: 0 }],
		['feed and full cut', '1D 56 41 10', { kind: 'cut', partial: false, feedDots: 16 }],
		['feed and partial cut', '1D 56 42 00', { kind: 'cut', partial: true, feedDots: 0 }],
		['cut at a set position', '1D 56 62 05', { kind: 'cut', partial: true, feedDots: 5 }],
		['cut and draw back', '1D 56 67 05', { kind: 'cut', partial: false, feedDots: 5 }],
		['left margin', '1D 4C 18 00', { kind: 'left_margin', dots: 24 }],
		['area width', '1D 57 00 02', { kind: 'area_width', dots: 512 }],
		['QR model 2', '1D 28 6B 04 00 31 41 32 00', { kind: 'qr_model', model: 2 }],
		['QR module of 6 dots', '1D 28 6B 03 00 31 43 06', { kind: 'qr_module', dots: 6 }],
		['QR correction M', '1D 28 6B 03 00 31 45 31', { kind: 'qr_correction', level: 'M' }],
		['QR print', '1D 28 6B 03 00 31 51 30', { kind: 'qr_print' }],
		['process id', '1D 28 48 06 00 30 30 30 30 34 32', { kind: 'process_id', id: ascii('0042') }],
		['paper sensor', '1D 72 31', { kind: 'sensor_status', about: 'paper' }],
		['automatic status', '1D 61 0F', { kind: 'automatic_status', mask: 15 }],
		['model name', '1D 49 43', { kind: 'identify', number: 67 }],
		['barcode, old form', '1D 6B 02 31 32 33 00', { kind: 'barcode', system: 2, data: ascii('123') }],
		['barcode with length', '1D 6B 49 03 7B 42 41', { kind: 'barcode', system: 8, data: ascii('{BA') }],
		['barcode height', '1D 68 50', { kind: 'barcode_height', dots: 80 }],
		['real-time status', '10 04 04', { kind: 'real_time_status', about: 4 }],
		['go on after an error', '10 05 01', { kind: 'recover', how: 'resume' }],
		['throw away after an error', '10 05 02', { kind: 'recover', how: 'clear' }],
		['real-time drawer', '10 14 01 00 02', { kind: 'real_time_drawer', pin: 2, onMs: 200 }],
		['clear the buffers', '10 14 08 01 03 14 01 06 02 08', { kind: 'clear_buffers' }],
	])('%s', (_name, bytes, command) => {
		expect(read(hex(bytes))).toEqual([command]);
	});

	test('the QR data of a slip, as the manual counts its length', () => {
		const bytes = job(hex('1D 28 6B 1A 00 31 50 30'), 'https://h.example/m/7Q2');
		expect(read(bytes)).toEqual([{ kind: 'qr_store', data: ascii('https://h.example/m/7Q2') }]);
	});

	test('an image is one command, whatever bytes are in it', () => {
		const bits = hex('10 04 01 1B 40 0A');
		const image = { widthDots: 16, rows: 3, widthTimes: 1, heightTimes: 1, bits };
		expect(read(raster(2, 3, bits))).toEqual([{ kind: 'raster', raster: image }]);
	});

	test.each([
		['GS ( L', '1D 28 4C 0C 00 30 70 30 01 02 31 09 00 01 00 FF 80'],
		['GS 8 L', '1D 38 4C 0C 00 00 00 30 70 30 01 02 31 09 00 01 00 FF 80'],
	])('a stored image by %s counts its width in dots', (_name, bytes) => {
		const image = { widthDots: 9, rows: 1, widthTimes: 1, heightTimes: 2, bits: hex('FF 80') };
		expect(read(job(hex(bytes), hex('1D 28 4C 02 00 30 32')))).toEqual([
			{ kind: 'graphics_store', raster: image },
			{ kind: 'graphics_print' },
		]);
	});
});

describe('what the printer does not know', () => {
	test.each([
		['a command without a meaning', '1B 7E'],
		['a known command that is not obeyed, with its parameters', '1B 24 10 00'],
		['a column image', '1B 2A 21 02 00 41 41 41 42 42 42'],
		['tab stops', '1B 44 08 10 00'],
		['another symbol than QR', '1D 28 6B 03 00 30 43 06'],
		['an alignment out of range', '1B 61 07'],
		['a QR module out of range', '1D 28 6B 03 00 31 43 11'],
		['a process id with a control in it', '1D 28 48 06 00 30 30 30 30 0A 32'],
		['an image without rows', '1D 76 30 00 02 00 00 00'],
		['a bell', '07'],
	])('%s is kept with its bytes', (_name, bytes) => {
		expect(read(hex(bytes))).toEqual([{ kind: 'unknown', bytes: hex(bytes) }]);
	});

	test('a length of 4 GB is no length: what follows is read as commands', () => {
		const header = hex('1D 38 4C FF FF FF FF');
		expect(read(job(header, 'Hotel\n'))).toEqual([
			{ kind: 'unknown', bytes: header },
			{ kind: 'text', bytes: ascii('Hotel') },
			{ kind: 'line_feed' },
		]);
	});

	test('a barcode without an end does not wait for ever', () => {
		const kinds = read(job(hex('1D 6B 04'), 'A'.repeat(300), '\n')).map(({ kind }) => kind);
		expect(kinds).toEqual(['unknown', 'text', 'line_feed']);
	});
});

test('nothing is read before it is whole', () => {
	const parser = new CommandParser();
	const bytes = raster(1, 2, hex('AA 55'));
	for (const byte of bytes.subarray(0, -1)) expect(parser.push(Uint8Array.of(byte))).toEqual([]);
	expect(parser.push(hex('55'))).toHaveLength(1);
});

test('the printer gets on with any bytes, and no command asks for more than a long image', () => {
	fc.assert(
		fc.property(
			fc.oneof(
				fc.uint8Array({ minLength: 1 }),
				jobs().filter((bytes) => bytes.length > 0),
			),
			(bytes) => {
				const lengthBytes = measure(bytes);
				expect(lengthBytes).toBeGreaterThan(0);
				expect(lengthBytes).toBeLessThan(5 * 1024 * 1024);
			},
		),
	);
});

import fc from 'fast-check';
import { CUT, hex, INIT, job, processId, qr, raster } from './bytes.ts';

const text = fc.oneof(fc.string({ maxLength: 60 }), fc.constantFrom('Hotel Miramar', 'Total        72.00'));
const style = fc.constantFrom(
	'1B 21 30',
	'1B 45 01',
	'1D 21 11',
	'1D 42 01',
	'1B 2D 01',
	'1D 21 00',
	'1B 4D 01',
	'1C 26',
);
const movement = fc.constantFrom('0A', '0D 0A', '09', '1B 64 03', '1B 4A 10', '1B 33 14', '1B 61 01', '1B 44 08 10 00');

const image = fc
	.tuple(fc.integer({ min: 1, max: 80 }), fc.integer({ min: 1, max: 12 }))
	.chain(([widthBytes, rows]) =>
		fc
			.uint8Array({ minLength: widthBytes * rows, maxLength: widthBytes * rows })
			.map((bits) => raster(widthBytes, rows, bits)),
	);

const piece = fc.oneof(
	{ weight: 4, arbitrary: text.map((value) => job(value.replace(/[^\u0020-\u00ff]/g, '?'))) },
	{ weight: 3, arbitrary: fc.oneof(style, movement).map(hex) },
	{ weight: 1, arbitrary: image },
	{ weight: 1, arbitrary: fc.uint8Array({ maxLength: 12 }) },
	{ weight: 1, arbitrary: fc.constantFrom(INIT, CUT, processId('0042'), qr('https://h.example/m/7Q2')) },
);

/** What a host may send, with noise among it. */
export const jobs = (): fc.Arbitrary<Uint8Array> => fc.array(piece, { maxLength: 20 }).map((pieces) => job(...pieces));

/** The same bytes in pieces. */
export const pieces = (): fc.Arbitrary<{ bytes: Uint8Array; chunks: readonly Uint8Array[] }> =>
	fc.tuple(jobs(), fc.array(fc.nat({ max: 2_000 }), { maxLength: 30 })).map(([bytes, cuts]) => {
		const places = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort(
			(a, b) => a - b,
		);
		return { bytes, chunks: places.slice(1).map((end, index) => bytes.subarray(places[index], end)) };
	});

import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressOf, curlOf, madeFresh } from '../../../../server/http/docs/call.js';

const NOW = new Date('2026-11-22T08:00:00Z');
const UUID = '0199f0c2-7a5e-7c31-9d7b-2f6a1c0e4b58';

describe('a call of the page', () => {
	test('fills its values into the address, and leaves out what is empty', () => {
		const parameters = [
			{ name: 'id', in: 'path' },
			{ name: 'outlet', in: 'query' },
			{ name: 'after', in: 'query' },
			{ name: 'Accept-Language', in: 'header' },
		];
		const values = { id: 'a/b?', outlet: 'spa & bar', after: '', 'Accept-Language': 'bg' };
		expect(addressOf('/api/v1/visits/{id}', parameters, values)).toBe('/api/v1/visits/a%2Fb%3F?outlet=spa+%26+bar');
		expect(addressOf('/api/v1/events', [], {})).toBe('/api/v1/events');
	});

	test('for a shell is the same words, whatever was typed', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme-ascii' }), (body) => {
				const command = curlOf({ method: 'POST', url: "http://x/it's", language: 'en', body });
				const words = spawnSync('sh', ['-c', `curl() { printf '%s\\0' "$@"; }; RETORNO_KEY=secret; ${command}`]);
				expect(words.stdout.toString().split('\0')).toEqual([
					...['-X', 'POST', "http://x/it's", '-H', 'Authorization: Bearer secret'],
					...['-H', 'Accept-Language: en', '-H', 'Content-Type: application/json', '-d', body, ''],
				]);
			}),
			{ numRuns: 50 },
		);
	});

	test('without a body sends none', () => {
		expect(curlOf({ method: 'GET', url: 'http://x', language: 'en', body: null })).not.toMatch(/Content-Type|-d/);
	});

	test('of an example has ids of its own and the time of now, and its other values', () => {
		let ids = 0;
		const example = {
			visits: [{ id: UUID, occurredAt: 'then', lines: [{ id: '1', quantity: 2 }] }, null],
			until: '2026-11-23T08:00:00.000Z',
			other: true,
		};
		expect(madeFresh(example, () => `new-${++ids}`, NOW)).toEqual({
			visits: [{ id: 'new-1', occurredAt: NOW.toISOString(), lines: [{ id: '1', quantity: 2 }] }, null],
			until: '2026-11-23T08:00:00.000Z',
			other: true,
		});
	});
});

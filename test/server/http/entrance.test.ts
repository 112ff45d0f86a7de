import type { IncomingMessage } from 'node:http';
import { hostname } from 'node:os';
import { describe, expect, test } from 'vitest';
import { doorkeeper, proxyList } from '../../../server/http/entrance.ts';

type Caller = { readonly from?: string; readonly at?: string; readonly encrypted?: boolean };

const asked = (headers: IncomingMessage['headers'], { from = '10.0.0.9', at = '10.0.0.5', encrypted = true }: Caller) =>
	({ headers, socket: { remoteAddress: from, localAddress: at, encrypted } }) as unknown as IncomingMessage;

const NAMES = ['retorno.hotel.example', 'Retorno.Hotel.Local'];
const entrance = { names: NAMES, trustProxy: ['10.0.0.1', '192.168.7.0/24', 'fd00::/8'] };
const look = (headers: IncomingMessage['headers'], caller: Caller = {}) => doorkeeper(entrance)(asked(headers, caller));
const local = { from: '127.0.0.1', at: '127.0.0.1', encrypted: false };

describe('the names of a server', () => {
	test.each<[string, Caller]>([
		['retorno.hotel.example:4700', {}],
		['RETORNO.hotel.example', {}],
		['retorno.hotel.local:443', {}],
		[`${hostname()}:4700`, {}],
		['10.0.0.5:4700', {}],
		['10.0.0.5:4700', { at: '::ffff:10.0.0.5' }],
		['[2001:db8::5]:4700', { at: '2001:db8::5' }],
		['localhost:4700', local],
		['127.0.0.1:4700', local],
		['[::1]:4700', { ...local, at: '::1' }],
		// The port of a tunnel or container.
		['localhost:9999', local],
	])('%s', (host, caller) => {
		expect(look({ host }, caller)).toBeNull();
	});
});

describe('proxies', () => {
	const forwarded = {
		host: 'localhost:4700',
		'x-forwarded-host': 'retorno.hotel.example',
		'x-forwarded-proto': 'https',
		origin: 'https://retorno.hotel.example',
	};
	test.each(['10.0.0.1', '::ffff:10.0.0.1', '192.168.7.200', 'fd00::77'])('%s is believed', (from) => {
		expect(look(forwarded, { from, encrypted: false })).toBeNull();
		expect(look({ ...forwarded, 'x-forwarded-host': 'evil.example' }, { from })).toBe('host_unknown');
		expect(look({ ...forwarded, origin: 'https://evil.example' }, { from })).toBe('origin_foreign');
		expect(look({ ...forwarded, origin: 'http://retorno.hotel.example' }, { from })).toBe('origin_foreign');
	});

	test.each(['10.0.0.2', '192.168.8.1', '127.0.0.1', '::1', '', 'fe80::1'])('%s is not', (from) => {
		expect(look({ ...forwarded, host: '10.0.0.5' }, { from })).toBe('origin_foreign');
		expect(look({ host: 'evil.example', 'x-forwarded-host': 'retorno.hotel.example' }, { from })).toBe('host_unknown');
	});

	test('that are no addresses are refused at the start', () => {
		for (const wrong of ['proxy.example', '10.0.0.300', '', '10.0.0.0/99']) expect(() => proxyList([wrong])).toThrow();
	});
});
